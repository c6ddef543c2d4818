from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from privacy.register import register_of_processing

WHERE = Path("docs") / "exploitation" / "registre-des-traitements.md"


class Command(BaseCommand):
    """Write the register of processing again."""

    help = f"Écrit {WHERE} d’après ce que chaque application déclare."

    def handle(self, *args: Any, **options: Any) -> None:
        """One file, the same for the same declarations."""
        (settings.BASE_DIR / WHERE).write_text(register_of_processing(), encoding="utf-8")
        self.stdout.write(f"{WHERE} est à jour.")

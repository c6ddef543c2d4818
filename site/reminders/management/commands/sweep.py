from typing import Any

from django.core.management.base import BaseCommand

from reminders.sweep import sweep


class Command(BaseCommand):
    """Tell, by hand, what the ledger says is due."""

    help = "Envoie les rappels dus. Peut être lancé à tout moment, même pendant que les autres tournent."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run one sweep and say how many mails left."""
        self.stdout.write(f"{sweep()} envoyé(s).")

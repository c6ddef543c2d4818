from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from incubator.retention import apply_retention


class Command(BaseCommand):
    """Announce and forget the dossiers whose time is over."""

    help = "Annonce puis efface les dossiers dont la durée de garde est passée."

    def add_arguments(self, parser: CommandParser) -> None:
        """Look without touching."""
        parser.add_argument("--dry-run", action="store_true", help="Dit ce qui serait fait, ne fait rien.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what is done, or would be."""
        dry_run = bool(options["dry_run"])
        done = apply_retention(dry_run=dry_run)
        verbs = ("seraient annoncés", "seraient effacés") if dry_run else ("annoncés", "effacés")
        for verb, numbers in zip(verbs, (done.announced, done.forgotten), strict=True):
            self.stdout.write(f"Dossiers {verb} : {len(numbers)}")
            for number in numbers:
                self.stdout.write(f"  {number}")

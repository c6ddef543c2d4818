from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from privacy.retention import rounds
from privacy.services import apply_retention


class Command(BaseCommand):
    """Say what time takes away, and take it."""

    help = "Applique les durées de conservation. --dry-run compte et n’écrit rien."

    def add_arguments(self, parser: CommandParser) -> None:
        """One option: count only."""
        parser.add_argument("--dry-run", action="store_true", help="compter sans rien écrire")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line per rule, then what applications apply themselves."""
        for done in apply_retention(dry_run=options["dry_run"]):
            self.stdout.write(
                f"{done.rule.label} ({done.rule.words}) : {done.warned} à prévenir, "
                f"{done.waiting} en attente, {done.let_go} à laisser partir"
                if options["dry_run"]
                else f"{done.rule.label} ({done.rule.words}) : {done.warned} prévenus, "
                f"{done.waiting} en attente, {done.let_go} partis"
            )
        for apply in rounds():
            for line in apply(options["dry_run"]):
                self.stdout.write(line)

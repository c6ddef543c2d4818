from typing import Any

from django.core.management.base import BaseCommand

from reminders.sweep import sweep


class Command(BaseCommand):
    """Tell, by hand, what the ledger says is due."""

    help = "Envoie les rappels dus. Peut être lancé à tout moment, même pendant que les workers tournent."

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep until nothing more may leave now, and say how many mails did."""
        total, more = 0, True
        while more:
            sent, more = sweep()
            total += sent
        self.stdout.write(f"{total} courriel{'s' if total > 1 else ''} envoyé{'s' if total > 1 else ''}.")

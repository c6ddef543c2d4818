from typing import Any

from django.core.management.base import BaseCommand, CommandError

from spaces.sources import differences


class Command(BaseCommand):
    """Compare what bookings, agreements and closures say with what the ledger holds."""

    help = "Compare les sources et le registre des espaces ; sort avec une erreur au premier écart."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each difference and exit with 1 when there is any."""
        gaps = differences()
        for gap in gaps:
            self.stdout.write(gap)
        if gaps:
            raise CommandError(f"{len(gaps)} écart(s) entre les sources et le registre.")
        self.stdout.write("Le registre et ses sources disent la même chose.")

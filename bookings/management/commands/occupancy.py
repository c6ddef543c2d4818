import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

import sheets
from bookings.measures import AXES
from bookings.occupancy_document import occupancy_document, occupancy_figures
from bookings.occupancy_page import COLUMNS, table
from spaces.errors import DomainError
from spaces.models import Place


class Command(BaseCommand):
    """Print the figures of the occupancy page, for spreadsheets and scripts."""

    help = "Donne les taux d’occupation d’un lieu sur une période (dates comprises), en CSV ou en JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        """The place, the period, how to group, how to print."""
        parser.add_argument("--place", required=True, help="adresse courte du lieu")
        parser.add_argument(
            "--from", dest="start", required=True, type=date.fromisoformat, metavar="AAAA-MM-JJ"
        )
        parser.add_argument("--to", dest="end", required=True, type=date.fromisoformat, metavar="AAAA-MM-JJ")
        parser.add_argument("--by", choices=sorted([*AXES, "organisation"]))
        parser.add_argument("--format", choices=["csv", "json"], default="csv")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure once, print every rate of the place, then of each group."""
        place = Place.objects.filter(slug=options["place"]).first()
        if place is None:
            raise CommandError(f"Aucun lieu ne porte l’adresse courte « {options['place']} ».")
        asked = (place, options["start"], options["end"], options["by"] or "")
        try:
            if options["format"] == "json":
                self.stdout.write(json.dumps(occupancy_document(*asked), ensure_ascii=False, indent=2))
            else:
                sheet = sheets.write_csv(COLUMNS, table(occupancy_figures(*asked)))
                self.stdout.write(sheet.decode(), ending="")
        except DomainError as refusal:
            raise CommandError(refusal.message) from None

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

import sheets
from bookings.measures import AXES
from bookings.occupancy import check_period
from bookings.occupancy_page import COLUMNS, Table, figures_by, table
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
        start, end = options["start"], options["end"] + timedelta(days=1)
        try:
            check_period(start, end)
        except DomainError as refusal:
            raise CommandError(refusal.message) from None
        figures = figures_by(place, start, end, options["by"] or "")
        if options["format"] == "json":
            self.stdout.write(
                json.dumps(self._document(place, options, figures), ensure_ascii=False, indent=2)
            )
        else:
            self.stdout.write(sheets.write_csv(COLUMNS, table(figures)).decode(), ending="")

    def _document(self, place: Place, options: dict[str, Any], figures: Table) -> dict[str, Any]:
        return {
            "place": place.slug,
            "from": options["start"].isoformat(),
            "to": options["end"].isoformat(),
            "groups": [
                {
                    "key": group.key,
                    "label": group.label,
                    "rates": [
                        {key: _plain(value) for key, value in figure.as_row().items()} for figure in found
                    ],
                }
                for group, found in figures.items()
            ],
        }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return float(value) if isinstance(value, Decimal) else value

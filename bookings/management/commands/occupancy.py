import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

import sheets
from bookings.measures import Measures, measure
from bookings.occupancy import AXES, check_period, grouped, outside_hours, rates
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
        parser.add_argument("--by", choices=sorted(AXES))
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
        measures = measure(place, start, end)
        groups = {"": measures}
        if options["by"]:
            groups |= grouped(measures, options["by"])
        if options["format"] == "json":
            self.stdout.write(
                json.dumps(self._document(place, options, groups), ensure_ascii=False, indent=2)
            )
        else:
            self.stdout.write(sheets.write_csv(COLUMNS, table(groups)).decode(), ending="")

    def _document(self, place: Place, options: dict[str, Any], groups: dict[str, Measures]) -> dict[str, Any]:
        return {
            "place": place.slug,
            "from": options["start"].isoformat(),
            "to": options["end"].isoformat(),
            "groups": [
                {
                    "label": label,
                    "outside_hours": _plain(round(outside_hours(rows), 4)),
                    "rates": [
                        {key: _plain(value) for key, value in figure.as_row().items()}
                        for figure in rates(rows)
                    ],
                }
                for label, rows in groups.items()
            ],
        }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return float(value) if isinstance(value, Decimal) else value

"""The rates of occupancy for machines: one document, for the command line and for the API."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bookings.occupancy import check_period
from bookings.occupancy_page import Table, figures_by
from spaces.errors import InvalidPeriod
from spaces.models import Place


def occupancy_figures(place: Place, first: date, last: date, axis: str) -> Table:
    """The rates of the place, then of each group; both days are included. Raises InvalidPeriod."""
    try:
        end = last + timedelta(days=1)
    except OverflowError:
        raise InvalidPeriod("Cette date est trop lointaine.") from None
    check_period(first, end)
    return figures_by(place, first, end, axis)


def occupancy_document(place: Place, first: date, last: date, axis: str) -> dict[str, Any]:
    """Every rate with its sums, of the place and of each group. Raises InvalidPeriod."""
    return {
        "place": place.slug,
        "from": first.isoformat(),
        "to": last.isoformat(),
        "groups": [
            {
                "key": group.key,
                "label": group.label,
                "rates": [{key: _plain(value) for key, value in figure.as_row().items()} for figure in found],
            }
            for group, found in occupancy_figures(place, first, last, axis).items()
        ],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return float(value) if isinstance(value, Decimal) else value

"""The bookings behind a rate, row by row, with the hours that count and those that do not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from bookings.measures import Survey, fetch, in_hours
from bookings.occupancy import booking_rate_of
from bookings.occupancy_sql import BASE, BEHIND, BEHIND_ROWS, BEHIND_SUMS
from bookings.premises import Premises
from figures import Figure
from people.models import Organisation
from spaces.models import Place, Space
from spaces.wording import moments

PAGE = 100


@dataclass(frozen=True)
class Row:
    """One space of one confirmed booking; hours inside and outside opening, within the period."""

    booking: UUID
    space: Space
    when: str
    title: str
    organisation: str
    came: bool | None
    inside: Decimal
    outside: Decimal


@dataclass(frozen=True)
class Behind:
    """A page of rows, and the sums of all of them: `counted` is the numerator of the booking rate."""

    rows: Sequence[Row]
    count: int
    inside: Decimal
    outside: Decimal
    counted: Decimal

    @property
    def together(self) -> Decimal:
        """Hours during which a shared room served several bookings: the room was used once."""
        return self.inside - self.counted


@dataclass(frozen=True)
class Share:
    """What one organisation booked; None is nobody's."""

    organisation: Organisation | None
    bookings: int
    rate: Figure

    @property
    def name(self) -> str:
        """As pages and spreadsheets call it."""
        return self.organisation.name if self.organisation else "Sans structure"


def behind(
    place: Place, start: date, end: date, spaces: Iterable[Space] | None = None, *, page: int = 1
) -> Behind:
    """The bookable spaces' rows, from one date included to another excluded, a hundred to a page."""
    rooms, _, asked = Premises(place, _bookable(place, spaces)).leaves(start, end)
    known = {room.pk: room for room in rooms}
    window = {"limit": PAGE, "offset": PAGE * (page - 1)}
    found = fetch(BASE + BEHIND + BEHIND_ROWS, asked | window)
    ((count, inside, outside, counted),) = fetch(BASE + BEHIND + BEHIND_SUMS, asked)
    names = _names(row[5] for row in found)
    rows = [_row(row, known, names, place.zone) for row in found]
    return Behind(rows, count, in_hours(inside), in_hours(outside), in_hours(counted))


def shares(found: Survey) -> list[Share]:
    """Hours of each organisation over the open hours of the bookable spaces, most first.

    Two organisations may share a room at the same hour: their hours then add up to more than the room's.
    """
    opened = booking_rate_of(found.measures).denominator
    organisations = Organisation.objects.in_bulk([pk for pk in found.stays if pk])
    rows = [
        Share(organisations[pk] if pk else None, stays.bookings, _share(stays.hours, opened))
        for pk, stays in found.stays.items()
    ]
    return sorted(rows, key=lambda row: (-row.rate.numerator, str(row.organisation or "")))


def _bookable(place: Place, spaces: Iterable[Space] | None) -> list[Space]:
    wanted = place.spaces.filter(is_bookable=True) if spaces is None else spaces
    return [space for space in wanted if space.is_bookable]


def _names(ids: Iterable[int | None]) -> dict[int, str]:
    wanted = {pk for pk in ids if pk}
    return dict(Organisation.objects.filter(pk__in=wanted).values_list("pk", "name"))


def _row(row: Sequence[Any], spaces: dict[int, Space], names: dict[int, str], zone: ZoneInfo) -> Row:
    pk, space, start, end, title, organisation, known, came, inside, outside = row
    return Row(
        pk,
        spaces[space],
        moments(start, end, zone),
        title,
        names.get(organisation, ""),
        bool(came) if known else None,
        in_hours(inside),
        in_hours(outside),
    )


def _share(hours: Decimal, opened: Decimal) -> Figure:
    return Figure(
        label="Taux de réservation",
        numerator=hours,
        denominator=opened,
        unit="h",
        numerator_label="heures réservées pendant l’ouverture",
        denominator_label="heures d’ouverture des espaces réservables",
    )

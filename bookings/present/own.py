"""One's own space: what comes, what waits, and what the house has lent this year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

import clock
from bookings import policies
from bookings.enums import HOLDING, BookingStatus
from bookings.models import Booking, WaitingEntry
from bookings.present.again import again_link, last_time
from bookings.present.words import until
from bookings.present.years import OrganisationYear, years_of
from people.models import User
from spaces.hours import midnight
from spaces.models import Place
from spaces.wording import moments

YEAR_HEADS = [
    "Début",
    "Fin",
    "Espaces",
    "Pour",
    "Titre",
    "Personnes",
    "Présents",
    "À payer",
    "Au tarif public",
    "Prêté par la maison",
]


@dataclass(frozen=True)
class OwnPage:
    """What one's own page shows besides the past."""

    coming: Sequence[Booking]
    waiting: Sequence[Booking]
    refused: Sequence[Booking]
    lines: Sequence[dict[str, Any]]
    years: Sequence[OrganisationYear]
    year: int
    queue: int | None
    keeps_desk: bool
    facts: Sequence[str]
    again: str


def own_page(user: User) -> OwnPage:
    """Gather one's bookings to come, and the year of one's organisations, in a constant number of queries."""
    now = clock.now()
    rows = list(
        Booking.objects.owned_by(user)
        .not_over(now)
        .filter(status__in=[*HOLDING, BookingStatus.REFUSED])
        .with_rooms()
        .by_start()
    )
    coming = [row for row in rows if row.status == BookingStatus.CONFIRMED]
    year = clock.today(_zone()).year
    approves = policies.approves_something(user)
    return OwnPage(
        coming=coming,
        waiting=[row for row in rows if row.status in (BookingStatus.PENDING, BookingStatus.HOLD)],
        refused=[row for row in rows if row.status == BookingStatus.REFUSED],
        lines=_lines(user),
        years=years_of(user, year, Place.objects.front()),
        year=year,
        queue=Booking.objects.approvable_by(user).count() if approves else None,
        keeps_desk=policies.keeps_a_desk(user),
        facts=[str(user), *_next(coming, now)],
        again=again_link(last) if (last := last_time(user)) else "",
    )


def year_sheet(user: User) -> tuple[list[str], list[list[Any]]]:
    """Heads and rows of this year's bookings, one's own and those of one's organisations: what was confirmed, and
    what was given back too late and stays due.
    """
    zone = _zone()
    year = clock.today(zone).year
    bookings = (
        Booking.objects.owned_by(user)
        .owing()
        .overlapping(midnight(date(year, 1, 1), zone), midnight(date(year + 1, 1, 1), zone))
        .with_rooms()
        .by_start()
    )
    rows = [
        [
            clock.local(booking.starts_at, booking.zone).strftime("%d/%m/%Y %H:%M"),
            clock.local(booking.ends_at, booking.zone).strftime("%d/%m/%Y %H:%M"),
            ", ".join(row.space.name for row in booking.booked_spaces.all()),
            str(booking.organisation or booking.organiser),
            booking.title if booking.holds_space else f"{booking.title} (annulée)",
            booking.attendees,
            booking.attendance_declared,
            booking.price_due,
            booking.price_public,
            booking.price_lent,
        ]
        for booking in bookings
    ]
    return YEAR_HEADS, rows


def _lines(user: User) -> list[dict[str, Any]]:
    """The lines in which this person stands."""
    entries = WaitingEntry.objects.open().filter(user=user, starts_at__gt=clock.now())
    return [
        {
            "entry": entry,
            "room": entry.space.name,
            "when": moments(entry.starts_at, entry.ends_at, entry.space.place.zone),
        }
        for entry in entries.select_related("space__place").order_by("starts_at")
    ]


def _next(coming: Sequence[Booking], now: datetime) -> list[str]:
    if not coming:
        return []
    first = coming[0]
    if first.starts_at <= now:
        return [f"En ce moment : {first.title}, {until(first.ends_at, first.zone)}"]
    return [f"Prochaine fois : {moments(first.starts_at, first.ends_at, first.zone)}"]


def _zone() -> ZoneInfo:
    place = Place.objects.front()
    return place.zone if place else ZoneInfo(settings.TIME_ZONE)

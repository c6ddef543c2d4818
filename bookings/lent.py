"""Value lent: what the house gave below its public tariff, per organisation and year, with the rows behind.

A booking counts in the year in which it begins, on its place's clock, once it is over and confirmed. What is
lent is the public price less what is due, never below zero (`Booking.price_lent`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Count, DecimalField, DurationField, ExpressionWrapper, F, Sum, Value
from django.db.models.functions import Greatest

import clock
from bookings.models import Booking, BookingSpace
from bookings.querysets import BookingQuerySet
from people.models import Organisation
from spaces.hours import midnight
from spaces.models import Place

NOTHING = Decimal(0)
LENT = Greatest(F("price_public") - F("price_due"), Value(NOTHING), output_field=DecimalField())


@dataclass(frozen=True)
class Lent:
    """One organisation's year; no organisation: people who booked for themselves."""

    organisation: Organisation | None
    bookings: int
    hours: Decimal
    public: Decimal
    due: Decimal
    lent: Decimal

    @property
    def name(self) -> str:
        """As pages and spreadsheets call it."""
        return self.organisation.name if self.organisation else "Sans structure"


def over_in(rows: BookingQuerySet, year: int, zone: ZoneInfo) -> BookingQuerySet:
    """Those confirmed that began in a year, on the clock of `zone`, and are over; by their first hour."""
    start, end = midnight(date(year, 1, 1), zone), midnight(date(year + 1, 1, 1), zone)
    found: BookingQuerySet = (
        rows.confirmed()
        .by_start()
        .filter(first_start__gte=start, first_start__lt=end, last_end__lte=clock.now())
    )
    return found


def lent(place: Place, year: int) -> list[Lent]:
    """Each organisation's share of a place's year, the largest first; three queries whatever their number."""
    return shares_of(over_in(Booking.objects.filter(place=place), year, place.zone))


def shares_of(rows: BookingQuerySet) -> list[Lent]:
    """What these bookings were worth and cost, by organisation."""
    wanted = Booking.objects.filter(pk__in=rows.order_by().values("pk")).order_by()
    sums = list(
        wanted.values("organisation").annotate(
            public=Sum("price_public"), due=Sum("price_due"), lent=Sum(LENT), count=Count("pk")
        )
    )
    length = ExpressionWrapper(F("ends_at") - F("starts_at"), output_field=DurationField())
    hours = dict(
        BookingSpace.objects.filter(booking__in=wanted.values("pk"))
        .order_by()
        .values("booking__organisation")
        .annotate(length=Sum(length))
        .values_list("booking__organisation", "length")
    )
    organisations = Organisation.objects.in_bulk([row["organisation"] for row in sums if row["organisation"]])
    found = [
        Lent(
            organisations.get(row["organisation"]),
            row["count"],
            Decimal(int(hours[row["organisation"]].total_seconds())) / 3600,
            row["public"],
            row["due"],
            row["lent"],
        )
        for row in sums
    ]
    return sorted(found, key=lambda row: (-row.lent, -row.public, row.name))


def total(rows: Sequence[Lent]) -> Lent:
    """All of them together."""
    return Lent(
        None,
        sum(row.bookings for row in rows),
        sum((row.hours for row in rows), NOTHING),
        sum((row.public for row in rows), NOTHING),
        sum((row.due for row in rows), NOTHING),
        sum((row.lent for row in rows), NOTHING),
    )

"""What the API tells of bookings: the hours on the clock of the place, the price to those who may read it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from ninja import Schema
from pydantic import Field

from bookings.agenda import Occurrence
from bookings.api.moments import Moment
from bookings.api.problems import DateOut
from bookings.models import Booking, BookingSeries
from bookings.rooms import end_of
from people.access import Visitor
from spaces.models import Place


class BookedSpaceOut(Schema):
    """One space of a booking, with its own hours."""

    space: int
    name: str
    starts_at: Moment
    ends_at: Moment
    seats: int | None


class BookingOut(Schema):
    """Somebody holds one or more spaces."""

    id: UUID
    title: str
    status: str = Field(description="hold, pending, confirmed, refused ou cancelled.")
    place: str
    starts_at: Moment
    ends_at: Moment
    spaces: list[BookedSpaceOut]
    attendees: int
    layout: str
    is_public: bool
    organisation: str | None
    organiser: str
    series: UUID | None
    price_due: str | None = Field(description="À payer ; null pour qui n’a pas à le savoir.")
    price_public: str | None
    reason: str
    created_at: Moment
    url: str


class BookingPage(Schema):
    """Some bookings, and the cursor of the following ones."""

    items: list[BookingOut]
    next: str | None


class SeriesOut(Schema):
    """A regular booking: its rule, and one booking per date."""

    series: UUID
    rule: str
    items: list[BookingOut]
    skipped: list[DateOut]


class PreviewOut(Schema):
    """What would be booked, date by date; nothing is written."""

    dates: list[DateOut]
    free: int
    price_due: str | None = None


def bookings_out(rows: Iterable[Booking], user: Visitor) -> list[dict[str, Any]]:
    """Each booking as this person may read it, in a constant number of queries."""
    rows = list(rows)
    ids = [row.pk for row in rows]
    owned = set(Booking.objects.owned_by(user).filter(pk__in=ids).order_by().values_list("pk", flat=True))
    managed = set(Place.objects.managed_by(user).order_by().values_list("pk", flat=True))
    return [_out(row, priced=row.pk in owned or row.place_id in managed) for row in rows]


def series_out(series: BookingSeries, user: Visitor) -> dict[str, Any]:
    """The series, its bookings in order, and the dates that were skipped."""
    rows = Booking.objects.filter(series=series).with_rooms().by_start()
    zone = series.place.zone
    return {
        "series": series.pk,
        "rule": series.rule,
        "items": bookings_out(rows, user),
        "skipped": [
            {
                "day": row.starts_at.astimezone(zone).date().isoformat(),
                "starts_at": row.starts_at.astimezone(zone),
                "ends_at": (row.starts_at + series.duration).astimezone(zone),
                "space": series.space_id,
                "state": "skipped",
                "reason": row.reason,
            }
            for row in series.rejected.all()
        ],
    }


def dates_out(occurrences: Iterable[Occurrence]) -> list[dict[str, Any]]:
    """The preview of a series, date by date."""
    return [
        {
            "day": row.day.isoformat(),
            "starts_at": row.hold.start.astimezone(row.hold.space.place.zone),
            "ends_at": end_of(row.hold).astimezone(row.hold.space.place.zone),
            "space": row.hold.space.pk,
            "state": row.state.value,
            "reason": row.reason,
        }
        for row in occurrences
    ]


def _out(row: Booking, *, priced: bool) -> dict[str, Any]:
    zone = row.zone

    def local(moment: datetime) -> datetime:
        return moment.astimezone(zone)

    return {
        "id": row.pk,
        "title": row.title,
        "status": row.status,
        "place": row.place.slug,
        "starts_at": local(row.starts_at),
        "ends_at": local(row.ends_at),
        "spaces": [
            {
                "space": booked.space_id,
                "name": booked.space.name,
                "starts_at": local(booked.starts_at),
                "ends_at": local(booked.ends_at),
                "seats": booked.seats,
            }
            for booked in row.booked_spaces.all()
        ],
        "attendees": row.attendees,
        "layout": row.layout,
        "is_public": row.is_public,
        "organisation": row.organisation.name if row.organisation else None,
        "organiser": str(row.organiser),
        "series": row.series_id,
        "price_due": str(row.price_due) if priced else None,
        "price_public": str(row.price_public) if priced else None,
        "reason": row.reason,
        "created_at": local(row.created_at),
        "url": settings.BASE_URL + row.get_absolute_url(),
    }

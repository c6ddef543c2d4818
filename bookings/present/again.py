"""A booking done again: the same rooms, hours and facts, some weeks later."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

import clock
from bookings.models import Booking
from bookings.present.house import address

if TYPE_CHECKING:
    from people.access import Visitor
    from spaces.models import Place

WEEK = timedelta(weeks=1)


def again_link(booking: Booking) -> str:
    """Where the same is asked again; the address says which booking, and nothing of it."""
    rows = list(booking.booked_spaces.all())
    if not rows or not all(row.space.is_bookable and not row.space.is_archived for row in rows):
        return ""
    query = urlencode({"comme": booking.pk})
    if len(rows) > 1:
        return f"{reverse('bookings:together')}?{query}"
    return f"{address(rows[0].space)}?{query}#reserver"


def last_time(user: Visitor) -> Booking | None:
    """The booking that « Comme la dernière fois » begins with: the last one made that still may be."""
    if not user.is_authenticated:
        return None
    made = (
        Booking.objects.filter(organiser=user, series=None).confirmed().with_rooms().order_by("-created_at")
    )
    return next((booking for booking in made[:3] if again_link(booking)), None)


def booking_like(pk: str, user: Visitor) -> Booking | None:
    """The booking that an address names, for those whose it is; nonsense and another's name none."""
    try:
        named = UUID(pk)
    except ValueError:
        return None
    if not user.is_authenticated:
        return None
    return Booking.objects.owned_by(user).with_rooms().filter(pk=named).first()


def facts_like(pk: str, user: Visitor) -> dict[str, Any]:
    """Everything said of that booking but its hours."""
    booking = booking_like(pk, user)
    if booking is None:
        return {}
    return {
        "title": booking.title,
        "attendees": booking.attendees,
        "layout": booking.layout,
        "is_public": booking.is_public,
        "organisation": booking.organisation_id,
    }


def rows_like(pk: str, user: Visitor, place: Place) -> list[dict[str, Any]]:
    """Its rooms, each at its hours, as many weeks later as it takes to be in the future."""
    booking = booking_like(pk, user)
    if booking is None:
        return []
    rows = list(booking.booked_spaces.all())
    ahead = _weeks_ahead(min(clock.local(row.starts_at, place.zone).date() for row in rows), place)
    return [
        {
            "space": row.space_id,
            "day": (clock.local(row.starts_at, place.zone).date() + ahead).isoformat(),
            "starts": f"{clock.local(row.starts_at, place.zone):%H:%M}",
            "ends": f"{clock.local(row.ends_at, place.zone):%H:%M}",
        }
        for row in rows
    ]


def _weeks_ahead(first: date, place: Place) -> timedelta:
    behind = clock.today(place.zone) - first
    return WEEK * max(1, -(-behind // WEEK))

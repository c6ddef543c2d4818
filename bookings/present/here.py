"""What whoever scans the sign of a room may do there."""

from __future__ import annotations

from dataclasses import dataclass

import clock
from bookings.models import Booking
from bookings.present import words
from bookings.services.arrivals import EARLY
from people.access import Visitor
from spaces.models import Space


@dataclass(frozen=True)
class HerePage:
    """One's own booking in this room, now or within half an hour."""

    booking: Booking
    hours: str
    may_arrive: bool
    may_release: bool


def own_booking(space: Space, user: Visitor) -> Booking | None:
    """A person's confirmed booking of the room that runs or is about to; the running one first."""
    now = clock.now()
    return (
        Booking.objects.owned_by(user)
        .confirmed()
        .filter(
            released_at__isnull=True,
            booked_spaces__space=space,
            booked_spaces__starts_at__lte=now + EARLY,
            booked_spaces__ends_at__gt=now,
        )
        .with_rooms()
        .order_by("booked_spaces__starts_at", "pk")
        .first()
    )


def here_page(space: Space, user: Visitor) -> HerePage | None:
    """What this person may do with their booking here, None without one."""
    booking = own_booking(space, user)
    if booking is None:
        return None
    now = clock.now()
    return HerePage(
        booking=booking,
        hours=words.span(booking.starts_at, booking.ends_at, booking.zone),
        may_arrive=booking.checked_in_at is None,
        may_release=booking.starts_at < now < booking.ends_at,
    )

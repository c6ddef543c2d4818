"""The queue of an approver, with what helps to decide."""

from __future__ import annotations

from typing import Any

import clock
from bookings.forms import RefusalForm
from bookings.models import Booking
from people.models import User
from spaces.wording import moments


def queue(user: User, *, wrong: tuple[Booking, RefusalForm] | None = None) -> list[dict[str, Any]]:
    """Requests that wait for this person, the nearest first; `wrong` keeps a refusal that lacked its reason."""
    waiting = Booking.objects.approvable_by(user).not_over(clock.now()).with_rooms().by_start()
    return [
        {
            "booking": booking,
            "day": clock.local(booking.starts_at, booking.zone),
            "when": moments(booking.starts_at, booking.ends_at, booking.zone),
            "rooms": ", ".join(row.space.name for row in booking.booked_spaces.all()),
            "who": str(booking.organisation or booking.organiser),
            "form": wrong[1]
            if wrong and wrong[0] == booking
            else RefusalForm(auto_id=f"id_{booking.pk.hex}_%s"),
        }
        for booking in waiting
    ]

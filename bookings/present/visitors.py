"""The page of whoever books without an account, and the hours that their form begins with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.text import capfirst

import clock
from bookings.enums import BookingStatus
from bookings.models import VisitorRequest
from bookings.present.booking import STAMPS
from bookings.present.price import price_of, shown
from bookings.services.arrivals import EARLY
from bookings.services.booking import price
from bookings.services.changes import still_due
from spaces.holds import Hold
from spaces.models import Space
from spaces.wording import moments


@dataclass(frozen=True)
class VisitorPage:
    """What the private link shows, and what it may do."""

    asked: VisitorRequest
    when: str
    deadline: str
    stamp: str
    note: str
    facts: list[dict[str, str]]
    may_confirm: bool
    may_change: bool
    may_arrive: bool
    late: bool
    price: dict[str, Any]


def visitor_page(asked: VisitorRequest) -> VisitorPage:
    """Read a request and the booking it became."""
    zone = asked.space.place.zone
    now = clock.now()
    booking = asked.booking
    starts, ends = (booking.starts_at, booking.ends_at) if booking else (asked.starts_at, asked.ends_at)
    late = booking is None and asked.expires_at <= now
    attendees = booking.attendees if booking else asked.attendees
    return VisitorPage(
        asked=asked,
        when=capfirst(moments(starts, ends, zone)),
        deadline=moments(asked.expires_at, asked.expires_at, zone),
        stamp=STAMPS[BookingStatus(booking.status)] if booking else "PASSÉE" if late else "À CONFIRMER",
        note=booking.reason if booking else "",
        facts=[
            {"label": "Quand", "value": capfirst(moments(starts, ends, zone))},
            {"label": "Où", "value": ", ".join(filter(None, [asked.where.name, asked.space.place.address]))},
            {"label": "Quoi", "value": asked.title},
            {"label": "Vous serez", "value": f"{attendees} personnes" if attendees > 1 else "1 personne"},
        ],
        may_confirm=booking is None and not late,
        may_change=booking is not None and booking.holds_space and starts > now,
        may_arrive=(
            booking is not None
            and booking.status == BookingStatus.CONFIRMED
            and booking.checked_in_at is None
            and booking.released_at is None
            and starts - EARLY <= now < ends
        ),
        late=booking is not None and bool(still_due([booking], booking.organiser)),
        price=price_of(booking) if booking else _price_asked(asked),
    )


def _price_asked(asked: VisitorRequest) -> dict[str, Any]:
    """What it would cost, by the tariffs of today: said before anything is confirmed."""
    seats = asked.attendees if asked.space.seat_count else None
    held = Hold(asked.space, asked.starts_at, asked.ends_at, seats=seats)
    return shown(price([held], asked.space.place, None), is_known=True)


def stay_of(asked: VisitorRequest) -> dict[str, Any]:
    """The hours and people of a booking, for the form that changes them."""
    booking = asked.booking
    if booking is None:
        return {}
    zone = booking.zone
    first, last = clock.local(booking.starts_at, zone), clock.local(booking.ends_at, zone)
    return {
        "day": first.date(),
        "starts": first.time(),
        "ends": last.time(),
        "attendees": booking.attendees,
        "layout": booking.layout,
    }


def first_hours(room: Space, query: Mapping[str, str]) -> dict[str, Any]:
    """Tomorrow afternoon, unless the address names a day."""
    tomorrow = clock.today(room.place.zone) + timedelta(days=1)
    try:
        day = parse_date(query.get("jour", "")) or tomorrow
    except ValueError:
        day = tomorrow
    return {"day": day, "starts": time(14), "ends": time(16), "attendees": 2}

"""The day sheet of the desk: who comes, to which door, until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import clock
from bookings.enums import BookingStatus
from bookings.models import Booking
from bookings.present import words
from people.models import User
from spaces.models import Place


@dataclass(frozen=True)
class Visit:
    """One booking of the day."""

    booking: Booking
    hours: str
    start_hour: str
    end_hour: str
    rooms: str
    doors: str
    who: str
    phone: str
    layout: str
    state: str
    kind: str
    is_now: bool
    can_arrive: bool
    can_count: bool
    counted: str


@dataclass(frozen=True)
class DaySheet:
    """Today, in the order of the clock."""

    place: Place
    title: str
    plate: str
    facts: Sequence[str]
    visits: Sequence[Visit]


def day_sheet(place: Place, user: User) -> DaySheet:
    """Read today's bookings of a place, in a constant number of queries."""
    now = clock.now()
    bookings = [
        booking
        for booking in Booking.objects.of_desk_today(user).filter(place=place).holding().with_rooms()
        if booking.status in (BookingStatus.CONFIRMED, BookingStatus.PENDING)
    ]
    visits = sorted((_visit(booking, now) for booking in bookings), key=lambda visit: visit.booking.starts_at)
    return DaySheet(
        place=place,
        title=words.day_title(clock.today(place.zone)),
        plate=f"Il est {words.hour_of(now, place.zone)}",
        facts=_expected(bookings),
        visits=visits,
    )


def _expected(bookings: Sequence[Booking]) -> list[str]:
    if not bookings:
        return ["Personne n’est attendu aujourd’hui"]
    count = len(bookings)
    groups = "1 réservation" if count == 1 else f"{count} réservations"
    return [f"{groups}, {sum(booking.attendees for booking in bookings)} personnes attendues"]


def _visit(booking: Booking, now: datetime) -> Visit:
    rows = list(booking.booked_spaces.all())
    confirmed = booking.status == BookingStatus.CONFIRMED
    return Visit(
        booking=booking,
        hours=words.span(booking.starts_at, booking.ends_at, booking.zone),
        start_hour=words.hour_of(booking.starts_at, booking.zone),
        end_hour=words.hour_of(booking.ends_at, booking.zone),
        rooms=", ".join(row.space.name for row in rows),
        doors=", ".join(row.space.door_number for row in rows if row.space.door_number),
        who=", ".join(dict.fromkeys([str(booking.organisation or ""), str(booking.organiser)])).strip(", "),
        phone=booking.organiser.phone,
        layout=booking.get_layout_display() if booking.layout else "",
        state=_state(booking),
        kind="waiting" if booking.status == BookingStatus.PENDING else "firm",
        is_now=confirmed and booking.starts_at <= now < booking.ends_at,
        can_arrive=confirmed and booking.checked_in_at is None and booking.attendance_declared is None,
        can_count=confirmed and booking.starts_at <= now,
        counted="" if booking.attendance_declared is None else str(booking.attendance_declared),
    )


def _state(booking: Booking) -> str:
    if booking.status == BookingStatus.PENDING:
        return "en attente de validation"
    if booking.attendance_declared is not None:
        return f"{booking.attendance_declared} présents"
    return "arrivés" if booking.checked_in_at else ""

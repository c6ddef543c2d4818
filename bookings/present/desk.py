"""The day sheet of the desk: who comes, to which door, until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models.functions import Length

import clock
from bookings.checks import rules_of
from bookings.enums import BookingStatus
from bookings.models import Booking
from bookings.present import words
from bookings.present.opening import opening_of
from bookings.services.walk_in import gives
from bookings.weekend import weekend_to_enter
from people.models import User
from spaces.hours import Timetable
from spaces.models import Place, Space
from spaces.queries import gaps

LOOK_AHEAD = timedelta(hours=12)
SHORTEST = timedelta(minutes=15)


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
class FreeRoom:
    """A room that somebody who has just come in may have now."""

    space: Space
    says: str


@dataclass(frozen=True)
class DaySheet:
    """Today, in the order of the clock."""

    place: Place
    title: str
    plate: str
    facts: Sequence[str]
    visits: Sequence[Visit]
    awaited: Sequence[Visit]
    settled: Sequence[Visit]
    weekend: bool


def day_sheet(place: Place, user: User) -> DaySheet:
    """Read today's bookings of a place, in a constant number of queries."""
    now = clock.now()
    bookings = [
        booking
        for booking in Booking.objects.of_desk_today(user).filter(place=place).holding().with_rooms()
        if booking.status in (BookingStatus.CONFIRMED, BookingStatus.PENDING)
    ]
    visits = _visits(bookings, now)
    settled = [visit for visit in visits if visit.counted and visit.booking.ends_at <= now]
    return DaySheet(
        place=place,
        weekend=weekend_to_enter(clock.today(place.zone)) is not None,
        title=words.day_title(clock.today(place.zone)),
        plate=f"Il est {words.hour_of(now, place.zone)}",
        facts=_expected(bookings),
        visits=visits,
        awaited=[visit for visit in visits if visit not in settled],
        settled=settled,
    )


@dataclass(frozen=True)
class WeekendSheet:
    """The days when nobody kept the desk, as one table."""

    place: Place
    title: str
    visits: Sequence[Visit]


def weekend_sheet(place: Place, user: User) -> WeekendSheet:
    """What took place since the house was last staffed; nothing but on the working day after a weekend."""
    days = weekend_to_enter(clock.today(place.zone))
    if days is None:
        return WeekendSheet(place, "", [])
    rows = Booking.objects.of_desk_between(user, *days).filter(place=place).confirmed().with_rooms()
    first, last = (words.day_title(day) for day in days)
    return WeekendSheet(place, f"{first} – {last}", _visits(list(rows), clock.now()))


def free_rooms(place: Place) -> list[FreeRoom]:
    """The rooms that the desk may give, open and free now, and until when; shared ones by the seat."""
    now = clock.now().replace(second=0, microsecond=0)
    # Door 2 comes before door 11.
    rows = place.spaces.bookable().select_related("place", "floor__building")
    spaces = list(rows.order_by(Length("door_number"), "door_number", "name"))
    rules = rules_of(place, spaces)
    spaces = [space for space in spaces if gives(rules[space.pk])]
    timetable = Timetable([space for space in spaces if space.seat_count])
    whole = [space for space in spaces if not space.seat_count]
    found = {
        gap.space.pk: gap.end for gap in gaps(whole, now, now + LOOK_AHEAD, SHORTEST) if gap.start <= now
    }
    return [
        FreeRoom(space, _says(space, found.get(space.pk), place))
        for space in spaces
        if space.pk in found or (space.seat_count and timetable.is_open(space, now, now + SHORTEST))
    ]


def none_free(place: Place) -> str:
    """Why there is no room to give now."""
    closed = opening_of(place).sentence
    return closed or "Aucune salle n’est libre en ce moment."


def _says(space: Space, until: datetime | None, place: Place) -> str:
    name = f"{space.door_number}, {space.name}" if space.door_number else space.name
    if until is None:
        return f"{name}, par place"
    return f"{name}, libre jusqu’à {words.hour_of(until, place.zone)}"


def _visits(bookings: Sequence[Booking], now: datetime) -> list[Visit]:
    return sorted((_visit(booking, now) for booking in bookings), key=lambda visit: visit.booking.starts_at)


def _expected(bookings: Sequence[Booking]) -> list[str]:
    if not bookings:
        return ["Personne n’est attendu aujourd’hui"]
    count = len(bookings)
    groups = "1 réservation" if count == 1 else f"{count} réservations"
    expected = sum(booking.attendees for booking in bookings)
    return [f"{groups}, {'1 personne attendue' if expected == 1 else f'{expected} personnes attendues'}"]


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
        return words.present(booking.attendance_declared)
    return "arrivés" if booking.checked_in_at else ""

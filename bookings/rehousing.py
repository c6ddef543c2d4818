"""« Reloger tout le monde »: which bookings a closure or an agreement would push out, and the best room for each.

Reads only. Proposals are made one after the other, each seeing the rooms that the ones before it took.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import clock
from bookings import checks
from bookings.availability import busy_intervals, rooms_of
from bookings.checks import Facts
from bookings.enums import Audience
from bookings.models import Booking, BookingSpace
from bookings.rooms import end_of
from spaces.conflicts import conflicts
from spaces.enums import SpaceKind
from spaces.errors import Conflict
from spaces.holds import Hold
from spaces.intervals import Interval
from spaces.models import Part, Place, Space
from spaces.wording import hour, moments

# What no organiser may be moved into without being asked; quotas and deadlines are set aside, it is not their doing.
KEPT = {"bookable", "for_them", "within_hours", "enough_room", "safe", "building_safe", "short_enough"}
MOST_ROOMS = 3
HALF_AN_HOUR = timedelta(minutes=30)
WITHIN = timedelta(hours=48)
ANOTHER_HOUR = "Autre heure, le même jour"

type Decisions = Mapping[UUID, Sequence[Hold] | None]


@dataclass(frozen=True)
class Way:
    """One way out for a booking: all its rooms as they would be, and how to say it."""

    rooms: tuple[Hold, ...]
    what: str
    why: str

    @property
    def key(self) -> str:
        """What a form sends back."""
        return ";".join(
            f"{room.space.pk},{room.start.isoformat()},{end_of(room).isoformat()}" for room in self.rooms
        )


@dataclass(frozen=True)
class Displaced:
    """A booking that cannot stay, with its ways out, the best first; `running` when it has begun."""

    booking: Booking
    ways: Sequence[Way]
    running: bool

    @property
    def changes_hour(self) -> bool:
        """Whether the best way out is at another hour."""
        return bool(self.ways) and self.ways[0].why == ANOTHER_HOUR

    @property
    def soon(self) -> bool:
        """Whether it begins so soon that somebody should be called."""
        return self.booking.starts_at < clock.now() + WITHIN

    @property
    def when(self) -> str:
        """What it leaves: its rooms and hours."""
        return leaving(self.booking)


@dataclass(frozen=True)
class Plan:
    """What would leave, and what cannot: another closure, an agreement, an outside calendar."""

    displaced: Sequence[Displaced]
    blocked: Sequence[Conflict]

    @property
    def best(self) -> dict[UUID, Sequence[Hold] | None]:
        """The first way out of each; None where there is none."""
        return {row.booking.pk: row.ways[0].rooms if row.ways else None for row in self.displaced}


def leaving(booking: Booking) -> str:
    """Write « Salle du Clain, mardi 3 mars 2026 de 14 h à 16 h »."""
    rooms = ", ".join(dict.fromkeys(row.space.name for row in booking.booked_spaces.all()))
    return f"{rooms}, {moments(booking.starts_at, booking.ends_at, booking.zone)}"


def plan(place: Place, holds: Sequence[Hold]) -> Plan:
    """Who would have to leave these spaces, and where they could go."""
    found = conflicts(holds)
    by_claim = {row.claim_id for row in found}
    bookings = list(Booking.objects.holding().filter(claim__in=by_claim).with_rooms().by_start())
    ours = {booking.claim_id for booking in bookings}
    blocked = [row for row in found if row.claim_id not in ours]
    if not bookings:
        return Plan([], blocked)
    search = _Search(place, holds, bookings)
    return Plan([search.displaced(booking) for booking in bookings], blocked)


class _Search:
    """Every room of the place during the hours of those who leave, read once."""

    def __init__(self, place: Place, closing: Sequence[Hold], bookings: Sequence[Booking]) -> None:
        self.now = clock.now()
        self.rooms = rooms_of(place)
        start = min(booking.starts_at for booking in bookings) - timedelta(days=1)
        end = max(booking.ends_at for booking in bookings) + timedelta(days=1)
        self.facts: Facts = checks.read(place=place, spaces=self.rooms, start=start, end=end, asker=None)
        self.busy = busy_intervals(self.rooms, Interval(start, end))
        self.leaves = _leaves([*self.rooms, *(hold.space for hold in closing)])
        self.closed = [
            (leaf, Interval(hold.start, hold.end or end))
            for hold in closing
            for leaf in self.leaves[hold.space.pk]
        ]

    def displaced(self, booking: Booking) -> Displaced:
        """The booking with its ways out; the best one is kept for it."""
        running = booking.starts_at <= self.now
        ways = [] if running else list(self._ways(booking))
        if ways:
            for room in ways[0].rooms:
                self._take(room)
        return Displaced(booking, ways, running)

    def _ways(self, booking: Booking) -> Iterator[Way]:
        rows = list(booking.booked_spaces.all())
        leaving = [row for row in rows if self._is_closed(row.space, row.starts_at, row.ends_at)]
        staying = [row.hold() for row in rows if row not in leaving]
        facts = self._facts_for(booking)
        if len(leaving) > 1:
            yield from self._all_rooms(booking, facts, leaving, staying)
            return
        for row in leaving:
            for room in self._candidates(booking, facts, row, row.starts_at, row.ends_at)[:MOST_ROOMS]:
                hold = _moved(row, room, row.starts_at, row.ends_at)
                yield Way((*staying, hold), room.name, _seats(room, "même heure"))
            if not staying:
                yield from self._another_hour(booking, facts, row)

    def _all_rooms(
        self, booking: Booking, facts: Facts, leaving: Sequence[BookingSpace], staying: Sequence[Hold]
    ) -> Iterator[Way]:
        """One room for each that is left, never the same twice; nothing unless all are found."""
        chosen: list[Hold] = []
        for row in leaving:
            taken = {hold.space for hold in chosen}
            free = self._candidates(booking, facts, row, row.starts_at, row.ends_at)
            room = next((room for room in free if room not in taken), None)
            if room is None:
                return
            chosen.append(_moved(row, room, row.starts_at, row.ends_at))
        names = ", ".join(hold.space.name for hold in chosen)
        yield Way((*staying, *chosen), names, "Mêmes heures")

    def _another_hour(self, booking: Booking, facts: Facts, row: BookingSpace) -> Iterator[Way]:
        """The nearest hour of the same day, in the same room if it is open again, else in the closest one."""
        day = clock.local(row.starts_at, booking.zone).date()
        steps = sorted(range(-28, 29), key=lambda step: (abs(step), step))
        for step in steps:
            start = row.starts_at + step * HALF_AN_HOUR
            end = start + row.duration
            if not step or start < self.now or clock.local(start, booking.zone).date() != day:
                continue
            rooms = self._candidates(booking, facts, row, start, end)
            if rooms:
                room = row.space if row.space in rooms else rooms[0]
                first, last = (hour(clock.local(at, booking.zone)) for at in (start, end))
                hold = _moved(row, room, start, end)
                yield Way((hold,), f"{room.name}, de {first} à {last}", ANOTHER_HOUR)
                return

    def _candidates(
        self, booking: Booking, facts: Facts, row: BookingSpace, start: datetime, end: datetime
    ) -> list[Space]:
        """Rooms that would do at these hours, the most alike first."""
        fit = [
            room
            for room in self.rooms
            if _takes(room, row)
            and (room.is_accessible or not row.space.is_accessible)
            and facts.rules[room.pk].audience != Audience.TRAINED
            and self._is_free(room, start, end)
            and not self._refused(booking, facts, _moved(row, room, start, end))
        ]
        return sorted(
            fit,
            key=lambda room: (room != row.space, room.kind != row.space.kind, room.capacity or 0, room.pk),
        )

    def _is_free(self, room: Space, start: datetime, end: datetime) -> bool:
        asked = Interval(start, end)
        return not self._is_closed(room, start, end) and not any(
            busy.overlaps(asked) for busy in self.busy.get(room.pk, ())
        )

    def _is_closed(self, room: Space, start: datetime, end: datetime) -> bool:
        asked, leaves = Interval(start, end), self._leaves_of(room)
        return any(leaf in leaves and period.overlaps(asked) for leaf, period in self.closed)

    def _leaves_of(self, room: Space) -> set[int]:
        return self.leaves.get(room.pk) or self.leaves.setdefault(room.pk, _leaves([room])[room.pk])

    def _refused(self, booking: Booking, facts: Facts, hold: Hold) -> bool:
        layouts = {row.layout for row in hold.space.layouts.all()}
        layout = booking.layout if booking.layout in layouts else ""
        found = facts.refusals([hold], attendees=booking.attendees, layout=layout)
        return any(refusal.rule in KEPT for refusal in found)

    def _facts_for(self, booking: Booking) -> Facts:
        """The same facts, as they stand for this booking: it does not crowd the building twice."""
        standing = checks.standing_of(booking.organisation)
        stays = [stay for stay in self.facts.stays if stay[3] != booking.pk]
        return replace(self.facts, standing=standing, stays=stays)

    def _take(self, room: Hold) -> None:
        pause = room.space.turnaround
        self.busy.setdefault(room.space.pk, []).append(Interval(room.start - pause, end_of(room) + pause))
        leaves = self._leaves_of(room.space)
        for other in self.rooms:
            if other != room.space and leaves & self._leaves_of(other):
                self.busy.setdefault(other.pk, []).append(Interval(room.start - pause, end_of(room) + pause))


def _takes(room: Space, row: BookingSpace) -> bool:
    """Whether it is the same sort of room; those who had seats in a shared one may have a meeting room whole."""
    if row.seats is None:
        return room.seat_count is None
    return room.seat_count is not None or room.kind == SpaceKind.MEETING_ROOM


def _moved(row: BookingSpace, room: Space, start: datetime, end: datetime) -> Hold:
    seats = row.seats if room.seat_count is not None else None
    return replace(row.hold(), space=room, start=start, end=end, seats=seats)


def _leaves(spaces: Sequence[Space]) -> dict[int, set[int]]:
    leaves: dict[int, set[int]] = {space.pk: {space.pk} for space in spaces}
    for whole, part in Part.objects.now().filter(whole__in=leaves).values_list("whole", "part"):
        leaves[whole].add(part)
    return leaves


def _seats(room: Space, why: str) -> str:
    return f"{why[0].upper()}{why[1:]}, {room.capacity} places" if room.capacity else why[0].upper() + why[1:]

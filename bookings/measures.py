"""The sums under every rate of occupancy, made by PostgreSQL from the ledger, one row per leaf.

O: open hours within the dates of service, minus closures, minus what an agreement holds whole. B: the union
of the used time of confirmed bookings; its part outside O is told apart. P: the same, where somebody came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from psycopg.types.multirange import TimestamptzMultirange
from psycopg.types.range import TimestamptzRange

import clock
from bookings.occupancy_sql import tallies
from spaces.division import interval_of
from spaces.enums import SpaceKind
from spaces.hours import DAY, Timetable, midnight
from spaces.intervals import Interval, subtraction, total
from spaces.models import Part, Place, Space


class Group(NamedTuple):
    """Some leaves of a place: how they are called, and a key for addresses, since two may share a name."""

    key: str
    label: str


WHOLE_PLACE = Group("", "")
AXES: dict[str, Callable[[Space], Group]] = {
    "building": lambda space: (
        Group(f"building-{space.floor.building_id}", space.floor.building.name)
        if space.floor
        else Group("building-0", "Hors bâtiment")
    ),
    "floor": lambda space: (
        Group(f"floor-{space.floor_id}", space.floor.name) if space.floor else Group("floor-0", "Hors niveau")
    ),
    "kind": lambda space: Group(f"kind-{space.kind}", str(space.get_kind_display())),
    "space": lambda space: Group(f"space-{space.pk}", space.name),
}
LONGEST = timedelta(days=3660)
SECOND = timedelta(seconds=1)
BEFORE_ALL = date(1, 1, 1)
# Until the end of the transaction: a year of a large house is read several times, and 4 MB would send it to the disk;
# compiling the statement would take longer than running it.
ROOM_TO_COUNT = "SET LOCAL work_mem = '32MB'; SET LOCAL jit = off"
RATES = ("sums", "presence", "leases", "desks")


@dataclass(frozen=True)
class HalfDays:
    """Half-days of the desks of one leaf: offered by booking, held, and let under agreements (not offered)."""

    offered: Decimal = Decimal(0)
    held: Decimal = Decimal(0)
    let: Decimal = Decimal(0)


@dataclass(frozen=True)
class Measure:
    """What one leaf was during the period, in hours; its desks in half-days."""

    space: Space
    in_service: Decimal
    under_agreement: Decimal
    desks: HalfDays
    open: Decimal
    booked: Decimal
    present: Decimal
    outside: Decimal
    closed: Decimal
    leased: Decimal
    people: Decimal
    seated: Decimal


@dataclass(frozen=True)
class Presence:
    """Bookings that ended: of which somebody said whether anyone came; whose arrival was to be confirmed, and
    those of these where nobody came.
    """

    known: int = 0
    ended: int = 0
    required: int = 0
    missed: int = 0


@dataclass(frozen=True)
class Slice:
    """One hour of one date, on the place's clock: how long its spaces were open, and booked of that."""

    day: date
    hour: int
    open: Decimal
    booked: Decimal


@dataclass(frozen=True)
class Measures:
    """Every leaf of a place during a period; who came, in all and by group of the axis `by`."""

    rows: Sequence[Measure]
    start: date
    end: date
    presence: Presence
    by: str
    presence_by: Mapping[Group, Presence]


@dataclass(frozen=True)
class Stays:
    """What one organisation booked of the bookable spaces: how many bookings, and their hours while open."""

    bookings: int
    hours: Decimal


@dataclass(frozen=True)
class Survey:
    """All that a page says of a period, read in one pass; the slices and stays are of the bookable spaces."""

    measures: Measures
    slices: Sequence[Slice]
    stays: Mapping[int | None, Stays]


def measure(
    place: Place, start: date, end: date, spaces: Iterable[Space] | None = None, *, by: str = "space"
) -> Measures:
    """Measure a place from one date included to another excluded, on its own clock, in a constant number of
    queries. `spaces` narrows it to some of its spaces. While a space is divided, its parts count in its stead.
    `by` is the axis along which presence is counted apart, since one booking may hold several spaces.
    """
    period = _Period(place, start, end, spaces, by)
    return period.measures(period.told(RATES))


def survey(
    place: Place, start: date, end: date, spaces: Iterable[Space] | None = None, *, by: str = "space"
) -> Survey:
    """The same, with the hours of each date and what each organisation booked, in as many queries."""
    period = _Period(place, start, end, spaces, by)
    told = period.told((*RATES, "slices", "shares"))
    slices = [
        Slice(BEFORE_ALL + day * DAY, int(hour), in_hours(opened), in_hours(booked))
        for day, (hour, opened, booked) in told["slices"]
    ]
    stays = {pk or None: Stays(int(count), in_hours(seconds)) for pk, (count, seconds) in told["shares"]}
    return Survey(period.measures(told), sorted(slices, key=lambda cut: (cut.day, cut.hour)), stays)


type Told = Mapping[str, list[tuple[int, list[Decimal]]]]


class _Period:
    """What is asked of the ledger about some leaves during some dates, and how its answer is read."""

    def __init__(self, place: Place, start: date, end: date, spaces: Iterable[Space] | None, by: str) -> None:
        self.start, self.end, self.by = start, end, by
        self.rooms, self.service, asked = prepare(place, start, end, spaces)
        groups = [AXES[by](room) for room in self.rooms]
        self.teams = {group: number for number, group in enumerate(dict.fromkeys(groups), start=1)}
        self.asked = asked | {"zone": place.timezone, "teams": [self.teams[group] for group in groups]}

    def told(self, names: Sequence[str]) -> Told:
        told: dict[str, list[tuple[int, list[Decimal]]]] = {name: [] for name in names}
        for name, key, numbers in fetch(tallies(*names), self.asked):
            told[name].append((key, numbers))
        return told

    def measures(self, told: Told) -> Measures:
        sums = dict(told["sums"])
        leases = {pk: seconds for pk, (seconds,) in told["leases"]}
        desks = {pk: HalfDays(*counts) for pk, counts in told["desks"]}
        presences = {team: Presence(*map(int, counts)) for team, counts in told["presence"]}
        rows = [
            Measure(
                room,
                in_hours(total(self.service[room.pk]) // SECOND),
                in_hours(leases.get(room.pk, 0)),
                desks.get(room.pk, HalfDays()),
                *map(in_hours, sums[room.pk]),
            )
            for room in self.rooms
        ]
        by_group = {group: presences.get(number, Presence()) for group, number in self.teams.items()}
        return Measures(rows, self.start, self.end, presences.get(0, Presence()), self.by, by_group)


def _offers_desks(room: Space) -> bool:
    return room.kind == SpaceKind.DESK or (room.seat_count is not None and room.kind != SpaceKind.EQUIPMENT)


def is_lettable(space: Space) -> bool:
    """Whether square metres of this kind are let under agreements."""
    return space.kind not in {
        SpaceKind.CIRCULATION, SpaceKind.MONUMENT, SpaceKind.OUTDOORS, SpaceKind.EQUIPMENT, SpaceKind.DESK,
    }  # fmt: skip


def prepare(
    place: Place, start: date, end: date, spaces: Iterable[Space] | None
) -> tuple[list[Space], dict[int, list[Interval]], dict[str, Any]]:
    """The leaves in service during the period, how long, and the parameters of the statements."""
    divided: dict[int, list[Interval]] = {}
    for whole, valid in Part.objects.filter(whole__place=place).values_list("whole", "valid"):
        divided.setdefault(whole, []).append(interval_of(valid))
    wanted = place.spaces.select_related("floor__building")
    if spaces is not None:
        wanted = wanted.filter(pk__in=[space.pk for space in spaces])
    service: dict[int, list[Interval]] = {}
    rooms: list[Space] = []
    for space in wanted:
        in_service = subtraction(_service(place, space, start, end), divided.get(space.pk, ()))
        if in_service and (not space.is_archived or space.in_service_until is not None):
            service[space.pk] = in_service
            rooms.append(space)
    asked = _asked(place, rooms, start, end)
    asked["teams"] = [0] * len(rooms)
    asked["capacities"] = [room.capacity for room in rooms]
    asked["bookable"] = [room.is_bookable for room in rooms]
    asked["desks"] = [(room.seat_count or 1) if _offers_desks(room) else None for room in rooms]
    asked["service"] = [
        TimestamptzMultirange(TimestamptzRange(period.start, period.end) for period in periods)
        for periods in service.values()
    ]
    return rooms, service, asked


def _asked(place: Place, rooms: Sequence[Space], start: date, end: date) -> dict[str, Any]:
    timetable = Timetable(rooms)
    schedules: dict[tuple[tuple[str, int], ...], int] = {}
    for room in rooms:
        schedules.setdefault(timetable.schedule(room), len(schedules) + 1)
    opened = [
        TimestamptzMultirange(
            TimestamptzRange(interval.start, interval.end)
            for interval in timetable.schedule_intervals(schedule, place.pk, start, end)
        )
        for schedule in schedules
    ]
    return {
        "spaces": [room.pk for room in rooms],
        "which": [schedules[timetable.schedule(room)] for room in rooms],
        "schedules": opened,
        "first_day": start,
        "last_day": end - DAY,
        "start": midnight(start, place.zone),
        "end": midnight(end, place.zone),
        "now": clock.now(),
    }


def _service(place: Place, room: Space, start: date, end: date) -> list[Interval]:
    first = max(start, room.in_service_from or start)
    last = min(end, room.in_service_until + DAY if room.in_service_until else end)
    return [Interval(midnight(first, place.zone), midnight(last, place.zone))] if first < last else []


def fetch(sql: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Run a statement of this department and read all its rows."""
    with connection.cursor() as cursor:
        cursor.execute(f"{ROOM_TO_COUNT}; {sql}", asked)
        while cursor.nextset():
            pass
        return cursor.fetchall()


def in_hours(seconds: Decimal | int) -> Decimal:
    return Decimal(seconds) / 3600

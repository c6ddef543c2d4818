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
from bookings.occupancy_sql import BASE, DESKS, LEASES, SLICES, SUMS
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
# The parameters that have one value per leaf.
PER_SPACE = ("spaces", "which", "service", "teams")
LONGEST = timedelta(days=3660)
SECOND = timedelta(seconds=1)


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


def measure(
    place: Place, start: date, end: date, spaces: Iterable[Space] | None = None, *, by: str = "space"
) -> Measures:
    """Measure a place from one date included to another excluded, on its own clock, in a constant number of
    queries. `spaces` narrows it to some of its spaces. While a space is divided, its parts count in its stead.
    `by` is the axis along which presence is counted apart, since one booking may hold several spaces.
    """
    rooms, service, asked = prepare(place, start, end, spaces)
    groups = [AXES[by](room) for room in rooms]
    teams = {group: number for number, group in enumerate(dict.fromkeys(groups), start=1)}
    asked |= {"teams": [teams[group] for group in groups]}
    sums: dict[int, tuple[Any, ...]] = {}
    presences: dict[int, Presence] = {}
    for pk, *values in fetch(BASE + SUMS, asked):
        if pk is None:
            presences[int(values[0])] = Presence(*map(int, values[1:5]))
        else:
            sums[pk] = tuple(values)
    leases = dict(fetch(LEASES, asked))
    desks = _half_days(place, rooms, asked)
    rows = [
        Measure(
            room,
            in_hours(total(service[room.pk]) // SECOND),
            in_hours(leases.get(room.pk, 0)),
            desks.get(room.pk, HalfDays()),
            *map(in_hours, sums[room.pk]),
        )
        for room in rooms
    ]
    by_group = {group: presences.get(number, Presence()) for group, number in teams.items()}
    return Measures(rows, start, end, presences[0], by, by_group)


def patterns(place: Place, start: date, end: date, spaces: Iterable[Space] | None = None) -> list[Slice]:
    """Booked and open hours of the bookable spaces, by date and hour on the place's clock, in order."""
    wanted = place.spaces.filter(is_bookable=True) if spaces is None else spaces
    _, _, asked = prepare(place, start, end, wanted)
    rows = fetch(BASE + SLICES, asked | {"zone": place.timezone})
    return [Slice(day, hour, in_hours(opened), in_hours(booked)) for day, hour, opened, booked in rows]


def _half_days(place: Place, rooms: Sequence[Space], asked: dict[str, Any]) -> dict[int, HalfDays]:
    """Those of the leaves that offer desks: shared rooms seat by seat, and desks with a name."""
    kept = [index for index, room in enumerate(rooms) if room.is_bookable and _offers_desks(room)]
    narrowed = {name: [asked[name][index] for index in kept] for name in PER_SPACE}
    more = {"zone": place.timezone, "seats": [rooms[index].seat_count or 1 for index in kept]}
    return {pk: HalfDays(*counts) for pk, *counts in fetch(BASE + DESKS, asked | narrowed | more)}


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
        cursor.execute(sql, asked)
        return cursor.fetchall()


def in_hours(seconds: Decimal | int) -> Decimal:
    return Decimal(seconds) / 3600

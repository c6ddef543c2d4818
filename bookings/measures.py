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

from bookings.occupancy_sql import tallies
from bookings.premises import Premises
from spaces.enums import SpaceKind
from spaces.hours import DAY
from spaces.intervals import total
from spaces.models import Place, Space


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
    return measure_of(Premises(place, spaces), start, end, by=by)


def measure_of(premises: Premises, start: date, end: date, *, by: str = "space") -> Measures:
    """The same, of rooms already read, in one query."""
    period = _Period(premises, start, end, by)
    return period.measures(period.told(RATES))


def survey_of(premises: Premises, start: date, end: date, *, by: str = "space") -> Survey:
    """The same, with the hours of each date and what each organisation booked, in one query."""
    period = _Period(premises, start, end, by)
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

    def __init__(self, premises: Premises, start: date, end: date, by: str) -> None:
        self.start, self.end, self.by = start, end, by
        self.rooms, self.service, asked = premises.leaves(start, end)
        groups = [AXES[by](room) for room in self.rooms]
        self.teams = {group: number for number, group in enumerate(dict.fromkeys(groups), start=1)}
        self.asked = asked | {
            "zone": premises.place.timezone,
            "teams": [self.teams[group] for group in groups],
        }

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


def is_lettable(space: Space) -> bool:
    """Whether square metres of this kind are let under agreements."""
    return space.kind not in {
        SpaceKind.CIRCULATION, SpaceKind.MONUMENT, SpaceKind.OUTDOORS, SpaceKind.EQUIPMENT, SpaceKind.DESK,
    }  # fmt: skip


def fetch(sql: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Run a statement of this department and read all its rows."""
    with connection.cursor() as cursor:
        cursor.execute(f"{ROOM_TO_COUNT}; {sql}", asked)
        while cursor.nextset():
            pass
        return cursor.fetchall()


def in_hours(seconds: Decimal | int) -> Decimal:
    return Decimal(seconds) / 3600

"""Choosing free seats of a shared space. Pure: the ledger reads the rows and holds the lock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from spaces.intervals import Interval


@dataclass(frozen=True)
class Taken:
    """Seats from `first` to `last` excluded (None: all the others) held during a period."""

    first: int
    last: int | None
    held: Interval


@dataclass(frozen=True)
class Sitting:
    """One seat during one piece of the period."""

    seat: int
    piece: Interval


class NoSeat(Exception):
    """At `at`, only `free` seats are left."""

    def __init__(self, *, free: int, at: datetime) -> None:
        super().__init__(free, at)
        self.free, self.at = free, at


def choose(
    *, wanted: int, ceiling: int, used: Interval, held: Interval, taken: Iterable[Taken]
) -> list[Sitting]:
    """Seat `wanted` people during `held`, each on one seat if possible, else changing at event boundaries.

    Changes fall within `used`: nobody moves while a seat is being prepared or cleaned. Filling the lowest
    free seat first keeps the others whole for longer requests. Raises NoSeat.
    """
    calendars = _calendars(ceiling, held, taken)
    sittings: list[Sitting] = []
    for done in range(wanted):
        path = _path(calendars, used, held)
        if isinstance(path, datetime):
            raise NoSeat(free=done, at=path)
        for sitting in path:
            calendars[sitting.seat].append(sitting.piece)
        sittings.extend(path)
    return sittings


def _calendars(ceiling: int, held: Interval, taken: Iterable[Taken]) -> list[list[Interval]]:
    calendars: list[list[Interval]] = [[] for _ in range(ceiling)]
    for row in taken:
        if not row.held.overlaps(held):
            continue
        last = ceiling if row.last is None else min(row.last, ceiling)
        for seat in range(row.first, last):
            calendars[seat].append(row.held)
    return calendars


def _free_until(calendar: list[Interval], start: datetime, end: datetime) -> datetime:
    """How long a seat stays free from `start`; `start` itself when it is not free then."""
    until = end
    for busy in calendar:
        if busy.start <= start < busy.end:
            return start
        if start < busy.start < until:
            until = busy.start
    return until


def _path(calendars: list[list[Interval]], used: Interval, held: Interval) -> list[Sitting] | datetime:
    """The fewest changes of seat that cover `held`; the moment without a free seat when none does."""
    path: list[Sitting] = []
    start = held.start
    while start < held.end:
        best, until = -1, start
        for seat, calendar in enumerate(calendars):
            free = _free_until(calendar, start, held.end)
            if free > until:
                best, until = seat, free
        cut_in_padding = until < held.end and not used.start < until < used.end
        if best < 0 or cut_in_padding:
            return until
        path.append(Sitting(best, Interval(start, until)))
        start = until
    return path

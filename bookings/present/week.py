"""A week as a table: rooms down, days across, each cell with what goes on that day and what is left of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import clock
from bookings.present import words
from bookings.present.cells import QUARTER, Scale, ahead, seats, whole
from bookings.present.house import address
from bookings.present.planning import facts_of
from bookings.present.room import slot_link
from bookings.present.rows import Storey, by_storey, gaps_of, rows_of
from bookings.present.told import Told, told_of
from people.access import Visitor
from spaces.hours import midnight
from spaces.models import Place, Space
from spaces.queries import Block, PlanningRow

ONE_DAY = timedelta(days=1)
WEEK = timedelta(days=7)
ALL_DAY = "Toute la journée"
SHORTEST = timedelta(minutes=30)


@dataclass(frozen=True)
class Entry:
    """Something that goes on in a room on a day."""

    hours: str
    state: str
    title: str
    note: str = ""
    href: str = ""


@dataclass(frozen=True)
class DayCell:
    """A room on a day, or on several when one thing holds it through them."""

    day: str
    entries: tuple[Entry, ...]
    is_shut: bool
    free: str = ""
    href: str = ""
    span: int = 1

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say of it: a past day on which nothing went on."""
        return not (self.entries or self.is_shut or self.free)


@dataclass(frozen=True)
class WeekRoom:
    """One row: a room and its seven days."""

    space: Space
    href: str
    facts: str
    cells: Sequence[DayCell]


@dataclass(frozen=True)
class Week:
    """A week's planning, ready to draw."""

    monday: date
    title: str
    days: Sequence[dict[str, Any]]
    storeys: Sequence[Storey[WeekRoom]]
    neighbours: Sequence[dict[str, Any]]

    @property
    def day(self) -> date:
        """The day that the address names."""
        return self.monday


def week(place: Place, day: date, user: Visitor, filters: dict[str, Any]) -> Week:
    """The week around a day for one person, in a constant number of queries."""
    monday = day - day.weekday() * ONE_DAY
    rows = rows_of(place, monday, monday + WEEK, filters)
    told = told_of(rows, user, place)
    today = clock.today(place.zone)
    days = [monday + ahead * ONE_DAY for ahead in range(7)]
    return Week(
        monday=monday,
        title=words.week_title(monday),
        days=[
            {"label": words.day_name(day), "jour": day.isoformat(), "is_today": day == today} for day in days
        ],
        storeys=by_storey((row.space, _room(row, monday, told)) for row in rows),
        neighbours=[_neighbour(monday + step * WEEK, current=step == 0) for step in (-1, 0, 1)],
    )


def _room(row: PlanningRow, monday: date, told: dict[int, Told]) -> WeekRoom:
    cells = [_cell(row_of_day, day, told) for day, row_of_day in row.by_day(monday, monday + WEEK)]
    return WeekRoom(row.space, address(row.space), facts_of(row.space), _joined(cells))


def _joined(cells: Sequence[DayCell]) -> list[DayCell]:
    """Days through which one thing holds the room are one cell."""
    joined = []
    for (whole_days, entries), days in groupby(cells, lambda cell: (_is_held_through(cell), cell.entries)):
        same = list(days)
        if not whole_days or len(same) == 1:
            joined += same
            continue
        through = f"{same[0].day} – {same[-1].day}"
        joined.append(DayCell(through, entries, is_shut=False, span=len(same)))
    return joined


def _is_held_through(cell: DayCell) -> bool:
    return len(cell.entries) == 1 and cell.entries[0].hours == ALL_DAY


def _cell(row: PlanningRow, day: date, told: dict[int, Told]) -> DayCell:
    zone = row.space.place.zone
    first, last = midnight(day, zone), midnight(day + ONE_DAY, zone)
    scale = Scale(first, (last - first) // QUARTER, zone, clock.now())
    pieces = seats(row, scale, told) if row.space.seat_count else whole(row, told)
    entries = tuple(
        Entry(_hours(block, row, scale), said.state, said.title, said.note, said.href)
        for block, said in (_fullest(pieces) if row.space.seat_count else pieces)
    )
    free, href = _left(row, entries)
    shut = not entries and not row.open
    return DayCell(words.day_name(day), entries, is_shut=shut, free=free, href=href)


def _fullest(pieces: list[tuple[Block, Told]]) -> list[tuple[Block, Told]]:
    """A shared room tells of its fullest moment, and of whatever holds it whole."""
    fullest = sorted(
        (piece for piece in pieces if not piece[0].is_whole), key=lambda piece: -_taken(piece[0])
    )[:1]
    return [piece for piece in pieces if piece[0].is_whole or piece in fullest]


def _taken(block: Block) -> int:
    return block.last_seat or 0


def _hours(block: Block, row: PlanningRow, scale: Scale) -> str:
    first, last = scale.start, scale.at(scale.columns)
    start, end = max(block.start, first), min(block.end or last, last)
    opens = min((slot.start for slot in row.open), default=first)
    closes = max((slot.end for slot in row.open), default=last)
    if start <= opens and end >= closes:
        return ALL_DAY
    return words.span(start, end, row.space.place.zone)


def _left(row: PlanningRow, entries: Sequence[Entry]) -> tuple[str, str]:
    """What of the day can still be booked: its longest stretch, and the form that books it."""
    now = clock.now()
    coming = [ahead(slot, now) for slot in gaps_of(row) if slot.end > now + SHORTEST]
    gaps = [gap for gap in coming if gap.length >= SHORTEST]
    if not row.space.is_bookable or not gaps:
        return "", ""
    longest = max(gaps, key=lambda gap: gap.length)
    untouched = not entries and longest.start == row.open[0].start
    label = "Libre" if untouched else f"Libre {words.span(longest.start, longest.end, row.space.place.zone)}"
    return label, slot_link(row.space, longest)


def _neighbour(monday: date, *, current: bool) -> dict[str, Any]:
    return {"label": words.week_short(monday), "jour": monday.isoformat(), "current": current}

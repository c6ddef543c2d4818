"""Reading the ledger for people: gaps, the planning of a day, the month of a room. Constant query counts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from psycopg.types.multirange import TimestamptzMultirange
from psycopg.types.range import TimestamptzRange

from spaces.hours import DAY, Timetable, midnight
from spaces.intervals import Interval, intersection
from spaces.models import Place, Space

# What is left of the window once the held time is taken away is shortened by the turnaround, then cut to the
# opening hours. A whole is asked with a row per part. MATERIALIZED: what a function returns misleads the planner,
# which would gather the ledger again for each space.
GAPS = """
WITH ledger AS MATERIALIZED (
    SELECT leaf.whole, range_agg(occupation.held * leaf.valid) AS held
    FROM unnest(%(wholes)s::bigint[], %(leaves)s::bigint[], %(valid)s::tstzrange[]) AS leaf(whole, part, valid)
    JOIN spaces_occupation occupation ON occupation.space_id = leaf.part AND occupation.held && leaf.valid
    WHERE occupation.held && tstzrange(%(start)s, %(end)s + %(longest)s)
    GROUP BY leaf.whole
)
SELECT asked.space_id, lower(gap), upper(gap)
FROM unnest(%(spaces)s::bigint[], %(pauses)s::interval[], %(which)s::int[]) AS asked(space_id, pause, which)
LEFT JOIN ledger ON ledger.whole = asked.space_id
CROSS JOIN LATERAL (
    SELECT range_agg(tstzrange(lower(hole), upper(hole) - asked.pause)) AS usable
    FROM unnest(tstzmultirange(tstzrange(%(start)s, %(end)s + asked.pause)) - coalesce(ledger.held, '{}')) hole
    WHERE upper(hole) - lower(hole) > asked.pause
) shortened
CROSS JOIN LATERAL unnest(shortened.usable * (%(open)s::tstzmultirange[])[asked.which]) gap
WHERE upper(gap) - lower(gap) >= %(length)s
ORDER BY lower(gap), asked.space_id
"""
LEAVES = "SELECT whole_id, part_id, valid FROM spaces_part WHERE whole_id = ANY(%(spaces)s)"
BLOCKS = """
SELECT occupation.claim_id, claim.kind, occupation.space_id, lower(occupation.seats), upper(occupation.seats),
       lower(occupation.used), upper(occupation.used), lower(occupation.held), upper(occupation.held)
FROM spaces_occupation occupation JOIN spaces_claim claim ON claim.id = occupation.claim_id
WHERE occupation.space_id = ANY(%(leaves)s) AND occupation.held && tstzrange(%(start)s, %(end)s)
ORDER BY occupation.held, occupation.seats, occupation.id
"""
ALWAYS = DateTimeTZRange(None, None)


@dataclass(frozen=True)
class Gap:
    """A stretch during which a space is open and nobody holds it."""

    space: Space
    start: datetime
    end: datetime


class Block(NamedTuple):
    """Something on a planning: who is in which leaf, some seats of it or all, and with what padding."""

    claim_id: int
    kind: str
    space_id: int
    first_seat: int
    last_seat: int | None
    start: datetime
    end: datetime | None
    held_start: datetime
    held_end: datetime | None

    @property
    def is_whole(self) -> bool:
        """Whether the whole room is held, not some of its seats."""
        return self.last_seat is None


class PlanningRow(NamedTuple):
    """One space: when it is open, and what goes on in it or in its parts."""

    space: Space
    open: Sequence[Interval]
    blocks: Sequence[Block]

    def by_day(self, first: date, last: date) -> list[tuple[date, PlanningRow]]:
        """A row for each day from the first until the last, which is not in it."""
        zone = self.space.place.zone
        days = []
        for ahead in range((last - first).days):
            day = first + ahead * DAY
            today = Interval(midnight(day, zone), midnight(day + DAY, zone))
            blocks = [
                block
                for block in self.blocks
                if block.start < today.end and (block.end is None or block.end > today.start)
            ]
            days.append((day, PlanningRow(self.space, intersection(self.open, [today]), blocks)))
        return days


def gaps(spaces: Collection[Space], start: datetime, end: datetime, length: timedelta) -> list[Gap]:
    """Every stretch of at least `length` in which one of the spaces is open and wholly free, earliest first."""
    if not spaces or start >= end:
        return []
    by_id = {space.pk: space for space in spaces}
    timetable = Timetable(spaces)
    leaves = [(whole, *leaf) for whole, parts in _leaves(list(spaces)).items() for leaf in parts]
    hours: dict[tuple[Interval, ...], int] = {}
    which = []
    for space in by_id.values():
        opened = tuple(timetable.open_between(space, start, end))
        which.append(hours.setdefault(opened, len(hours) + 1))
    pauses = [space.turnaround for space in by_id.values()]
    asked: dict[str, Any] = {
        "spaces": list(by_id),
        "pauses": pauses,
        "which": which,
        "open": [TimestamptzMultirange(TimestamptzRange(i.start, i.end) for i in each) for each in hours],
        "wholes": [whole for whole, _, _ in leaves],
        "leaves": [leaf for _, leaf, _ in leaves],
        "valid": [valid for _, _, valid in leaves],
        "longest": max(pauses),
        "start": start,
        "end": end,
        "length": length,
    }
    return [Gap(by_id[space_id], first, last) for space_id, first, last in _fetch(GAPS, asked)]


def day_planning(place: Place, day: date, spaces: Collection[Space] | None = None) -> list[PlanningRow]:
    """A row per space of the place in use, with its hours and blocks of that day, in the order of the house."""
    return planning_between(place, day, day + DAY, spaces)


def month_of(space: Space, month: date) -> list[tuple[date, PlanningRow]]:
    """Every day of the month of `month` for one space: its hours and its blocks."""
    first = month.replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1)
    (row,) = planning_between(space.place, first, last, [space])
    return row.by_day(first, last)


def planning_between(
    place: Place, first: date, last: date, spaces: Collection[Space] | None = None
) -> list[PlanningRow]:
    """The same from the first day until the last, which is not in it."""
    if spaces is None:
        spaces = place.spaces.filter(is_archived=False).select_related("floor__building")
    spaces = list(spaces)
    leaves = _leaves(spaces)
    blocks = blocks_of(
        {leaf for group in leaves.values() for leaf, _ in group},
        midnight(first, place.zone),
        midnight(last, place.zone),
    )
    timetable = Timetable(spaces)
    return [
        PlanningRow(space, timetable.open_intervals(space, first, last), _in_order(leaves[space.pk], blocks))
        for space in spaces
    ]


def _in_order(
    leaves: Sequence[tuple[int, DateTimeTZRange]], blocks: dict[int, list[Block]]
) -> Sequence[Block]:
    """What holds a space through its leaves, the earliest first."""
    found = [
        block
        for leaf, valid in leaves
        for block in blocks.get(leaf, ())
        if valid.lower is None or block.end is None or block.end > valid.lower
        if valid.upper is None or block.start < valid.upper
    ]
    return sorted(found, key=lambda block: (block.start, block.first_seat, block.space_id))


def blocks_of(leaf_ids: Collection[int], start: datetime, end: datetime) -> dict[int, list[Block]]:
    """What holds these leaves during the period, by leaf, in one query."""
    if not leaf_ids:
        return {}
    rows = _fetch(BLOCKS, {"leaves": list(leaf_ids), "start": start, "end": end})
    found: dict[int, list[Block]] = {}
    for block in map(Block._make, rows):
        found.setdefault(block.space_id, []).append(block)
    return found


def _leaves(spaces: Sequence[Space]) -> dict[int, list[tuple[int, DateTimeTZRange]]]:
    """Each space itself, which holds nothing while it is divided, and its parts while they are its parts."""
    found = {space.pk: [(space.pk, ALWAYS)] for space in spaces}
    for whole, part, valid in _fetch(LEAVES, {"spaces": list(found)}) if found else ():
        found[whole].append((part, valid))
    return found


def _fetch(sql: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return cursor.fetchall()

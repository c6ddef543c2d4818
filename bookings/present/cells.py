"""One row of the planning, from blocks of the ledger to cells of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

import clock
from bookings.present import words
from bookings.present.house import address
from bookings.present.room import slot_query
from bookings.present.told import Told
from spaces.enums import ClaimKind
from spaces.intervals import Interval
from spaces.models import Space
from spaces.queries import Block, PlanningRow

QUARTER = timedelta(minutes=15)
NARROW, SHORT = 3, 6
# What nobody sits in: the seats are not taken, the room is not there.
WHOLE_ROOM = (ClaimKind.CLOSURE, ClaimKind.AGREEMENT)


class Cell(NamedTuple):
    """A stretch of a row: free, closed, or taken."""

    span: int
    state: str
    hours: str
    title: str = ""
    note: str = ""
    href: str = ""
    move: str = ""
    starts: str = ""
    minutes: int = 0

    @property
    def shape(self) -> str:
        """Whether it holds a word and an ellipsis, a title without its note, or all of it."""
        return "narrow" if self.span < NARROW else "short" if self.span < SHORT else ""


@dataclass(frozen=True)
class Scale:
    """From instants to columns, and what all the rows of a table say of the same hours."""

    start: datetime
    columns: int
    zone: ZoneInfo
    now: datetime
    _free: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    _opened: dict[tuple[Interval, ...], list[tuple[int, int]]] = field(default_factory=dict)

    def column(self, at: datetime, *, up: bool = False) -> int:
        offset = at - self.start
        steps = -(-offset // QUARTER) if up else offset // QUARTER
        return min(max(steps, 0), self.columns)

    def at(self, column: int) -> datetime:
        return self.start + column * QUARTER

    def opened(self, slots: Sequence[Interval]) -> list[tuple[int, int]]:
        """From which column to which these hours reach, in order."""
        key = tuple(slots)
        known = self._opened.get(key)
        if known is None:
            known = self._opened[key] = sorted(
                (self.column(slot.start, up=True), self.column(slot.end)) for slot in slots
            )
        return known

    def hours(self, first: int, last: int) -> str:
        """What a stretch between two columns says of itself."""
        return words.span(self.at(first), self.at(last), self.zone)

    def free(self, first: int, last: int) -> tuple[str, str]:
        """The same, and what to ask of a room that is free then; nothing once it is past."""
        known = self._free.get((first, last))
        if known is None:
            slot = Interval(self.at(first), self.at(last))
            asked = "" if slot.end < self.now + QUARTER else slot_query(ahead(slot, self.now), self.zone)
            known = self._free[first, last] = (self.hours(first, last), asked)
        return known


def whole(row: PlanningRow, told: dict[int, Told]) -> list[tuple[Block, Told]]:
    return [(block, told[block.claim_id]) for block in row.blocks]


def seats(row: PlanningRow, scale: Scale, told: dict[int, Told]) -> list[tuple[Block, Told]]:
    """A shared room says how many seats are taken, never by whom; closed or let, it says so as any other."""
    pieces = [(block, told[block.claim_id]) for block in row.blocks if _speaks_for_itself(block)]
    seated = [block for block in row.blocks if not _speaks_for_itself(block)]
    end_of_day = scale.at(scale.columns)
    edges = sorted({edge for block in seated for edge in (block.start, block.end or end_of_day)})
    total = row.space.seat_count or 0
    for start, end in pairwise(edges):
        running = [block for block in seated if block.start <= start < (block.end or end_of_day)]
        taken = sum(
            (total if block.last_seat is None else block.last_seat) - block.first_seat for block in running
        )
        if not running:
            continue
        piece = Block(
            claim_id=0, kind=ClaimKind.BOOKING, space_id=row.space.pk, first_seat=0, last_seat=taken,
            start=start, end=end, held_start=start, held_end=end,
        )  # fmt: skip
        left = max(total - taken, 0)
        note = f"{left} {'libre' if left == 1 else 'libres'}" if left else "Complet"
        title = f"{taken} {'poste pris' if taken <= 1 else 'postes pris'}"
        href = _seat_link(row.space, Interval(start, end), scale) if left else ""
        pieces.append((piece, Told("booked", title, note, href)))
    return sorted(pieces, key=lambda piece: piece[0].start)


def _seat_link(space: Space, slot: Interval, scale: Scale) -> str:
    """Where one of the seats that are left is booked."""
    if not space.is_bookable or slot.end < scale.now + QUARTER:
        return ""
    return f"{address(space)}{slot_query(ahead(slot, scale.now), scale.zone)}"


def _speaks_for_itself(block: Block) -> bool:
    return block.is_whole and block.kind in WHOLE_ROOM


def cells(row: PlanningRow, pieces: list[tuple[Block, Told]], scale: Scale) -> list[Cell]:
    row_cells: list[Cell] = []
    opened = scale.opened(row.open)
    column = 0
    for block, told in pieces:
        first = max(scale.column(block.start), column)
        last = scale.column(block.end, up=True) if block.end else scale.columns
        if last <= first:
            continue
        row_cells += _free(row, opened, scale, column, first)
        row_cells.append(_taken(row.space, block, told, last - first, scale))
        column = last
    return [*row_cells, *_free(row, opened, scale, column, scale.columns)]


def _taken(space: Space, block: Block, told: Told, span: int, scale: Scale) -> Cell:
    zone, begins, ends = scale.zone, scale.start, scale.at(scale.columns)
    start, end = max(block.start, begins), min(block.end or ends, ends)
    cell = Cell(span, told.state, words.span(start, end, zone), told.title, told.note, told.href)
    within = block.start == start and block.end == end
    if not told.move or told.room != space.pk or not within or start <= scale.now:
        return cell
    minutes = (end - start) // timedelta(minutes=1)
    return cell._replace(move=told.move, starts=f"{clock.local(start, zone):%H:%M}", minutes=minutes)


def _free(
    row: PlanningRow, opened: Sequence[tuple[int, int]], scale: Scale, first: int, last: int
) -> list[Cell]:
    """Free cells where the room is open, shut ones elsewhere."""
    row_cells: list[Cell] = []
    column = first
    for opens, closes in opened:
        if max(opens, column) >= last:
            break
        if closes <= column:
            continue
        if opens > column:
            row_cells.append(_shut_cell(scale, column, opens))
        column, stop = max(opens, column), min(closes, last)
        row_cells.append(_free_cell(row.space, scale, column, stop))
        column = stop
    if column < last:
        row_cells.append(_shut_cell(scale, column, last))
    return row_cells


def _shut_cell(scale: Scale, first: int, last: int) -> Cell:
    return Cell(last - first, "shut", scale.hours(first, last))


def _free_cell(space: Space, scale: Scale, first: int, last: int) -> Cell:
    hours, asked = scale.free(first, last)
    href = f"{address(space)}{asked}" if asked and space.is_bookable else ""
    return Cell(last - first, "free", hours, href=href)


def ahead(slot: Interval, now: datetime) -> Interval:
    """What is left of a slot, from the next quarter of an hour."""
    if slot.start >= now:
        return slot
    return Interval(slot.start + -(-(now - slot.start) // QUARTER) * QUARTER, slot.end)

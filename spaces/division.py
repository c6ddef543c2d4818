"""Which leaves stand for a space, and when: its parts while it has some, itself otherwise. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from spaces.intervals import BEGINNING_OF_TIME, END_OF_TIME, Interval, subtraction

ALWAYS = Interval(BEGINNING_OF_TIME, END_OF_TIME)


@dataclass(frozen=True)
class Piece:
    """A leaf that stands for a space during `valid`."""

    leaf: int
    valid: Interval

    def cut(self, period: DateTimeTZRange) -> DateTimeTZRange | None:
        """What this leaf holds of a period, None when it holds nothing of it."""
        asked = interval_of(period)
        start, end = max(asked.start, self.valid.start), min(asked.end, self.valid.end)
        if start >= end:
            return None
        return DateTimeTZRange(start, None if end == END_OF_TIME else end)


def pieces(space_id: int, parts: Iterable[tuple[int, DateTimeTZRange]]) -> tuple[Piece, ...]:
    """The leaves of a space from (part, when it is one) rows, in the order of the rows, itself last."""
    divided = [Piece(part, interval_of(valid)) for part, valid in parts]
    alone = subtraction([ALWAYS], [piece.valid for piece in divided])
    return (*divided, *(Piece(space_id, valid) for valid in alone))


def interval_of(period: DateTimeTZRange) -> Interval:
    """A range of the database, its open ends made finite."""
    return Interval(period.lower or BEGINNING_OF_TIME, period.upper or END_OF_TIME)

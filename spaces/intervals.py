"""Half-open intervals of time, and what can be done with lists of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

# The ledger knows open ends; here every end is a date, these ones when nothing begins or ends.
BEGINNING_OF_TIME = datetime(1, 1, 1, tzinfo=UTC)
END_OF_TIME = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, order=True)
class Interval:
    """From `start` included to `end` excluded, both aware."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("A naive datetime names no instant.")

    @property
    def length(self) -> timedelta:
        """How long it really lasts, DST nights included: both ends are instants."""
        return self.end - self.start

    def overlaps(self, other: Interval) -> bool:
        """Whether some instant belongs to both."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Interval) -> bool:
        """Whether the other lies within this one."""
        return self.start <= other.start and other.end <= self.end


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """The same instants in the fewest intervals, in order; empty ones vanish, touching ones join."""
    merged: list[Interval] = []
    for interval in sorted(interval for interval in intervals if interval.start < interval.end):
        if merged and interval.start <= merged[-1].end:
            merged[-1] = Interval(merged[-1].start, max(merged[-1].end, interval.end))
        else:
            merged.append(interval)
    return merged


def intersection(left: Iterable[Interval], right: Iterable[Interval]) -> list[Interval]:
    """The instants that belong to both."""
    ours, theirs = union(left), union(right)
    found: list[Interval] = []
    i = j = 0
    while i < len(ours) and j < len(theirs):
        start, end = max(ours[i].start, theirs[j].start), min(ours[i].end, theirs[j].end)
        if start < end:
            found.append(Interval(start, end))
        if ours[i].end <= theirs[j].end:
            i += 1
        else:
            j += 1
    return found


def subtraction(left: Iterable[Interval], right: Iterable[Interval]) -> list[Interval]:
    """The instants of the first that are not in the second."""
    taken = union(right)
    left_over: list[Interval] = []
    for interval in union(left):
        start = interval.start
        for hole in taken:
            if hole.end <= start:
                continue
            if hole.start >= interval.end:
                break
            if start < hole.start:
                left_over.append(Interval(start, hole.start))
            start = max(start, hole.end)
        if start < interval.end:
            left_over.append(Interval(start, interval.end))
    return left_over


def total(intervals: Iterable[Interval]) -> timedelta:
    """How much time they cover together, counted once."""
    return sum((interval.length for interval in union(intervals)), timedelta(0))

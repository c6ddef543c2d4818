"""A regular booking as one event: RRULE, EXDATE for what is missing, RECURRENCE-ID for what differs.

Only the shapes of rules on which every reader agrees become an RRULE; what is moved to another day, or
touches a night when the hour changes, is an event of its own in UTC. The instants are then the same for all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from dateutil.rrule import rrulestr

import clock
from bookings.ical.rows import CANCELLED
from bookings.ical.zones import is_plain
from bookings.recurrence import Recurrence, RuleRefused, parse, start_on

if TYPE_CHECKING:
    from bookings.ical.rows import Line
    from bookings.models import BookingSeries

AGREED = {
    "DAILY": {"FREQ", "INTERVAL"},
    "WEEKLY": {"FREQ", "INTERVAL", "BYDAY"},
    "MONTHLY": {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY"},
}


@dataclass(frozen=True)
class Repeated:
    """A series that one event tells: `first` and each date of `usual` share its hours."""

    first: Line
    starts: time
    rule: str
    missing: Sequence[datetime]
    different: Sequence[tuple[datetime, Line]]


def repeated(series: BookingSeries, lines: Sequence[Line]) -> tuple[Repeated | None, list[Line]]:
    """The series as one event, and the lines that stay events of their own.

    None when no rule, or no two dates of it, is worth one.
    """
    lines = sorted(lines, key=lambda line: line.start)
    zone, wanted = series.place.zone, _days(series)
    if wanted is None:
        return None, lines
    usual, alone = _by_day(series, lines, wanted)
    same = [day for day, line in usual.items() if _is_usual(series, day, line)]
    if len(same) < 2:
        return None, lines
    first, last = min(same), max(same)
    kept = [day for day in wanted if first <= day <= last]
    rule = _rule(series, kept)
    if rule is None:
        return None, lines
    missing, different = [], []
    for day in kept:
        at = datetime.combine(day, series.starts)
        line = usual.get(day)
        if line is None or not is_plain(*_hours(series, day), zone):
            missing.append(at)
            alone += [line] if line else []
        elif day not in same or _facts(line) != _facts(usual[first]):
            different.append((at, line))
    alone += [line for day, line in usual.items() if not first <= day <= last]
    return Repeated(usual[first], series.starts, rule, missing, different), alone


def _days(series: BookingSeries) -> list[date] | None:
    """The dates that the rule alone gives, None for a rule on which readers differ."""
    try:
        parts = parse(series.rule)
        if not parts.keys() - {"COUNT", "UNTIL", "WKST"} <= AGREED.get(parts["FREQ"], set()):
            return None
        if parts.get("WKST", "MO") != "MO" or (parts["FREQ"] == "WEEKLY" and _ranked(parts)):
            return None
        return Recurrence(
            rule=series.rule, first_day=series.first_day, starts=series.starts, zone=series.place.zone
        ).days()
    except RuleRefused:
        return None


def _ranked(parts: dict[str, str]) -> bool:
    return any(char.isdigit() for char in parts.get("BYDAY", ""))


def _by_day(
    series: BookingSeries, lines: Sequence[Line], wanted: Sequence[date]
) -> tuple[dict[date, Line], list[Line]]:
    """The line of each date of the rule; those which are on none, or second on one, stay alone."""
    usual: dict[date, Line] = {}
    alone, days = [], set(wanted)
    for line in sorted(lines, key=lambda line: line.start != _start(series, line)):
        day = clock.local(line.start, series.place.zone).date()
        if day in days and day not in usual:
            usual[day] = line
        else:
            alone.append(line)
    return usual, alone


def _rule(series: BookingSeries, kept: Sequence[date]) -> str | None:
    """The rule from the first date kept to the last, if it gives these dates again and no other."""
    parts = {name: value for name, value in parse(series.rule).items() if name not in ("COUNT", "UNTIL")}
    if "BYDAY" not in parts and "BYMONTHDAY" not in parts and parts["FREQ"] == "MONTHLY":
        parts["BYMONTHDAY"] = str(kept[0].day)
    text = ";".join(f"{name}={value}" for name, value in parts.items())
    start = datetime.combine(kept[0], series.starts)
    end = datetime.combine(kept[-1], series.starts)
    found = rrulestr(f"RRULE:{text}", dtstart=start).replace(until=end)
    if [one.date() for one in found] != list(kept):
        return None
    until = start_on(kept[-1], series.starts, series.place.zone).astimezone(UTC)
    return f"{text};UNTIL={until:%Y%m%dT%H%M%SZ}"


def _is_usual(series: BookingSeries, day: date, line: Line) -> bool:
    start, end = _hours(series, day)
    stands = line.status != CANCELLED and (line.start, line.end) == (start, end)
    return stands and is_plain(start, end, series.place.zone)


def _hours(series: BookingSeries, day: date) -> tuple[datetime, datetime]:
    start = start_on(day, series.starts, series.place.zone)
    return start, start + series.duration


def _start(series: BookingSeries, line: Line) -> datetime:
    return start_on(clock.local(line.start, series.place.zone).date(), series.starts, series.place.zone)


def _facts(line: Line) -> tuple[object, ...]:
    """What one event says once for all its dates; a line that says otherwise is told apart."""
    return line.title, line.where, line.status

"""A calendar kept elsewhere, read with suspicion: moments within a window, and what was left aside and why.

Bounded before it is parsed (size, lines, length of a folded line) and while it is expanded (occurrences).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events
from icalendar.timezone import tzp

from bookings.ical.text import plain
from spaces.errors import DomainError

LARGEST = 5_000_000
MOST_LINES = 200_000
LONGEST_LINE = 20_000
MOST_EVENTS = 5_000
MOST_MOMENTS = 3_000
MOST_OF_ONE = 1_000
LONGEST_STAY = timedelta(days=62)
# Every date since the first is walked through: a rule of the year 1 would take minutes.
FIRST_YEAR = 2000
FREQUENT = {"SECONDLY", "MINUTELY", "HOURLY"}


class CalendarRefused(DomainError):
    """A file that is no calendar, or one too large to be honest."""


@dataclass(frozen=True)
class Moment:
    """One event of an outside calendar, at one of its dates. `key` names it from one reading to the next."""

    key: str
    start: datetime
    end: datetime
    title: str


@dataclass
class Reading:
    """What was understood, and in words what was not."""

    moments: list[Moment] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def read_calendar(text: bytes, *, zone: ZoneInfo, since: datetime, until: datetime) -> Reading:
    """Every moment that touches the window; hours without a zone are those of the place.

    Raises CalendarRefused for what is no calendar, or has more than anybody needs.
    """
    calendar = _parsed(text)
    reading = Reading()
    events: list[Any] = list(calendar.walk("VEVENT"))
    if len(events) > MOST_EVENTS:
        raise CalendarRefused(
            f"Ce calendrier compte plus de {MOST_EVENTS} événements : coupez-le en plusieurs."
        )
    own = _zones_of(calendar)
    kept = [event for event in events if _is_sound(event, zone, own, reading)]
    for group in _by_uid(kept):
        reading.moments += _moments_of(group, zone, since, until, reading)
        if len(reading.moments) > MOST_MOMENTS:
            raise CalendarRefused(f"Ce calendrier donne plus de {MOST_MOMENTS} dates : réduisez-le.")
    reading.moments.sort(key=lambda moment: (moment.start, moment.key))
    return reading


def _parsed(text: bytes) -> icalendar.Calendar:
    if len(text) > LARGEST:
        raise CalendarRefused(f"Ce calendrier dépasse {LARGEST // 1_000_000} Mo : exportez-en une partie.")
    if text.count(b"\n") > MOST_LINES or _longest(text) > LONGEST_LINE:
        raise CalendarRefused("Ce calendrier est trop long pour être lu : exportez-en une partie.")
    try:
        found = icalendar.Calendar.from_ical(text)
    except (
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        OverflowError,
        RecursionError,
    ) as error:
        raise CalendarRefused("Ce fichier n’est pas un calendrier (.ics) lisible.") from error
    if not isinstance(found, icalendar.Calendar):
        raise CalendarRefused("Ce fichier n’est pas un calendrier (.ics) lisible.")
    return found


def _longest(text: bytes) -> int:
    """The longest line once unfolded: a line folded forever is one line."""
    longest = current = 0
    for line in text.split(b"\n"):
        current = current + len(line) if line[:1] in (b" ", b"\t") else len(line)
        longest = max(longest, current)
    return longest


def _zones_of(calendar: icalendar.Calendar) -> set[str]:
    """The zones that the calendar itself explains."""
    return {str(part.get("tzid", "")) for part in calendar.walk("VTIMEZONE")}


def _is_sound(event: icalendar.Event, zone: ZoneInfo, own: set[str], reading: Reading) -> bool:
    """Whether the event can be placed in time; its hours without a zone are given that of the place."""
    title = plain(str(event.get("summary", "")))[:80] or "(sans titre)"
    try:
        if event.get("dtstart") is None:
            reading.left_out.append(f"« {title} » n’a pas de début.")
            return False
        unknown = _unknown_zone(event, own)
        if unknown:
            reading.left_out.append(f"« {title} » est dans un fuseau inconnu ({unknown[:40]}).")
            return False
        if trouble := _trouble_of_rules(event):
            reading.left_out.append(f"« {title} » {trouble}.")
            return False
        for name in ("dtstart", "dtend", "recurrence-id"):
            _settle(event, name, zone)
    except (ValueError, TypeError, AttributeError, OverflowError):
        reading.left_out.append(f"« {title} » ne se lit pas.")
        return False
    return True


def _trouble_of_rules(event: icalendar.Event) -> str:
    """Why a rule asks for more than any room needs."""
    rules = event.get("rrule")
    for rule in rules if isinstance(rules, list) else [rules] if rules else []:
        often = FREQUENT & {str(one).upper() for one in rule.get("FREQ", [])}
        if often or any(len(rule.get(part, [])) > 1 for part in ("BYHOUR", "BYMINUTE", "BYSECOND")):
            return "revient plus d’une fois par jour"
        start: Any = event["dtstart"]
        if start.dt.year < FIRST_YEAR:
            return f"revient depuis avant {FIRST_YEAR}"
    return ""


def _unknown_zone(event: icalendar.Event, own: set[str]) -> str:
    for name in ("dtstart", "dtend"):
        value = event.get(name)
        asked = str(value.params.get("TZID", "")) if value is not None else ""
        if asked and asked not in own and tzp.timezone(asked) is None:
            return asked
    return ""


def _settle(event: icalendar.Event, name: str, zone: ZoneInfo) -> None:
    value = event.get(name)
    if value is None or not isinstance(value.dt, datetime) or value.dt.tzinfo is not None:
        return
    event.pop(name)
    event.add(name, value.dt.replace(tzinfo=zone))


def _by_uid(events: list[icalendar.Event]) -> Iterator[list[icalendar.Event]]:
    groups: dict[str, list[icalendar.Event]] = {}
    for number, event in enumerate(events):
        groups.setdefault(str(event.get("uid") or f"sans-{number}"), []).append(event)
    yield from groups.values()


def _moments_of(
    group: list[icalendar.Event], zone: ZoneInfo, since: datetime, until: datetime, reading: Reading
) -> Iterator[Moment]:
    """The dates of one event and its exceptions; a rule without end stops at the window."""
    calendar = icalendar.Calendar()
    for event in group:
        calendar.add_component(event)
    title = plain(str(group[0].get("summary", "")))[:80] or "(sans titre)"
    try:
        found = recurring_ical_events.of(calendar, skip_bad_series=True).after(since)
        for number, event in enumerate(islice(found, MOST_OF_ONE + 1)):
            start, end = _instant(event.start, zone), _instant(event.end, zone)
            if start >= until:
                return
            if number == MOST_OF_ONE:
                reading.left_out.append(
                    f"« {title} » revient plus de {MOST_OF_ONE} fois : la suite est laissée."
                )
                return
            if _holds_time(event) and end > max(start, since):
                if end - start <= LONGEST_STAY:
                    yield _moment(event, zone, start, end)
                else:
                    reading.left_out.append(f"« {title} » dure plus de deux mois.")
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, ArithmeticError):
        reading.left_out.append(f"« {title} » ne se lit pas.")


def _holds_time(event: icalendar.Event) -> bool:
    """Whether its author is busy then: neither cancelled nor marked as free."""
    free = str(event.get("transp", "")).upper() == "TRANSPARENT"
    return str(event.get("status", "")).upper() != "CANCELLED" and not free


def _moment(event: icalendar.Event, zone: ZoneInfo, start: datetime, end: datetime) -> Moment:
    name = f"{event.get('uid', '')}|{_occurrence(event, zone, start)}"
    return Moment(
        key=hashlib.sha256(name.encode("utf-8", "replace")).hexdigest(),
        start=start,
        end=end,
        title=plain(str(event.get("summary", "")))[:200],
    )


def _occurrence(event: icalendar.Event, zone: ZoneInfo, start: datetime) -> str:
    """Which date of the series this is, wherever it was moved."""
    value: Any = event.get("recurrence-id")
    return _instant(value.dt, zone).isoformat() if value is not None else start.isoformat()


def _instant(value: date | datetime, zone: ZoneInfo) -> datetime:
    """A whole day begins at midnight on the clocks of the place."""
    at = value if isinstance(value, datetime) else datetime.combine(value, time(0), zone)
    return at.astimezone(UTC)

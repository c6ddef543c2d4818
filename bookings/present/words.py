"""Hours and days as the pages of this department write them, by the clock of a place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import clock
from spaces.wording import DAYS, MONTHS, hour

NBSP = "\N{NO-BREAK SPACE}"


# Two hundred rooms share the hours of a day.
@lru_cache(maxsize=10_000)
def span(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """Write « 16 h – 18 h 30 »; an end at midnight reads 24 h."""
    last = clock.local(end, zone)
    ends = f"24{NBSP}h" if (last.hour, last.minute) == (0, 0) else _hour(last)
    return f"{_hour(clock.local(start, zone))}{NBSP}–{NBSP}{ends}"


def _hour(at: datetime | time) -> str:
    text = f"{at.hour} h {at.minute:02}" if at.minute else f"{at.hour} h"
    return text.replace(" ", NBSP)


def day_name(day: date) -> str:
    """Write « Mardi 24 »."""
    return f"{DAYS[day.weekday()].capitalize()}{NBSP}{_rank(day)}"


def short_day(day: date) -> str:
    """Write « mar. 24 », « mar. 1er »."""
    return f"{DAYS[day.weekday()][:3]}.{NBSP}{_rank(day)}"


def day_title(day: date) -> str:
    """Write « Mardi 24 novembre »."""
    return f"{DAYS[day.weekday()].capitalize()} {_rank(day)}{NBSP}{MONTHS[day.month - 1]}"


def week_title(monday: date) -> str:
    """Write « Du 2 au 8 mars », « Du 30 mars au 5 avril », « Du 29 décembre 2025 au 4 janvier 2026 »."""
    sunday = monday + timedelta(days=6)
    first = _rank(monday)
    if monday.month != sunday.month:
        first += f"{NBSP}{MONTHS[monday.month - 1]}"
    if monday.year != sunday.year:
        first += f"{NBSP}{monday.year}"
    last = f"{_rank(sunday)}{NBSP}{MONTHS[sunday.month - 1]}"
    return f"Du {first} au {last}" + (f"{NBSP}{sunday.year}" if monday.year != sunday.year else "")


def week_short(monday: date) -> str:
    """Write « 2 – 8 mars », « 30 mars – 5 avril », which may take two lines."""
    sunday = monday + timedelta(days=6)
    last = f"{NBSP}{_rank(sunday)}{NBSP}{MONTHS[sunday.month - 1]}"
    if monday.month == sunday.month:
        return f"{_rank(monday)}{NBSP}–{last}"
    return f"{_rank(monday)}{NBSP}{MONTHS[monday.month - 1]} –{last}"


def _rank(day: date) -> str:
    return "1er" if day.day == 1 else str(day.day)


def week_hours(days: Sequence[tuple[int, Sequence[tuple[time, time]]]]) -> list[tuple[str, str]]:
    """Group ISO weekdays with the same hours: [("du lundi au samedi", "8 h à 22 h"), ("dimanche", "fermé")]."""
    groups: list[tuple[list[int], str]] = []
    for weekday, hours in days:
        text = _hours(hours)
        if groups and groups[-1][1] == text:
            groups[-1][0].append(weekday)
        else:
            groups.append(([weekday], text))
    return [(_days(weekdays), text) for weekdays, text in groups]


def _hours(hours: Iterable[tuple[time, time]]) -> str:
    written = [
        f"{_hour(opens)} à {'minuit' if closes == time(0) else _hour(closes)}" for opens, closes in hours
    ]
    return ", ".join(written) or "fermé"


def _days(weekdays: Sequence[int]) -> str:
    names = [DAYS[weekday - 1] for weekday in weekdays]
    if len(names) == 7:
        return "tous les jours"
    if len(names) > 2:
        return f"du {names[0]} au {names[-1]}"
    return " et ".join(names)


def present(count: int) -> str:
    """Write « 1 présent », « 12 présents »."""
    return f"{count} présents" if count > 1 else f"{count} présent"


def hour_of(at: datetime, zone: ZoneInfo) -> str:
    """Write « 14 h 03 »."""
    return hour(clock.local(at, zone)).replace(" ", NBSP)


def until(at: datetime, zone: ZoneInfo) -> str:
    """Write « jusqu’à 17 h 30 » of today, « jusqu’au 1er à 17 h 30 » of another day."""
    local = clock.local(at, zone)
    day = "jusqu’à" if local.date() == clock.today(zone) else f"jusqu’au{NBSP}{_rank(local.date())} à"
    return f"{day}{NBSP}{_hour(local)}"


def countdown(until: timedelta) -> str:
    """Write « dans 2 jours », « demain », « dans 3 h »."""
    days = until // timedelta(days=1)
    if days >= 2:
        return f"dans {days} jours"
    hours = until // timedelta(hours=1)
    return f"dans {hours} h" if hours else "dans moins d’une heure"

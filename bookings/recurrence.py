"""Recurrence rules of RFC 5545, read by the wall clock of a place.

python-dateutil expands; this module says which rules a house accepts, turns UNTIL into the place's own
clock, and gives instants. A weekly 9:00 stays 9:00 across the change of hour; a time that a DST night
skips is shifted by the length of the gap, one shown twice is the first (RFC 5545, 3.3.5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from dateutil.rrule import rrule, rrulestr

from spaces.errors import DomainError

LONGEST = relativedelta(months=13)
MOST_OCCURRENCES = 400
FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
PARTS = {
    "FREQ", "UNTIL", "COUNT", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYMONTH",
    "BYSETPOS", "WKST",
}  # fmt: skip


class RuleRefused(DomainError):
    """A recurrence rule that the house does not accept."""


@dataclass(frozen=True)
class Recurrence:
    """When a regular booking happens: a rule, its first day and hour, dates taken out and put in."""

    rule: str
    first_day: date
    starts: time
    zone: ZoneInfo
    exdates: frozenset[date] = frozenset()
    rdates: frozenset[date] = frozenset()

    def days(self) -> list[date]:
        """The dates, in order, each once.

        Raises RuleRefused for a rule that is unreadable, too frequent, endless or too long.
        """
        found = {local.date() for local in self._expand()} | set(self.rdates)
        last = self.first_day + LONGEST
        if any(not self.first_day <= day <= last for day in self.rdates):
            raise RuleRefused("Une date ajoutée tombe avant le premier jour ou plus de treize mois après.")
        return sorted(found - self.exdates)

    def instants(self) -> list[datetime]:
        """The starts, in UTC."""
        return [start_on(day, self.starts, self.zone) for day in self.days()]

    def _expand(self) -> Iterator[datetime]:
        rule, count = bounded(self.rule, datetime.combine(self.first_day, self.starts), self.zone)
        found = list(islice(rule, (MOST_OCCURRENCES if count is None else min(count, MOST_OCCURRENCES)) + 1))
        if count is not None:
            if count > MOST_OCCURRENCES:
                raise RuleRefused(_too_many())
            found = found[:count]
            _check_count_fits(found, count)
        if len(found) > MOST_OCCURRENCES:
            raise RuleRefused(_too_many())
        yield from found


def start_on(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant at which the clocks of `zone` show `at` on that day, in UTC."""
    return datetime.combine(day, at.replace(fold=0), zone).astimezone(UTC)


def bounded(text: str, start: datetime, zone: ZoneInfo) -> tuple[rrule, int | None]:
    """The rule, cut at thirteen months, and its COUNT if it has one. `start` is a wall clock of `zone`."""
    parts = parse(text)
    last = datetime.combine(start.date() + LONGEST, time.max)
    if "UNTIL" not in parts and "COUNT" not in parts:
        raise RuleRefused("Une réservation régulière a une fin : donnez une date, ou un nombre de fois.")
    if "UNTIL" in parts and "COUNT" in parts:
        raise RuleRefused("Donnez une date de fin ou un nombre de fois, pas les deux.")
    count = _number(parts.pop("COUNT"), "COUNT") if "COUNT" in parts else None
    until = _until(parts.pop("UNTIL"), zone) if "UNTIL" in parts else last
    if until > last:
        raise RuleRefused(
            "Une réservation régulière dure treize mois au plus. Choisissez une fin plus proche : "
            "elle se reconduira d’un geste."
        )
    rest = ";".join(f"{name}={value}" for name, value in parts.items())
    try:
        rule = rrulestr(f"RRULE:{rest}", dtstart=start)
    except (ValueError, TypeError, OverflowError) as error:
        raise RuleRefused(f"Cette règle ne se lit pas : {text}.") from error
    return rule.replace(until=until), count


def parse(text: str) -> dict[str, str]:
    """The parts of a rule, by name. Raises RuleRefused for unknown parts and frequencies under a day."""
    pairs = [part.partition("=") for part in text.strip().upper().removeprefix("RRULE:").split(";") if part]
    parts = {name: value for name, equals, value in pairs if equals}
    if len(parts) != len(pairs) or not parts.keys() <= PARTS or "FREQ" not in parts:
        raise RuleRefused(f"Cette règle ne se lit pas : {text[:100]}.")
    if parts["FREQ"] not in FREQUENCIES:
        raise RuleRefused("Une réservation régulière revient au plus une fois par jour.")
    if "INTERVAL" in parts:
        _number(parts["INTERVAL"], "INTERVAL")
    return parts


def with_end(text: str, *, until: date, zone: ZoneInfo) -> str:
    """The same rule, ending with that day on the clocks of `zone`; UNTIL is written in UTC (RFC 5545)."""
    parts = parse(text)
    parts.pop("COUNT", None)
    end = datetime.combine(until, time(23, 59, 59), zone).astimezone(UTC)
    parts["UNTIL"] = end.strftime("%Y%m%dT%H%M%SZ")
    return ";".join(f"{name}={value}" for name, value in parts.items())


def default_end(first_day: date) -> date:
    """31 August, the end of the season in which the first day falls."""
    year = first_day.year if first_day.month <= 8 else first_day.year + 1
    return date(year, 8, 31)


def _until(value: str, zone: ZoneInfo) -> datetime:
    if re.fullmatch(r"\d{8}", value):
        return datetime.combine(_read(value, "%Y%m%d").date(), time.max)
    if re.fullmatch(r"\d{8}T\d{6}Z", value):
        return _read(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
    if re.fullmatch(r"\d{8}T\d{6}", value):
        return _read(value, "%Y%m%dT%H%M%S")
    raise RuleRefused(f"Cette date de fin ne se lit pas : {value[:40]}.")


def _read(value: str, form: str) -> datetime:
    try:
        return datetime.strptime(value, form)  # noqa: DTZ007 - a wall clock, or made UTC by the caller
    except ValueError as error:
        raise RuleRefused(f"Cette date de fin ne se lit pas : {value}.") from error


def _number(value: str, name: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,4}", value):
        raise RuleRefused(f"{name} attend un nombre entier à partir de 1.")
    return int(value)


def _too_many() -> str:
    return f"Cette règle donne plus de {MOST_OCCURRENCES} dates : rapprochez la fin, ou espacez les dates."


def _check_count_fits(found: list[datetime], count: int) -> None:
    if len(found) < count:
        raise RuleRefused(
            f"En treize mois, cette règle ne donne que {len(found)} dates sur {count} : "
            "réduisez le nombre de fois."
        )

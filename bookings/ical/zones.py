"""VTIMEZONE as every reader understands it: two rules that begin in 1970, never a list of dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import icalendar

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Change:
    """A change of hour: the wall clock just before it, and the offsets around it."""

    wall: datetime
    before: timedelta
    after: timedelta

    @property
    def rule(self) -> tuple[int, str, str]:
        """Month, which weekday of it, and at what hour: (3, "-1SU", "02:00")."""
        last = (self.wall + timedelta(days=7)).month != self.wall.month
        rank = -1 if last else (self.wall.day - 1) // 7 + 1
        return self.wall.month, f"{rank}{DAYS[self.wall.weekday()]}", f"{self.wall:%H:%M}"


@cache
def vtimezone(zone: ZoneInfo, year: int) -> icalendar.Timezone | None:
    """The zone as it is around that year; None when no yearly rule tells it (its hours are then in UTC)."""
    years = [_changes(zone, one) for one in (year - 1, year, year + 1, year + 2)]
    rules = {tuple((change.rule, change.before, change.after) for change in changes) for changes in years}
    if len(rules) != 1 or len(years[0]) not in (0, 2):
        return None
    found = icalendar.Timezone()
    found.add("tzid", zone.key)
    if not years[0]:
        offset = datetime(year, 1, 1, tzinfo=zone).utcoffset() or timedelta(0)
        found.add_component(_part(icalendar.TimezoneStandard(), datetime(1970, 1, 1), offset, offset))  # noqa: DTZ001
        return found
    for change in years[0]:
        part = icalendar.TimezoneDaylight() if change.after > change.before else icalendar.TimezoneStandard()
        month, weekday, _ = change.rule
        part = _part(part, _in_1970(change), change.before, change.after)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": weekday})
        found.add_component(part)
    return found


def is_plain(start: datetime, end: datetime, zone: ZoneInfo) -> bool:
    """Whether every reader gives the same instants for these hours: nothing skipped, shown twice or crossed."""
    offsets = {
        moment.astimezone(zone).replace(fold=fold).utcoffset()
        for moment in (start - HOUR, start, end, end + HOUR)
        for fold in (0, 1)
    }
    return len(offsets) == 1


def _changes(zone: ZoneInfo, year: int) -> list[Change]:
    """The changes of hour of a year, to the minute."""
    found = []
    moment = datetime(year, 1, 1, tzinfo=UTC)
    while moment.year == year:
        tomorrow = moment + timedelta(days=1)
        before, after = (one.astimezone(zone).utcoffset() or timedelta(0) for one in (moment, tomorrow))
        if before != after:
            low, high = moment, tomorrow
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) // 2
                middle = middle.replace(second=0, microsecond=0)
                if middle.astimezone(zone).utcoffset() == before:
                    low = middle
                else:
                    high = middle
            found.append(Change((high + before).replace(tzinfo=None), before, after))
        moment = tomorrow
    return found


def _in_1970(change: Change) -> datetime:
    """The same change, in 1970."""
    month, weekday, _ = change.rule
    days = [date(1970, month, 1) + timedelta(days=step) for step in range(31)]
    same = [day for day in days if day.month == month and DAYS[day.weekday()] == weekday[-2:]]
    rank = int(weekday[:-2])
    return datetime.combine(same[rank if rank < 0 else rank - 1], change.wall.time())


def _part(
    part: icalendar.TimezoneStandard | icalendar.TimezoneDaylight,
    start: datetime,
    before: timedelta,
    after: timedelta,
) -> icalendar.TimezoneStandard | icalendar.TimezoneDaylight:
    part.add("dtstart", start)
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", after)
    return part

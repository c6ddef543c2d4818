"""From what a person types on a day and at an hour to one instant, DST nights included."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bookings.errors import StrangeTime
from spaces.wording import day as written_day
from spaces.wording import hour as written_hour

FIRST, SECOND = "first", "second"


def happens_twice(day: date, at: time, zone: ZoneInfo) -> bool:
    """Whether the clocks of `zone` show this hour twice on that day."""
    before, after = _both(day, at, zone)
    return _offset(before) > _offset(after)


def instant(day: date, at: time, zone: ZoneInfo, *, which: str = "") -> datetime:
    """The instant, in UTC, at which the clocks of `zone` show `at` on that day.

    When they show it twice, `which` is FIRST or SECOND. Raises StrangeTime when they never show it, or
    show it twice and nobody said which.
    """
    before, after = _both(day, at, zone)
    if _offset(before) < _offset(after):
        raise StrangeTime(
            f"Dans la nuit du passage à l’heure d’été, {written_hour(before)} n’existe pas le "
            f"{written_day(day)}. Choisissez une heure avant ou après le changement."
        )
    if _offset(before) > _offset(after) and which not in (FIRST, SECOND):
        raise StrangeTime(
            f"Dans la nuit du passage à l’heure d’hiver, {written_hour(before)} existe deux fois le "
            f"{written_day(day)} : dites si c’est avant ou après le changement."
        )
    return (after if which == SECOND else before).astimezone(UTC)


def period(
    day: date, starts: time, ends: time, zone: ZoneInfo, *, which: str = ""
) -> tuple[datetime, datetime]:
    """Both ends of a stay typed as one day and two hours; an end not after its start is the day after."""
    last = day + timedelta(days=1) if ends <= starts else day
    return instant(day, starts, zone, which=which), instant(last, ends, zone, which=which)


def lasting(starts: time, ends: time) -> timedelta:
    """How long such a stay lasts on a day when the hour does not change."""
    first, last = (datetime.combine(date.min, at) for at in (starts, ends))
    return last - first if first < last else last + timedelta(days=1) - first


def _offset(at: datetime) -> timedelta:
    return at.utcoffset() or timedelta(0)


def _both(day: date, at: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    naive = datetime.combine(day, at.replace(tzinfo=None, fold=0))
    return naive.replace(tzinfo=zone), naive.replace(tzinfo=zone, fold=1)

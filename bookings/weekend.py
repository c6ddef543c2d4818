"""The paper sheet of a weekend, entered by whoever opens the desk after it."""

from __future__ import annotations

from datetime import date, timedelta

from spaces.holidays import public_holiday

ONE_DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6


def weekend_to_enter(today: date) -> tuple[date, date] | None:
    """The first and last day of the weekend that just ended, on the first working day after it; else None.

    A public holiday that touches the weekend belongs to it: on a Tuesday, Easter Monday is entered too.
    """
    if _is_off(today):
        return None
    last = first = today - ONE_DAY
    if not _is_off(last):
        return None
    while _is_off(first - ONE_DAY):
        first -= ONE_DAY
    # A holiday in the middle of a week is no weekend.
    has_weekend = any((first + n * ONE_DAY).weekday() == SATURDAY for n in range((last - first).days + 1))
    return (first, last) if has_weekend else None


def _is_off(day: date) -> bool:
    return day.weekday() in (SATURDAY, SUNDAY) or bool(public_holiday(day))

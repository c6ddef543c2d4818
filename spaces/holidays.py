"""Public holidays of France, and school holidays as far as the ministry has published them."""

from __future__ import annotations

from datetime import date
from functools import cache

import holidays
from vacances_scolaires_france import SchoolHolidayDates, UnsupportedYearException


@cache
def _public_holidays(year: int) -> dict[date, str]:
    return dict(holidays.country_holidays("FR", years=year, language="fr"))


def public_holiday(day: date) -> str:
    """The name of the public holiday, or nothing."""
    return _public_holidays(day.year).get(day, "")


@cache
def _school_year(year: int) -> dict[date, dict[str, object]]:
    try:
        return SchoolHolidayDates().holidays_for_year(year)
    except UnsupportedYearException:
        return {}


@cache
def school_dates_known_until() -> date:
    """The last day for which the published data says anything: the summer of 2028 for now."""
    year = 2026
    while _school_year(year + 1):
        year += 1
    return max(_school_year(year))


def is_school_holiday(day: date, zone: str) -> bool | None:
    """Whether pupils of the zone are on holiday; None when there is no zone or no published date yet."""
    if not zone or day > school_dates_known_until():
        return None
    entry = _school_year(day.year).get(day)
    return bool(entry and entry.get(f"vacances_zone_{zone.lower()}"))

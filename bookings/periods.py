"""Periods to compare with: whole days, on nobody's clock."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

WEEK = timedelta(weeks=1)


def a_year_before(day: date) -> date:
    """The same date of the year before; 29 February falls back on the 28th."""
    return day - relativedelta(years=1)


def a_year_of_weeks_before(day: date) -> date:
    """52 weeks earlier: the same day of the week, so that a week is compared with a week."""
    return day - 52 * WEEK

"""A week by hand: hours are those of the clock in Paris."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from figures import Figure

PARIS = ZoneInfo("Europe/Paris")
# Monday 2 March 2026; the week has no holiday.
MONDAY = date(2026, 3, 2)
NEXT = MONDAY + timedelta(days=7)


def moment(day: int, hour: float, *, monday=MONDAY) -> datetime:
    """Some hour of a day of the week, 0 being Monday, on the clock of Paris."""
    local = datetime.combine(monday + timedelta(days=day), time(0), tzinfo=PARIS) + timedelta(hours=hour)
    return local.astimezone(UTC)


def ratio(figure: Figure) -> tuple[Decimal, Decimal]:
    return (round(figure.numerator, 4), round(figure.denominator, 4))

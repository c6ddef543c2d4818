"""The one clock of the house.

Every moment is an aware datetime in UTC; it becomes local only when a place's time zone is named.
Tests move it with time-machine. Nothing else in the project reads the machine's time.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

__all__ = ["local", "now", "today"]


def now() -> datetime:
    """The current instant, in UTC."""
    return datetime.now(UTC)


def local(instant: datetime, zone: ZoneInfo) -> datetime:
    """The same instant as the wall clock of `zone` shows it."""
    if instant.tzinfo is None:
        raise ValueError("A naive datetime names no instant.")
    return instant.astimezone(zone)


def today(zone: ZoneInfo) -> date:
    """The date of now on the wall clock of `zone`."""
    return local(now(), zone).date()

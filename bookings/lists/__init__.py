"""Lists of bookings and agreements, in and out by the pages of imports."""

from bookings.lists.agreements import AGREEMENTS
from bookings.lists.bookings import BOOKINGS
from sheets.registry import register


def register_lists() -> None:
    """Said when the application is ready."""
    register(BOOKINGS)
    register(AGREEMENTS)

import pytest

from tests.bookings.conftest import NOW, ask, association, clain, jeanne, lucie, now, place, samir
from tests.calendars.readers import IcalJs

__all__ = ["NOW", "ask", "association", "clain", "jeanne", "lucie", "now", "place", "samir"]


@pytest.fixture(scope="session")
def icaljs():
    reader = IcalJs()
    yield reader
    reader.close()

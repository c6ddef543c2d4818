import pytest

from tests.api.calling import Caller
from tests.bookings.conftest import NOW, ask, association, clain, jeanne, lucie, now, place, samir

__all__ = ["NOW", "ask", "association", "clain", "jeanne", "lucie", "now", "place", "samir"]


@pytest.fixture(autouse=True)
def _clock(now):
    """Monday 2 March 2026, 9 h in Paris."""


@pytest.fixture
def program(lucie):
    """Lucie's program, which may do everything that she may."""
    return Caller(lucie)


@pytest.fixture
def body(clain):
    """Tuesday from 14 h to 16 h in Paris, nine people."""

    def asked(**more):
        return {
            "space": clain.pk,
            "starts_at": "2026-03-03T14:00:00+01:00",
            "ends_at": "2026-03-03T16:00:00+01:00",
            "title": "Réunion de bureau",
            "attendees": 9,
        } | more

    return asked

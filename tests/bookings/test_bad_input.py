"""What no room can serve is refused in words, and nothing is written: line by line."""

from datetime import datetime, timedelta

import pytest

from bookings.errors import BookingRefused
from bookings.models import Booking
from bookings.services import book, reschedule
from spaces.errors import DomainError, InvalidPeriod
from spaces.holds import Hold
from spaces.models import Occupation
from tests.factories.bookings import at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
TWO, FOUR = at("2026-03-03", "14:00"), at("2026-03-03", "16:00")


@pytest.mark.parametrize(
    ("start", "end", "says"),
    [
        (FOUR, TWO, "La fin doit venir après le début. Vérifiez les deux heures."),
        (TWO, TWO, "La fin doit venir après le début. Vérifiez les deux heures."),
        (TWO, TWO + timedelta(days=3653), "d’affilée. Proposez une fin"),
        (TWO, None, "Choisissez au moins un espace, avec un début et une fin."),
        (
            datetime(2026, 3, 3, 14),
            datetime(2026, 3, 3, 16),
            "Un horaire sans fuseau ne désigne aucun moment",
        ),
    ],
)
def test_a_period_that_means_nothing_is_refused(ask, clain, start, end, says):
    with pytest.raises((InvalidPeriod, BookingRefused)) as refused:
        book(**ask() | {"rooms": [Hold(clain, start, end)]})
    assert says in refused.value.message
    assert (Booking.objects.count(), Occupation.objects.count()) == (0, 0)


@pytest.mark.parametrize("attendees", [0, -1])
def test_nobody_or_fewer_is_no_booking(ask, lucie, clain, attendees):
    with pytest.raises(BookingRefused, match="au moins une personne"):
        book(**ask(attendees=attendees))
    assert not Booking.objects.exists()
    booking = book(**ask())
    with pytest.raises(DomainError, match="au moins une personne"):
        reschedule(booking=booking, actor=lucie, rooms=[Hold(clain, TWO, FOUR)], attendees=attendees)
    booking.refresh_from_db()
    assert booking.attendees == 9


def test_no_space_at_all_is_refused(ask):
    with pytest.raises(DomainError):
        book(**ask() | {"rooms": []})
    assert not Booking.objects.exists()

from datetime import time

import pytest

from bookings.models import Booking, BookingSpace
from spaces.models import OpeningRule
from spaces.services.ledger import Hold, occupy
from tests.bookings.occupancy.week import MONDAY, moment
from tests.factories.people import UserFactory
from tests.factories.spaces import PlaceFactory


@pytest.fixture
def place():
    """Open from Monday to Friday, 8 to 18: 10 h a day, 50 h a week."""
    place = PlaceFactory(slug="ici")
    for weekday in range(1, 6):
        OpeningRule.objects.create(place=place, weekday=weekday, opens=time(8), closes=time(18))
    return place


@pytest.fixture
def organiser():
    return UserFactory()


@pytest.fixture
def book(organiser):
    def book(spaces, day, start, end, *, monday=MONDAY, seats=None, status="confirmed", **facts):
        spaces = spaces if isinstance(spaces, list) else [spaces]
        begins, ends = moment(day, start, monday=monday), moment(day, end, monday=monday)
        holds = [Hold(space, begins, ends, seats=seats) for space in spaces]
        facts = {"attendees": 10, "title": "Chorale"} | facts
        if status == "hold":
            facts["hold_expires_at"] = begins
        booking = Booking.objects.create(
            place=spaces[0].place,
            claim=occupy(kind="booking", holds=holds),
            organiser=organiser,
            status=status,
            **facts,
        )
        BookingSpace.objects.bulk_create(
            BookingSpace(booking=booking, space=space, starts_at=begins, ends_at=ends, seats=seats)
            for space in spaces
        )
        return booking

    return book

from datetime import UTC, datetime

import pytest

import clock
from cms.models import EventIndexPage, HomePage, NewsIndexPage
from cms.services import open_site
from spaces.models import Place
from tests.factories.bookings import house, room
from tests.factories.spaces import divide

# Tuesday 3 March 2026, 14 h 03 in Paris.
NOW = datetime(2026, 3, 3, 13, 3, tzinfo=UTC)


@pytest.fixture
def now(time_machine) -> datetime:
    time_machine.move_to(NOW, tick=False)
    return clock.now()


@pytest.fixture
def home(db) -> HomePage:
    return open_site(title="La Caserne", headline="Les pompiers\n\n sont partis. ")


@pytest.fixture
def news(home) -> NewsIndexPage:
    return NewsIndexPage.objects.child_of(home).get()


@pytest.fixture
def agenda(home) -> EventIndexPage:
    return EventIndexPage.objects.child_of(home).get()


@pytest.fixture
def place(db) -> Place:
    return house(built_in=1963)


@pytest.fixture
def hall(place):
    whole = room(place, "Halle aux camions", door_number="")
    bays = divide(whole, "Travée Nord", "Travée Centre", "Travée Sud")
    for number, bay in enumerate(bays, start=1):
        bay.door_number = str(number)
        bay.save()
    return whole, bays

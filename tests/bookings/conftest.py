from datetime import UTC, datetime

import pytest
import time_machine

from bookings.services.series import create_series
from people.models import Organisation
from people.services import grant
from tests.bookings.browsing import typed
from tests.factories.bookings import house, room
from tests.factories.people import MembershipFactory, OrganisationFactory, UserFactory

# Monday 2 March 2026, 9 h in Paris.
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
def now():
    """A Monday morning on which the clock stands still."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def place(db):
    return house()


@pytest.fixture
def clain(place):
    return room(place)


@pytest.fixture
def association():
    return OrganisationFactory(
        name="Les Petites Mains du Clain",
        kind=Organisation.Kind.ASSOCIATION,
        status=Organisation.Status.RESIDENT,
    )


@pytest.fixture
def lucie(association):
    """A member of a resident association."""
    return MembershipFactory(user=UserFactory(name="Lucie Moreau"), organisation=association).user


@pytest.fixture
def samir(place):
    """The manager of the place."""
    user = UserFactory(name="Samir Haddad")
    grant(user=user, permission="manage_place", target=place, given_by=None)
    return user


@pytest.fixture
def jeanne(place):
    """Whoever keeps the desk."""
    user = UserFactory(name="Jeanne Pasquier")
    grant(user=user, permission="welcome_place", target=place, given_by=None)
    return user


@pytest.fixture
def ask(lucie, association, clain):
    """What Lucie asks for when nothing else is said: Tuesday from 14 h to 16 h, nine people."""
    from spaces.holds import Hold
    from tests.factories.bookings import at

    def facts(space=None, day="2026-03-03", start="14:00", end="16:00", seats=None, **more):
        return {
            "organiser": lucie,
            "organisation": association,
            "rooms": [Hold(space or clain, at(day, start), at(day, end), seats=seats)],
            "title": "Réunion de bureau",
            "attendees": 9,
        } | more

    return facts


@pytest.fixture
def as_lucie(client, lucie, association):
    client.force_login(lucie)
    return client


@pytest.fixture
def form(association):
    def facts(**more):
        return typed(organisation=str(association.pk), **more)

    return facts


@pytest.fixture
def make(lucie, association, plan):
    """Write the regular booking of the test's own `plan`."""

    def _make(**more):
        facts = {"organiser": lucie, "organisation": association, "plan": plan, "title": "Atelier couture"}
        return create_series(**(facts | more))

    return _make

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from people.services import grant
from spaces.models import Occupation, Place, Space
from spaces.services.ledger import occupy
from tests.factories.people import UserFactory
from tests.factories.spaces import PlaceFactory, SpaceFactory, at, hold

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    return [PlaceFactory(name="La Caserne"), PlaceFactory(name="La Gare")]


def holder(permission, place):
    user = UserFactory()
    grant(user=user, permission=permission, target=place, given_by=None)
    return user


def test_everyone_sees_the_places_and_the_first_one_is_the_door(places):
    assert list(Place.objects.visible_to(AnonymousUser())) == places
    assert Place.objects.front() == places[0]
    Place.objects.all().delete()
    assert Place.objects.front() is None


def test_who_manages_and_who_welcomes(places):
    manager, desk = holder("manage_place", places[0]), holder("welcome_place", places[1])

    assert list(Place.objects.managed_by(manager)) == [places[0]]
    assert list(Place.objects.managed_by(desk)) == []
    assert list(Place.objects.welcomed_by(manager)) == [places[0]]
    assert list(Place.objects.welcomed_by(desk)) == [places[1]]
    manager.is_active = False
    assert list(Place.objects.managed_by(manager)) == []


def test_archived_spaces_are_for_those_who_manage_the_place(places):
    manager = holder("manage_place", places[0])
    used = SpaceFactory(place=places[0], name="Clain")
    past = SpaceFactory(place=places[0], name="Ancien foyer", is_archived=True)
    other = SpaceFactory(place=places[1], name="Quai", is_bookable=False)
    SpaceFactory(place=places[1], name="Ancien quai", is_archived=True)

    assert set(Space.objects.visible_to(AnonymousUser())) == {used, other}
    assert set(Space.objects.visible_to(manager)) == {used, past, other}
    assert set(Space.objects.managed_by(manager)) == {used, past}
    assert list(Space.objects.bookable()) == [used]


def test_what_goes_on_during_a_period_is_the_time_used_not_the_time_held():
    room = SpaceFactory(turnaround=timedelta(hours=1))
    occupy(kind="booking", holds=[hold(room, 8, 10)])

    assert Occupation.objects.during(at(9), at(12)).count() == 1
    assert Occupation.objects.during(at(10), at(12)).count() == 0

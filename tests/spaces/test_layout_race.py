"""A room is divided while people book it, whole and by halves: real processes, one truth."""

from datetime import timedelta

import pytest
from django.db import connection

import clock
from bookings.services import book
from people.services import grant
from spaces.holds import Hold
from spaces.models import Occupation, OpeningRule
from spaces.services.layout import set_parts
from spaces.sources import differences
from tests.factories.bookings import RulesFactory, at, house, room
from tests.factories.people import UserFactory
from tests.spaces.racing import race, refusals, turn_locks_off, winners

pytestmark = pytest.mark.usefixtures("shared_database")


def divide_and_book(clients, *, slug="la-caserne", guarded=True):
    """A quarter of the clients divide the hall, the others book it, or a half of it, at the same hour."""
    place = house(slug=slug)
    RulesFactory(place=place, audience="public")
    hall, *halves = (room(place, name) for name in ("Halle", "Est", "Ouest"))
    manager, people = UserFactory(), [UserFactory() for _ in range(clients)]
    grant(user=manager, permission="manage_place", target=place, given_by=None)
    OpeningRule.objects.update(on_public_holidays=True)
    day = clock.today(place.zone) + timedelta(days=30)

    def work(number):
        if not guarded:
            turn_locks_off()
        if number % 4 == 0:
            return set_parts(whole=hall, parts=halves, on=day, actor=manager)
        asked = [hall, *halves][number % 3]
        hold = Hold(asked, at(day.isoformat(), "14:00"), at(day.isoformat(), "16:00"))
        return book(organiser=people[number], rooms=[hold], title="Réunion", attendees=4).status

    return race(clients, work)


@pytest.mark.parametrize("clients", [8, 16])
def test_dividing_against_bookings_of_the_whole_and_of_its_halves(clients):
    outcomes = divide_and_book(clients)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM spaces_occupation a JOIN spaces_occupation b ON a.id < b.id"
            " AND a.space_id = b.space_id AND a.held && b.held"
        )
        assert cursor.fetchone() == (0,)
    assert differences() == []
    assert set(refusals(outcomes)) <= {"SlotRefused", "SlotTaken"}
    assert winners(outcomes) >= 1
    spaces = set(Occupation.objects.values_list("space__name", flat=True))
    assert spaces in ({"Halle"}, {"Est", "Ouest"}, {"Est"}, {"Ouest"}, {"Halle", "Est"}, {"Halle", "Ouest"})


def test_without_the_locks_a_hall_and_its_halves_part_ways():
    """The control: what the constraint alone cannot hold, since a hall and its halves are other leaves."""
    for number in range(10):
        outcomes = divide_and_book(8, slug=f"maison-{number}", guarded=False)
        if differences() or set(refusals(outcomes)) - {"SlotRefused", "SlotTaken"}:
            return
    raise AssertionError("the unguarded race never went wrong: it proves nothing")

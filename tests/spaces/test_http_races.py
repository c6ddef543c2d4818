"""The first races again, as people run them: forms sent at the same instant to several server processes."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, connections

import clock
from bookings.models import Booking
from bookings.services import book
from spaces.holds import Hold
from spaces.models import Occupation, OpeningRule, Part
from spaces.sources import differences
from tests.factories.bookings import RulesFactory, at, room
from tests.factories.bookings import house as open_house
from tests.factories.people import UserFactory
from tests.spaces.serving import post_at_once, servers, signed_in
from tests.spaces.test_races import overlaps

pytestmark = [pytest.mark.usefixtures("shared_database"), pytest.mark.slow]

CROWDS = [8, 16]
# The form answers 302 to whoever won, 409 to those who came too late, with what is free instead.
WON, TAKEN = 302, 409


@pytest.fixture
def place(shared_database):
    place = open_house()
    OpeningRule.objects.update(on_public_holidays=True)
    RulesFactory(place=place, audience="public")
    return place


@pytest.fixture
def crowd(place):
    """Sixteen people, each with a browser that is signed in."""
    return [signed_in(UserFactory()) for _ in range(16)]


def typed(place, **more):
    day = clock.today(place.zone) + timedelta(days=40)
    return {
        "key": str(uuid4()),
        "day": day.isoformat(),
        "starts": "14:00",
        "ends": "16:00",
        "attendees": "1",
        "title": "Réunion",
        **more,
    }


def all_but_one(desks) -> None:
    """Somebody holds every seat but the last."""
    day = clock.today(desks.place.zone) + timedelta(days=40)
    hold = Hold(desks, at(day.isoformat(), "08:00"), at(day.isoformat(), "20:00"), seats=23)
    book(organiser=UserFactory(), rooms=[hold], title="Atelier", attendees=23)


def race(port, crowd, clients, rooms, place) -> list[int]:
    asked = []
    for number in range(clients):
        space = rooms[number % len(rooms)]
        layout = "" if space.seat_count else "meeting"
        form = typed(place, layout=layout)
        asked.append((crowd[number], f"/espaces/{place.slug}/{space.slug}/", form))
    # A connection that is shut does not hold the server's workers up.
    connections.close_all()
    return sorted(post_at_once(port, asked))


def sweep() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE spaces_claim CASCADE")


def divided(place):
    hall = room(place, "Halle", capacity=200, safety_capacity=200)
    bays = [room(place, name) for name in ("Nord", "Centre", "Sud")]
    Part.objects.bulk_create(Part(whole=hall, part=bay) for bay in bays)
    west = room(place, "Ouest")
    Part.objects.bulk_create(Part(whole=west, part=bay) for bay in bays[:2])
    # All three contain the central bay.
    return [hall, bays[1], west]


def test_one_slot_a_hall_against_its_bays_and_the_last_seat(place, crowd):
    slot, hall = [room(place, "Salle du Clain")], divided(place)
    desks = room(place, "Remise", seat_count=24, capacity=24, safety_capacity=30, layouts={})
    with servers() as port:
        for rooms in (slot, hall, [desks]):
            for clients in CROWDS:
                if rooms == [desks]:
                    all_but_one(desks)
                before = Booking.objects.count()
                statuses = race(port, crowd, clients, rooms, place)

                assert statuses == [WON] + [TAKEN] * (clients - 1)
                assert (Booking.objects.count() - before, overlaps()) == (1, 0)
                assert differences() == []
                sweep()
        connections.close_all()


def test_control_the_same_forms_double_book_without_the_guards(place, crowd):
    slot, hall = [room(place, "Salle du Clain")], divided(place)
    desks = room(place, "Remise", seat_count=24, capacity=24, safety_capacity=30, layouts={})
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA scratch")
        cursor.execute(
            "CREATE TABLE scratch.spaces_occupation"
            " (LIKE public.spaces_occupation INCLUDING DEFAULTS INCLUDING IDENTITY)"
        )
    with servers("tests.spaces.unguarded:application") as port:
        for rooms in (slot, hall, [desks]):
            broken = 0
            for _ in range(20):
                race(port, crowd, 8, rooms, place)
                broken = overlaps("scratch.spaces_occupation")
                with connection.cursor() as cursor:
                    cursor.execute("TRUNCATE scratch.spaces_occupation")
                sweep()
                if broken:
                    break
            assert broken
        connections.close_all()
    assert Occupation.objects.count() == 0

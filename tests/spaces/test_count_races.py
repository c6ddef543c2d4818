"""What no constraint can count, asked for by many at once: headcounts, quotas, a signature, a decision.

Real processes on a real PostgreSQL. Each race has its control: the same, unguarded, goes wrong.
"""

import os
from datetime import date, timedelta

import pytest
from django.db import connection

from bookings.enums import AgreementKind
from bookings.models import Booking, OccupancyAgreement
from bookings.services import approve, book, decisions, draft_agreement, refuse, sign_agreement
from people.services import grant
from spaces.conflicts import conflicts
from spaces.errors import SlotTaken
from spaces.holds import Hold
from spaces.models import Building, OpeningRule
from spaces.sources import differences
from tests.factories.bookings import RulesFactory, at, room
from tests.factories.bookings import house as open_house
from tests.factories.people import OrganisationFactory, UserFactory
from tests.spaces.racing import race, refusals, turn_locks_off, winners
from tests.spaces.test_races import ROUNDS, overlaps

pytestmark = pytest.mark.usefixtures("shared_database")

CROWDS = [8, 16]
WORST_WAIT = float(os.environ.get("WORST_LOCK_WAIT", "inf"))


@pytest.fixture
def place(shared_database):
    place = open_house()
    OpeningRule.objects.update(on_public_holidays=True)
    RulesFactory(place=place, audience="public")
    return place


@pytest.fixture
def day(place) -> date:
    """A day of next month on which the house is open."""
    from clock import today

    return today(place.zone) + timedelta(days=40)


@pytest.fixture
def slot(day):
    def slot(start="14:00", end="16:00", ahead=0):
        on = (day + timedelta(days=ahead)).isoformat()
        return at(on, start), at(on, end)

    return slot


def waited(outcomes) -> float:
    return max(outcome.waited for outcome in outcomes)


# --- The headcount of a building ---------------------------------------------------------------------------


@pytest.fixture
def crowd(place, slot):
    """As many rooms as there are clients, in a building that thirty people may enter; ten come to each."""
    rooms = [room(place, f"Salle {number}") for number in range(16)]
    Building.objects.update(safety_capacity=30)
    people = [UserFactory() for _ in rooms]

    def come(number):
        hold = Hold(rooms[number], *slot())
        return book(organiser=people[number], rooms=[hold], title="Réunion", attendees=10).pk

    return come


@pytest.mark.parametrize("clients", CROWDS)
def test_a_building_never_holds_more_than_it_may(clients, crowd):
    outcomes = race(clients, crowd)

    assert winners(outcomes) == 3
    assert refusals(outcomes) == ["BookingRefused"] * (clients - 3)
    assert differences() == []
    assert waited(outcomes) < WORST_WAIT


def unlocked(work):
    def careless(number):
        turn_locks_off()
        return work(number)

    return careless


def rounds_beyond(most, work, clients=8):
    """Whether the race, unlocked, lets more than `most` win within a few rounds."""
    for _ in range(ROUNDS):
        if winners(race(clients, unlocked(work))) > most:
            return True
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE spaces_claim CASCADE")
    return False


def test_control_a_building_overflows_without_the_locks(crowd):
    assert rounds_beyond(3, crowd)


# --- The last hours of a quota -----------------------------------------------------------------------------


@pytest.fixture
def quota(place, slot):
    """Two hours a month for the organisation, asked for by each client in a room and on a day of its own."""
    RulesFactory._meta.model.objects.filter(place=place).update(monthly_quota=timedelta(hours=2))
    rooms = [room(place, f"Salle {number}") for number in range(16)]
    organisation, manager = OrganisationFactory(), UserFactory()
    grant(user=manager, permission="manage_place", target=place, given_by=None)

    def take(number):
        return book(
            organiser=manager,
            organisation=organisation,
            rooms=[Hold(rooms[number], *slot())],
            title="Réunion",
            attendees=4,
        ).pk

    return take


@pytest.mark.parametrize("clients", CROWDS)
def test_the_last_hours_of_a_quota_are_given_once(clients, quota):
    outcomes = race(clients, quota)

    assert winners(outcomes) == 1
    assert refusals(outcomes) == ["BookingRefused"] * (clients - 1)
    assert waited(outcomes) < WORST_WAIT


def test_control_a_quota_is_passed_without_the_locks(quota):
    assert rounds_beyond(1, quota)


# --- A convention against bookings -------------------------------------------------------------------------


@pytest.fixture
def office(place, slot, day):
    """One room: every second client signs a year in it, the others book an afternoon of that year."""
    space = room(place, "Bureau 101")
    manager, people = UserFactory(), [UserFactory() for _ in range(16)]
    grant(user=manager, permission="manage_place", target=place, given_by=None)
    drafts = [
        draft_agreement(
            agreement=OccupancyAgreement(
                place=place,
                organisation=OrganisationFactory(),
                kind=AgreementKind.PRECARIOUS,
                purpose="bureau",
                starts_on=day,
                ends_on=day + timedelta(days=365),
            ),
            agreed={space: None},
            actor=manager,
        )
        for _ in range(8)
    ]

    def ask(number):
        if number % 2:
            drafted = drafts[number // 2]
            return sign_agreement(agreement=drafted, actor=manager, signed_on=day).pk
        hold = Hold(space, *slot())
        return book(organiser=people[number], rooms=[hold], title="Réunion", attendees=4).pk

    return space, ask


@pytest.mark.parametrize("clients", CROWDS)
def test_a_room_is_signed_for_or_booked_never_both(clients, office):
    _, ask = office
    outcomes = race(clients, ask)

    assert winners(outcomes) == 1
    assert set(refusals(outcomes)) <= {"SlotTaken", "SlotRefused"}
    assert (overlaps(), differences()) == (0, [])
    assert waited(outcomes) < WORST_WAIT


def test_control_a_room_is_signed_for_and_booked_without_the_guards(office, slot):
    space, ask = office
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA scratch")
        cursor.execute(
            "CREATE TABLE scratch.spaces_occupation"
            " (LIKE public.spaces_occupation INCLUDING DEFAULTS INCLUDING IDENTITY)"
        )

    def careless(number):
        with connection.cursor() as cursor:
            cursor.execute("SET search_path = scratch, public")
        if found := conflicts([Hold(space, *slot())]):
            raise SlotTaken(found)
        turn_locks_off()
        return ask(number)

    for _ in range(ROUNDS):
        race(8, careless)
        # Signed once, a draft is signed: give them all back for the next round.
        OccupancyAgreement.objects.update(status="draft", signed_on=None, claim=None)
        broken = overlaps("scratch.spaces_occupation")
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE scratch.spaces_occupation")
        if broken:
            return
    raise AssertionError("the unguarded race never went wrong: it proves nothing")


# --- Two answers to one request ----------------------------------------------------------------------------


@pytest.fixture
def request_(place, slot):
    """A request that waits, and as many people who may answer it."""
    space = room(place, "Halle")
    RulesFactory(space=space, needs_approval=True)
    people = [UserFactory() for _ in range(16)]
    for person in people:
        grant(user=person, permission="approve_space", target=space, given_by=None)
    organiser = UserFactory()

    def answer_to(booking):
        def answer(number):
            if number % 2:
                return refuse(booking=booking, actor=people[number], reason="Travaux").status
            return approve(booking=booking, actor=people[number]).status

        return answer

    def ask(ahead=0):
        hold = Hold(space, *slot(ahead=ahead))
        return book(organiser=organiser, rooms=[hold], title="Concert", attendees=4)

    return ask, answer_to


@pytest.mark.parametrize("clients", CROWDS)
def test_one_answer_stands_whoever_else_presses_a_button(clients, request_):
    ask, answer_to = request_
    booking = ask()

    outcomes = race(clients, answer_to(booking))

    assert winners(outcomes) == 1
    assert refusals(outcomes) == ["AlreadyDecided"] * (clients - 1)
    booking.refresh_from_db()
    assert [outcome.value for outcome in outcomes if not outcome.refused] == [booking.status]
    assert differences() == []
    assert waited(outcomes) < WORST_WAIT


def test_control_two_answers_stand_without_the_locks(request_):
    ask, answer_to = request_

    def careless(booking):
        answer = answer_to(booking)

        def work(number):
            decisions.locked = lambda row: Booking.objects.select_related("place", "claim").get(pk=row.pk)
            return answer(number)

        return work

    for ahead in range(ROUNDS):
        if winners(race(8, careless(ask(ahead)))) > 1:
            return
    raise AssertionError("the unguarded race never went wrong: it proves nothing")

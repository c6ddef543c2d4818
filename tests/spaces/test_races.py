"""Many clients at once, as real processes: exactly one winner, nobody stuck, nothing written twice."""

import os
import random

import pytest
from django.db import connection

from spaces.errors import SlotTaken
from spaces.models import Claim, Occupation, Part
from spaces.services import ledger
from spaces.services.ledger import Hold, conflicts, occupy, occupy_many
from tests.factories.spaces import FloorFactory, SpaceFactory, at, divide, hold
from tests.spaces.racing import race, refusals, turn_locks_off, winners

pytestmark = pytest.mark.usefixtures("shared_database")

# A bound in seconds on a quiet machine, which `make bench` sets; `make test` runs beside a browser and only
# reports, since a wait then measures the browser.
WORST_WAIT = float(os.environ.get("WORST_LOCK_WAIT", "inf"))
CROWDS = [8, 16]


def overlaps(table: str = "spaces_occupation") -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM {table} a JOIN {table} b ON a.id < b.id AND a.space_id = b.space_id"
            " AND a.seats && b.seats AND a.held && b.held"
        )
        return cursor.fetchone()[0]


@pytest.fixture
def report(record_property, capsys):
    """Say how long the slowest client took, and the worst of their waits for locks."""

    def say(what, outcomes):
        worst = max(outcome.waited for outcome in outcomes)
        slowest = max(outcome.seconds for outcome in outcomes)
        record_property(what, worst)
        with capsys.disabled():
            print(  # noqa: T201
                f"\n    {what}, {len(outcomes)} clients: worst lock wait {worst * 1000:.0f} ms,"
                f" slowest client {slowest * 1000:.0f} ms",
                end="",
            )
        return worst

    return say


@pytest.mark.parametrize("clients", CROWDS)
def test_one_slot_has_one_winner(clients, report):
    room = SpaceFactory(floor=FloorFactory())

    outcomes = race(clients, lambda _: occupy(kind="booking", holds=[hold(room, 8, 10)]).pk)

    assert winners(outcomes) == 1
    assert refusals(outcomes) == ["SlotTaken"] * (clients - 1)
    assert (Occupation.objects.count(), Claim.objects.count(), overlaps()) == (1, 1, 0)
    assert report("one slot", outcomes) < WORST_WAIT


@pytest.mark.parametrize("clients", CROWDS)
def test_a_hall_its_bays_and_overlapping_wholes(clients, report):
    floor = FloorFactory()
    hall = SpaceFactory(floor=floor, place=floor.building.place)
    north, centre, south = divide(hall, "Nord", "Centre", "Sud")
    west, east = (SpaceFactory(floor=floor, place=hall.place) for _ in range(2))
    Part.objects.bulk_create(
        Part(whole=whole, part=part)
        for whole, part in [(west, north), (west, centre), (east, centre), (east, south)]
    )
    asked = [hall, west, east, centre]

    outcomes = race(clients, lambda n: occupy(kind="booking", holds=[hold(asked[n % 4], 8, 10)]).pk)

    # All four contain the central bay.
    assert winners(outcomes) == 1
    assert refusals(outcomes) == ["SlotTaken"] * (clients - 1)
    assert (Claim.objects.count(), overlaps()) == (1, 0)
    assert report("hall against parts", outcomes) < WORST_WAIT


@pytest.mark.parametrize("clients", CROWDS)
def test_the_last_seat_is_given_once(clients, report):
    desks = SpaceFactory(seat_count=24, floor=FloorFactory())
    occupy(kind="booking", holds=[hold(desks, 8, 10, seats=23)])

    outcomes = race(clients, lambda _: occupy(kind="booking", holds=[hold(desks, 9, 11, seats=1)]).pk)

    assert winners(outcomes) == 1
    assert refusals(outcomes) == ["SeatsExhausted"] * (clients - 1)
    assert (Occupation.objects.count(), overlaps()) == (24, 0)
    assert report("last seat of 24", outcomes) < WORST_WAIT


def test_seats_fill_to_exactly_the_ceiling(report):
    desks = SpaceFactory(seat_count=24, floor=FloorFactory())

    def ask(number):
        made = 0
        for hour in random.Random(number).sample(range(8, 12), 4):
            for _ in range(3):
                try:
                    occupy(kind="booking", holds=[hold(desks, hour, hour + 1, seats=1)])
                    made += 1
                except ledger.SeatsExhausted:
                    pass
        return made

    outcomes = race(16, ask)

    # 16 clients ask 4 hours × 3 seats each: 192 for 96.
    assert sum(outcome.value for outcome in outcomes) == 96
    assert (Occupation.objects.count(), overlaps()) == (96, 0)
    assert report("24 seats over 4 hours", outcomes) < WORST_WAIT


@pytest.mark.parametrize("clients", CROWDS)
def test_the_last_unit_of_an_equipment_is_given_once(clients, report):
    projectors = SpaceFactory(kind="equipment", seat_count=3, floor=FloorFactory())
    rooms = [SpaceFactory(place=projectors.place, floor=projectors.floor) for _ in range(clients)]
    occupy(kind="booking", holds=[hold(projectors, 8, 12, seats=2)])

    outcomes = race(
        clients,
        lambda n: occupy(kind="booking", holds=[hold(rooms[n], 9, 10), hold(projectors, 9, 10, seats=1)]).pk,
    )

    assert winners(outcomes) == 1
    assert refusals(outcomes) == ["SeatsExhausted"] * (clients - 1)
    # The losers did not keep their room either.
    assert (Occupation.objects.count(), overlaps()) == (4, 0)
    assert report("last projector", outcomes) < WORST_WAIT


@pytest.mark.slow
@pytest.mark.parametrize("clients", CROWDS)
def test_series_of_52_weeks_in_random_room_order_never_deadlock(clients, report):
    floor = FloorFactory()
    rooms = [SpaceFactory(place=floor.building.place, floor=floor) for _ in range(3)]

    def ask(number):
        dice = random.Random(number)
        weeks = dice.sample(range(52), 52)
        batches = []
        for week in weeks:
            order = dice.sample(rooms, 3)
            batches.append([Hold(room, at(8, day=7 * week), at(10, day=7 * week)) for room in order])
        return len(occupy_many(kind="booking", batches=batches))

    outcomes = race(clients, ask)

    assert winners(outcomes) == 1
    assert refusals(outcomes) == ["SlotTaken"] * (clients - 1)
    assert (Claim.objects.count(), Occupation.objects.count(), overlaps()) == (52, 156, 0)
    assert report("52 weeks × 3 rooms", outcomes) < WORST_WAIT


@pytest.mark.slow
def test_series_without_conflict_all_pass(report):
    floor = FloorFactory()
    rooms = [SpaceFactory(place=floor.building.place, floor=floor) for _ in range(3)]

    def ask(number):
        dice = random.Random(number)
        batches = [
            [
                Hold(room, at(number, day=7 * week), at(number + 1, day=7 * week))
                for room in dice.sample(rooms, 3)
            ]
            for week in dice.sample(range(52), 52)
        ]
        return len(occupy_many(kind="booking", batches=batches))

    outcomes = race(8, ask)

    assert winners(outcomes) == 8
    assert (Claim.objects.count(), Occupation.objects.count(), overlaps()) == (416, 1248, 0)
    assert report("8 series side by side", outcomes) < WORST_WAIT


def test_moving_into_each_others_rooms_does_not_deadlock(report):
    rooms = [SpaceFactory(floor=FloorFactory()) for _ in range(2)]
    claims = [occupy(kind="booking", holds=[hold(room, 8, 10)]) for room in rooms]

    def swap(number):
        ledger.reoccupy(claim=claims[number % 2], holds=[hold(rooms[(number + 1) % 2], 8, 10)])

    outcomes = race(8, swap)

    assert refusals(outcomes) == ["SlotTaken"] * 8
    assert (Occupation.objects.count(), overlaps()) == (2, 0)
    assert report("swapping rooms", outcomes) < WORST_WAIT


def test_the_constraint_alone_keeps_the_promise():
    room = SpaceFactory()

    def unlocked(_):
        turn_locks_off()
        return occupy(kind="booking", holds=[hold(room, 8, 10)]).pk

    outcomes = race(8, unlocked)

    assert winners(outcomes) == 1
    assert (Occupation.objects.count(), overlaps()) == (1, 0)


# --- The control: the same races, without the constraint and without the locks -----------------------------

ROUNDS = 20


@pytest.fixture
def unguarded():
    """A scratch copy of the ledger's table with neither constraint nor trigger."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA scratch")
        cursor.execute(
            "CREATE TABLE scratch.spaces_occupation"
            " (LIKE public.spaces_occupation INCLUDING DEFAULTS INCLUDING IDENTITY)"
        )


def careless(holds):
    """Book as most software does: look whether the slot is free, then write."""
    with connection.cursor() as cursor:
        cursor.execute("SET search_path = scratch, public")
    if conflicts(holds):
        raise SlotTaken(conflicts(holds))
    turn_locks_off()
    return occupy(kind="booking", holds=holds).pk


def rounds_that_fail(clients, holds_of):
    """How many rounds of the race double-book when nothing guards it; stops at the first."""
    for _ in range(ROUNDS):
        race(clients, lambda number: careless(holds_of(number)))
        broken = overlaps("scratch.spaces_occupation")
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE scratch.spaces_occupation")
        if broken:
            return 1
    return 0


def test_control_one_slot_is_double_booked_without_the_guards(unguarded):
    room = SpaceFactory()
    assert rounds_that_fail(8, lambda _: [hold(room, 8, 10)]) == 1


def test_control_a_hall_and_its_bays_are_double_booked_without_the_guards(unguarded):
    hall = SpaceFactory()
    bays = divide(hall, "Nord", "Sud")
    asked = [hall, *bays]
    assert rounds_that_fail(8, lambda n: [hold(asked[n % 3], 8, 10)]) == 1


def test_control_a_seat_is_given_twice_without_the_guards(unguarded):
    desks = SpaceFactory(seat_count=24)
    assert rounds_that_fail(8, lambda _: [hold(desks, 8, 10, seats=1)]) == 1


def test_control_series_deadlock_or_double_book_without_the_guards(unguarded):
    rooms = [SpaceFactory() for _ in range(3)]
    assert (
        rounds_that_fail(
            8, lambda _: [Hold(room, at(8, day=7 * w), at(9, day=7 * w)) for w in range(52) for room in rooms]
        )
        == 1
    )

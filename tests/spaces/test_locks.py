import pytest
from django.db import OperationalError, transaction
from psycopg.errors import DeadlockDetected, LockNotAvailable

from spaces.models import Claim
from spaces.services.ledger import lock, occupy_many, retry_deadlock
from tests.factories.people import OrganisationFactory
from tests.factories.spaces import FloorFactory, SpaceFactory, divide, hold


def failing(*causes):
    """A verb that PostgreSQL interrupts so many times."""
    left, calls = list(causes), []

    @retry_deadlock
    def verb():
        calls.append(1)
        if left:
            raise OperationalError("interrupted") from left.pop(0)
        return "done"

    return verb, calls


def test_a_deadlock_is_tried_again_once(shared_database):
    verb, calls = failing(DeadlockDetected())
    assert (verb(), len(calls)) == ("done", 2)
    verb, calls = failing(DeadlockDetected(), DeadlockDetected())
    with pytest.raises(OperationalError):
        verb()
    assert len(calls) == 2


def test_nothing_else_is_tried_again(shared_database):
    verb, calls = failing(LockNotAvailable())
    with pytest.raises(OperationalError):
        verb()
    assert len(calls) == 1


@pytest.mark.django_db
def test_inside_another_transaction_the_deadlock_goes_up():
    verb, calls = failing(DeadlockDetected())
    with transaction.atomic(), pytest.raises(OperationalError):
        verb()
    assert len(calls) == 1


@pytest.mark.django_db
def test_locking_tells_the_facts_of_wholes_leaves_and_their_parts(django_assert_num_queries):
    floor = FloorFactory()
    hall = SpaceFactory(floor=floor, place=floor.building.place, name="Halle")
    north, south = divide(hall, "Nord", "Sud")
    desks = SpaceFactory(name="Remise", seat_count=24)

    with django_assert_num_queries(1):
        facts = lock(spaces=[hall, desks], organisations=[OrganisationFactory.build(pk=7)])

    assert sorted(facts) == sorted(space.pk for space in (hall, north, south, desks))
    assert [piece.leaf for piece in facts[hall.pk].pieces] == [north.pk, south.pk]
    assert facts[hall.pk].is_divided(hold(hall, 8, 10).used)
    assert (facts[desks.pk].is_divided(hold(desks, 8, 10).used), facts[desks.pk].seat_count) == (False, 24)


@pytest.mark.django_db
def test_an_empty_series_writes_nothing():
    assert occupy_many(kind="booking", batches=[]) == []
    assert Claim.objects.count() == 0

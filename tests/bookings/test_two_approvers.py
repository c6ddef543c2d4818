"""Two approvers press their buttons at the same moment: one answer stands, the other is told."""

from threading import Barrier, Thread

import pytest
from django.db import connections

from bookings.errors import AlreadyDecided
from bookings.models import Booking
from bookings.services import approve, book, refuse
from people.services import grant
from spaces.models import Occupation
from tests.factories.bookings import RulesFactory
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("now")]


def answers(booking, people) -> list[str]:
    """What each got: the first says yes, the second no, from two connections."""
    barrier, told = Barrier(2), []

    def decide(verb, person, **more):
        try:
            barrier.wait(timeout=5)
            told.append(verb(booking=booking, actor=person, **more).status)
        except AlreadyDecided:
            told.append("too late")
        finally:
            connections.close_all()

    threads = [
        Thread(target=decide, args=(approve, people[0])),
        Thread(target=decide, args=(refuse, people[1]), kwargs={"reason": "Travaux"}),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
    return sorted(told)


def test_one_decision_stands(ask, clain):
    RulesFactory(space=clain, needs_approval=True)
    people = [UserFactory(), UserFactory()]
    for person in people:
        grant(user=person, permission="approve_space", target=clain, given_by=None)
    for day in ("2026-03-03", "2026-03-04", "2026-03-05"):
        booking = book(**ask(day=day))

        told = answers(booking, people)

        standing = Booking.objects.get(pk=booking.pk)
        assert told == sorted([standing.status, "too late"])
        assert Occupation.objects.filter(claim=standing.claim).count() == (standing.status == "confirmed")

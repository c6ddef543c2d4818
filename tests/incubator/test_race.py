"""Two people at once, with real connections: one wins, the other is told."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from incubator.enums import Status
from incubator.errors import DomainError, WrongState
from incubator.models import Application
from incubator.services import start
from incubator.transitions import transition
from reminders.models import Notice
from tests.factories.incubator import brought_to, given, published_call
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds) -> list:
    """What each deed returned or raised, all begun at the same moment."""
    gate, results = Barrier(len(deeds)), [None] * len(deeds)

    def run(n, deed):
        try:
            gate.wait(timeout=10)
            results[n] = deed()
        except DomainError as error:
            results[n] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(n, deed)) for n, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"outcome": "selected"}, {"outcome": "rejected"}),
        ({"outcome": "waitlisted", "rank": 1}, {"outcome": "selected"}),
    ],
)
def test_two_opposite_decisions_at_once_give_one_decision_and_one_mail(one, other):
    call = published_call()
    application = brought_to(Status.UNDER_REVIEW, call=call)
    managers = [given(call, "manage_call"), given(call, "manage_call")]

    def publish(manager, decision):
        return lambda: transition(
            application=Application.objects.get(pk=application.pk),
            name="publish",
            actor=manager,
            seen=Status.UNDER_REVIEW,
            motivation="Le comité a décidé.",
            **decision,
        )

    results = at_once(publish(managers[0], one), publish(managers[1], other))
    (decided,) = [result for result in results if isinstance(result, Application)]
    (refused,) = [result for result in results if isinstance(result, DomainError)]
    assert isinstance(refused, WrongState)
    application.refresh_from_db()
    assert application.status == decided.status
    assert application.transitions.count() == 1
    # Whoever is selected is also reminded to confirm, later, and the team told when nobody does.
    told = Notice.objects.exclude(kind__in=["application.confirm_before", "application.place_unconfirmed"])
    assert list(told.values_list("kind", "email")) == [("application.decision", application.owner.email)]


def test_a_double_click_begins_one_dossier():
    call, owner = published_call(), UserFactory()
    results = at_once(*[lambda: start(call=call, owner=owner, title="La laverie")] * 4)
    assert len({application.pk for application in results}) == 1
    assert Application.objects.get().number == "27-001"


def test_numbers_given_at_once_differ():
    call = published_call()
    people = [UserFactory() for _ in range(6)]
    results = at_once(*[(lambda who=who: start(call=call, owner=who, title="Projet")) for who in people])
    assert sorted(application.number for application in results) == [f"27-00{n}" for n in range(1, 7)]

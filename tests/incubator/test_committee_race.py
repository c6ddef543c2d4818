"""Two managers in two processes: one decision, one mail, whichever doors they use."""

import pytest

from incubator.enums import Status
from incubator.models import Application
from incubator.services import hold
from incubator.transitions import transition
from meetings import services as meetings
from meetings.models import Meeting
from people.services import grant
from reminders.models import Notice
from tests.factories.incubator import brought_to, given, published_call
from tests.incubator.sitting import about, committee
from tests.spaces.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def sitting():
    call = published_call()
    fatou, samir = (given(call, "manage_call") for _ in range(2))
    dossiers = [brought_to(Status.UNDER_REVIEW, call=call) for _ in range(3)]
    meeting = committee(call, fatou)
    for row in dossiers:
        hold(decision=about(meeting, row), by=fatou, outcome="selected", motivation="Le besoin est là.")
    return call, fatou, samir, dossiers, meeting


def decisions(*dossiers):
    return sorted(
        Notice.objects.filter(
            kind="application.decision", subject_id__in=[str(row.pk) for row in dossiers]
        ).values_list("email", flat=True)
    )


def test_a_committee_published_while_a_manager_closes_one_of_its_dossiers(sitting):
    _call, fatou, samir, dossiers, meeting = sitting

    def deed(number):
        if number == 0:
            return len(meetings.publish(meeting=Meeting.objects.get(pk=meeting.pk), by=fatou))
        application = Application.objects.get(pk=dossiers[0].pk)
        return transition(
            application=application,
            name="close",
            actor=samir,
            seen=Status.UNDER_REVIEW,
            reason="Doublon.",
        ).status

    first, second = race(2, deed)
    statuses = sorted(Application.objects.values_list("status", flat=True))
    assert decisions(dossiers[0]) == [dossiers[0].owner.email]
    if first.refused:
        # The dossier was closed first: the committee publishes nothing, and says which one moved.
        assert (first.refused, second.value) == ("DomainError", Status.CLOSED)
        assert statuses == [Status.CLOSED, Status.UNDER_REVIEW, Status.UNDER_REVIEW]
        assert decisions(*dossiers[1:]) == []
    else:
        assert (first.value, second.refused) == (3, "WrongState")
        assert statuses == [Status.SELECTED] * 3
        assert decisions(*dossiers) == sorted(row.owner.email for row in dossiers)


def test_the_same_session_published_by_two_people_at_once_writes_to_each_once(sitting):
    _call, fatou, samir, dossiers, meeting = sitting
    grant(user=samir, permission="run_body", target=meeting.body, given_by=None)

    def deed(number):
        by = (fatou, samir)[number % 2]
        return len(meetings.publish(meeting=Meeting.objects.get(pk=meeting.pk), by=by))

    outcomes = race(4, deed)
    assert sorted(outcome.refused for outcome in outcomes) == ["", *["NothingToPublish"] * 3]
    assert decisions(*dossiers) == sorted(row.owner.email for row in dossiers)
    assert Application.objects.filter(status=Status.SELECTED).count() == 3


def test_opposite_decisions_in_two_processes_give_one_decision_and_one_mail(sitting):
    call, fatou, samir, _dossiers, _meeting = sitting
    application = brought_to(Status.UNDER_REVIEW, call=call)

    def deed(number):
        return transition(
            application=Application.objects.get(pk=application.pk),
            name="publish",
            actor=(fatou, samir)[number],
            seen=Status.UNDER_REVIEW,
            outcome=("selected", "rejected")[number],
            motivation="Le comité a décidé.",
        ).status

    outcomes = race(2, deed)
    (won,) = [outcome.value for outcome in outcomes if not outcome.refused]
    assert sorted(outcome.refused for outcome in outcomes) == ["", "WrongState"]
    application.refresh_from_db()
    assert application.status == won
    assert application.transitions.filter(name="publish").count() == 1
    assert decisions(application) == [application.owner.email]

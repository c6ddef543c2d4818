"""A refusal decided in the room says why in the words of the call; they wait with it, and leave with it."""

import pytest
from django.urls import reverse

from incubator.enums import ReasonKind, Status
from incubator.models import Application, Reason
from incubator.services import hold
from meetings import services as meetings
from meetings.errors import OutcomeRefused
from reminders.models import Notice
from reminders.registry import kind_of
from reminders.typography import unbroken
from tests.factories.incubator import brought_to, published_call
from tests.incubator.jury import grid
from tests.incubator.sitting import about, committee, minutes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]
WEAK, LATE = "le besoin n’est pas assez montré", "la date est passée"


@pytest.fixture
def call():
    call = published_call()
    grid(call.stages.first(), "Utilité")
    call.reasons.all().delete()
    Reason.objects.create(call=call, kind=ReasonKind.REJECTED, label=WEAK)
    Reason.objects.create(call=call, kind=ReasonKind.INELIGIBLE, label=LATE)
    return call


@pytest.fixture
def dossier(call):
    return brought_to(Status.UNDER_REVIEW, call=call, title="Le garage solidaire")


def note(client, meeting, question, outcome="rejected", reason=WEAK):
    data = {"outcome": outcome, "motivation": "Revenez en mars.", "reason": reason}
    return client.post(reverse("incubator_decide", args=[meeting.pk, question.pk]), data)


def test_a_reason_is_held_then_told_in_the_mail_and_the_minutes(client, call, fatou, dossier):
    meeting = committee(call, fatou)
    question = about(meeting, dossier)
    address = reverse("incubator_committee", args=[meeting.pk])
    page = client.get(address).content.decode()
    assert (f'<option value="{WEAK}">' in page, LATE in page) == (True, False)
    assert note(client, meeting, question).status_code == 302
    dossier.refresh_from_db()
    assert (dossier.status, dossier.reason) == (Status.UNDER_REVIEW, "")
    assert f"La raison&nbsp;: {WEAK}." in client.get(address).content.decode()
    preview = client.get(reverse("incubator_preview", args=[meeting.pk])).content.decode()
    assert unbroken(f"La raison : {WEAK}.") in preview
    client.force_login(dossier.owner)
    assert WEAK not in client.get(reverse("incubator:dossier", args=[dossier.pk])).content.decode()

    meetings.publish(meeting=meeting, by=fatou)

    dossier.refresh_from_db()
    assert (dossier.status, dossier.reason) == (Status.REJECTED, WEAK)
    notice = Notice.objects.get(kind="application.decision", subject_id=str(dossier.pk))
    assert kind_of(notice.kind).context(dossier, notice)["reason"] == WEAK
    assert f"La raison : {WEAK}." in minutes(meeting, fatou)


def test_a_reason_noted_stands_when_the_call_changes_its_list(client, call, fatou, dossier):
    meeting = committee(call, fatou)
    note(client, meeting, about(meeting, dossier))
    meetings.adjourn(meeting=meeting, by=fatou)
    call.reasons.filter(label=WEAK).update(label="le besoin reste à montrer")
    meetings.publish(meeting=meeting, by=fatou)
    assert Application.objects.get(pk=dossier.pk).reason == WEAK


def test_only_a_refusal_takes_a_reason(client, call, fatou, dossier):
    meeting = committee(call, fatou)
    question = about(meeting, dossier)
    note(client, meeting, question, outcome="selected")
    question.refresh_from_db()
    assert (question.outcome, question.reason) == ("selected", "")


def test_a_reason_of_another_list_is_refused_by_the_service_too(call, fatou, dossier):
    question = about(committee(call, fatou), dossier)
    with pytest.raises(OutcomeRefused, match="une raison de la liste"):
        hold(decision=question, by=fatou, outcome="rejected", motivation="Non.", reason=LATE)
    dossier.refresh_from_db()
    question.refresh_from_db()
    assert (dossier.pending_outcome, question.outcome) == ("", "")


def test_the_page_of_the_meeting_offers_the_same_reasons(client, call, fatou, dossier):
    meeting = committee(call, fatou)
    question = about(meeting, dossier)
    page = client.get(reverse("meetings_hold", args=[meeting.pk])).content.decode()
    assert f'<option value="{WEAK}">' in page
    data = {"decision": question.pk, "outcome": "rejected", "note": "Revenez.", "reason": WEAK}
    client.post(reverse("meetings_gesture", args=[meeting.pk, "decider"]), data)
    question.refresh_from_db()
    assert (question.outcome, question.reason) == ("rejected", WEAK)

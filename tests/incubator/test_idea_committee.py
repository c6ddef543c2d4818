"""The steering committee decides about ideas as questions of a meeting, and the meeting carries them out."""

from datetime import timedelta

import pytest
from django.urls import reverse

import clock
from incubator.enums import IdeaStatus
from incubator.errors import NotAllowed, WrongState
from incubator.idea_steps import step_idea
from incubator.services import bring_idea
from incubator.services.idea_committee import GO, LATER, NO
from meetings import services as meetings
from meetings.enums import BodyKind
from meetings.errors import DomainError as MeetingError
from people.services import grant
from tests.factories.ideas import idea_brought_to
from tests.factories.people import UserFactory

S = IdeaStatus
pytestmark = pytest.mark.django_db


def manager_of(place):
    person = UserFactory()
    grant(user=person, permission="manage_place", target=place, given_by=None)
    return person


def committee(by):
    body = meetings.establish(name="Comité de pilotage", kind=BodyKind.COMMITTEE, by=by)
    start = clock.now() + timedelta(hours=1)
    meeting = meetings.prepare(
        body=body, title="Pilotage de janvier", starts_at=start, ends_at=start + timedelta(hours=2), by=by
    )
    for n in range(3):
        meetings.call(meeting=meeting, by=by, name=f"Membre {n + 1}", votes=True)
    meetings.convene(meeting=meeting, by=by)
    for row in meeting.attendances.all():
        meetings.attend(attendance=row, by=by)
    meetings.open_meeting(meeting=meeting, by=by)
    meeting.refresh_from_db()
    return meeting


def state(idea):
    idea.refresh_from_db()
    return idea.status


@pytest.mark.parametrize(
    ("before", "after", "question"),
    [
        (S.QUALIFIED, S.STUDYING, "Lancer l’étude"),
        (S.VALIDATED, S.SEEKING_HOLDER, "Chercher qui la porte"),
    ],
)
def test_the_committee_decides_twice(before, after, question):
    idea = idea_brought_to(before)
    by = manager_of(idea.place)
    meeting = committee(by)
    decision = bring_idea(idea=idea, meeting=meeting, by=by)
    assert decision.title == f"{question}\N{NO-BREAK SPACE}: {idea.title}"
    assert bring_idea(idea=idea, meeting=meeting, by=by) == decision
    meetings.record(decision=decision, by=by, outcome=GO, hands={"for": 3, "against": 0, "abstained": 0})
    assert state(idea) == before
    meetings.publish(meeting=meeting, by=by)
    assert state(idea) == after
    assert idea.steps.get().meeting == meeting


@pytest.mark.parametrize(("outcome", "after"), [(LATER, S.ON_HOLD), (NO, S.DROPPED)])
def test_a_no_says_why_or_nothing_is_published(outcome, after):
    idea, other = idea_brought_to(S.QUALIFIED), idea_brought_to(S.QUALIFIED)
    other.place = idea.place
    other.save()
    by = manager_of(idea.place)
    meeting = committee(by)
    question = bring_idea(idea=idea, meeting=meeting, by=by)
    meetings.record(decision=bring_idea(idea=other, meeting=meeting, by=by), by=by, outcome=GO)
    meetings.record(decision=question, by=by, outcome=outcome)
    with pytest.raises(MeetingError, match="Écrivez pourquoi"):
        meetings.publish(meeting=meeting, by=by)
    assert (state(idea), state(other)) == (S.QUALIFIED, S.QUALIFIED)
    meetings.record(decision=question, by=by, outcome=outcome, note="Le local n’est pas trouvé.")
    meetings.publish(meeting=meeting, by=by)
    assert (state(idea), idea.reason, state(other)) == (after, "Le local n’est pas trouvé.", S.STUDYING)


def test_an_idea_that_moved_meanwhile_keeps_everything_held():
    idea = idea_brought_to(S.QUALIFIED)
    by = manager_of(idea.place)
    meeting = committee(by)
    question = bring_idea(idea=idea, meeting=meeting, by=by)
    meetings.record(decision=question, by=by, outcome=GO)
    step_idea(idea=idea, name="drop", actor=by, reason="Elle existe ailleurs.")
    with pytest.raises(MeetingError, match="abandonnée"):
        meetings.publish(meeting=meeting, by=by)
    assert state(idea) == S.DROPPED


def test_only_those_who_decide_bring_what_is_to_be_decided():
    idea = idea_brought_to(S.QUALIFIED)
    by = manager_of(idea.place)
    stranger = UserFactory()
    with pytest.raises(NotAllowed):
        bring_idea(idea=idea, meeting=committee(stranger), by=stranger)
    with pytest.raises(WrongState, match="étudier"):
        bring_idea(idea=idea_brought_to(S.STUDYING, place=idea.place), meeting=committee(by), by=by)


def test_an_idea_goes_to_the_committee_from_its_page(client, settings):
    settings.MFA_MANDATORY_FOR_STAFF = False
    idea = idea_brought_to(S.QUALIFIED)
    by = manager_of(idea.place)
    client.force_login(by)
    page = reverse("ideas:inspect", args=[idea.pk])
    assert "Porter en comité" not in client.get(page).text
    meeting = committee(by)
    assert "Porter en comité" in client.get(page).text
    bring = reverse("incubator_idea_committee", args=[idea.pk])
    assert "Choisissez la rencontre" in client.post(bring, {"meeting": ""}, follow=True).text
    answer = client.post(bring, {"meeting": meeting.pk}, follow=True)
    assert "À l’ordre du jour" in answer.text
    assert meeting.decisions.get().subject_id == str(idea.pk)
    held = client.get(reverse("meetings_hold", args=[meeting.pk]))
    assert "Lancer l’étude" in held.text

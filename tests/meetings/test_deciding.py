"""Quorum, voices, recusals, decisions held and published."""

import pytest
from django.db import IntegrityError, transaction

from meetings import services
from meetings.enums import Choice, MeetingStatus, Outcome
from meetings.errors import (
    DomainError,
    MinutesMissing,
    NothingToPublish,
    OutcomeRefused,
    QuorumLost,
    StillToDecide,
    VoteRefused,
    VotesDoNotAdd,
    WrongState,
)
from meetings.models import Ballot, College, Decision
from meetings.registry import SubjectKind, outcome_label, register, unregister
from meetings.services.deciding import by_college
from people.models import Organisation
from reminders.models import Notice
from tests.factories.meetings import room
from tests.factories.people import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def found():
    """Five voices, three in the room: the quorum, and not one more."""
    found = room()
    found.open("Ana", "Bilal", "Chloé")
    return found


@pytest.fixture
def question(found):
    return services.put(meeting=found.meeting, by=found.chair, title="Approuver les comptes ?")


def vote(found, question, **choices):
    for name, choice in choices.items():
        services.vote(decision=question, attendance=found.row(name), choice=choice, by=found.chair)


def record(found, question, outcome=Outcome.ADOPTED, **more):
    return services.record(decision=question, by=found.chair, outcome=outcome, **more)


def test_a_meeting_does_not_open_without_its_quorum():
    found = room()
    with pytest.raises(QuorumLost) as refused:
        found.open("Ana", "Bilal")
    assert refused.value.message == (
        "Le quorum n’est pas atteint : il faut 3 voix présentes ou représentées sur 5, il y en a 2. "
        "Attendez des arrivées, ou déplacez la rencontre et convoquez de nouveau."
    )
    found.meeting.refresh_from_db()
    assert (found.meeting.status, found.meeting.opened_at) == (MeetingStatus.CONVENED, None)
    found.open("David")
    assert found.meeting.status == MeetingStatus.OPEN


def test_a_meeting_without_quorum_opens_for_whoever_is_there():
    found = room(quorum_percent=0)
    found.open("Ana")
    assert found.meeting.is_open


def test_a_quorum_lost_in_mid_meeting_stops_votes_and_decisions(found, question):
    vote(found, question, Ana="for")
    services.leave(attendance=found.row("Chloé"), by=found.chair)
    with pytest.raises(QuorumLost):
        vote(found, question, Bilal="for")
    with pytest.raises(QuorumLost):
        record(found, question)
    question.refresh_from_db()
    assert (question.outcome, Ballot.objects.count()) == ("", 1)
    found.come("Chloé")
    assert record(found, question).votes_for == 1


def test_voices_are_counted_one_by_one_and_may_change_until_the_decision(found, question):
    vote(found, question, Ana="for", Bilal="against", Chloé="abstained")
    vote(found, question, Bilal="for")
    decided = record(found, question)
    assert (decided.votes_for, decided.votes_against, decided.votes_abstained) == (2, 0, 1)
    assert (decided.voices_present, decided.voices_represented) == (3, 0)
    with pytest.raises(VoteRefused):
        vote(found, question, Ana="against")


def test_somebody_recused_has_no_voice(found, question):
    vote(found, question, Ana="for", Bilal="for")
    services.recuse(decision=question, attendance=found.row("Ana"), by=found.chair, reason="Sa structure")
    with pytest.raises(VoteRefused) as refused:
        vote(found, question, Ana="for")
    assert (refused.value.message, refused.value.field) == (
        "Ana ne prend pas part à ce vote : sa voix n’est pas comptée.",
        "choice",
    )
    assert record(found, question).votes_for == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Ballot.objects.create(decision=question, attendance=found.row("Ana"), choice=Choice.FOR)


@pytest.mark.parametrize("name", ["David", "Elif"])
def test_somebody_away_has_no_voice(found, question, name):
    with pytest.raises(VoteRefused):
        vote(found, question, **{name: "for"})
    assert Ballot.objects.count() == 0


def test_somebody_represented_is_heard_and_no_longer_when_the_holder_leaves(found, question):
    services.give_proxy(attendance=found.row("David"), holder=found.row("Ana"), by=found.chair)
    vote(found, question, David="for", Ana="for", Bilal="against")
    found.come("Elif")
    services.leave(attendance=found.row("Ana"), by=found.chair)
    with pytest.raises(OutcomeRefused):
        record(found, question)
    decided = record(found, question, Outcome.REJECTED)
    assert (decided.votes_for, decided.votes_against) == (0, 1)


def test_hands_are_counted_within_the_voices_of_the_room(found, question):
    services.recuse(decision=question, attendance=found.row("Ana"), by=found.chair)
    with pytest.raises(VotesDoNotAdd) as refused:
        record(found, question, hands={"for": 2, "against": 1})
    assert refused.value.message == (
        "Vous avez compté 3 voix, il n’y en a que 2 présentes ou représentées : recomptez."
    )
    with pytest.raises(VotesDoNotAdd):
        record(found, question, hands={"for": 2, "against": -1})
    decided = record(found, question, hands={"for": 2})
    assert (decided.votes_for, decided.votes_against, decided.votes_abstained) == (2, 0, 0)


@pytest.mark.parametrize(
    ("hands", "outcome"),
    [({"for": 1, "against": 1}, "adopted"), ({"for": 1, "against": 2}, "adopted"), ({"for": 2}, "rejected")],
)
def test_an_outcome_that_the_voices_contradict_is_refused(found, question, hands, outcome):
    with pytest.raises(OutcomeRefused) as refused:
        record(found, question, outcome, hands=hands)
    assert refused.value.field == "outcome"
    assert not Decision.objects.get().is_recorded


def test_voices_are_told_college_by_college(found, question):
    citizens = College.objects.create(body=found.meeting.body, name="Habitants")
    found.meeting.attendances.filter(name__in=["Ana", "Bilal"]).update(college=citizens)
    vote(found, question, Ana="for", Bilal="against", Chloé="for")
    assert by_college(question) == [
        {"college": "Habitants", "for": 1, "against": 1, "abstained": 0},
        {"college": None, "for": 1, "against": 0, "abstained": 0},
    ]


def test_a_meeting_closes_once_everything_has_an_answer(found, question):
    with pytest.raises(StillToDecide):
        services.adjourn(meeting=found.meeting, by=found.chair)
    record(found, question)
    services.adjourn(meeting=found.meeting, by=found.chair)
    question.refresh_from_db()
    assert question.published_at is not None
    assert found.presences() == {
        "Ana": "present", "Bilal": "present", "Chloé": "present", "David": "absent", "Elif": "absent",
    }  # fmt: skip


def test_minutes_are_signed_once_and_for_all(found):
    services.adjourn(meeting=found.meeting, by=found.chair)
    with pytest.raises(MinutesMissing):
        services.sign(meeting=found.meeting, by=found.chair)
    services.write_minutes(meeting=found.meeting, by=found.chair, text="Tout va bien.")
    services.sign(meeting=found.meeting, by=found.chair)
    with pytest.raises(WrongState):
        services.write_minutes(meeting=found.meeting, by=found.chair, text="Autre chose.")
    found.meeting.refresh_from_db()
    assert (found.meeting.minutes, found.meeting.signed_by) == ("Tout va bien.", found.chair)
    assert Notice.objects.filter(kind="meeting.minutes").count() == 5


@pytest.fixture
def dossiers():
    """Structures play the part of what a committee decides about."""
    told = []

    def publish(decisions, by):
        if any(decision.outcome == "refused" for decision in decisions):
            raise DomainError("Un dossier a été retiré entre-temps.")
        told.append([(decision.subject_id, decision.outcome) for decision in decisions])

    kind = SubjectKind(
        model=Organisation,
        find=lambda pk: Organisation.objects.filter(pk=pk).first(),
        outcomes=[("selected", "retenu"), ("refused", "non retenu")],
        publish=publish,
    )
    register(kind)
    yield told
    unregister(kind.key)


@pytest.fixture
def committee(dossiers):
    found = room(kind="committee", name="Le comité", quorum_percent=0)
    found.open("Ana", "Bilal")
    return found


def put_dossiers(found, *names):
    return [
        services.put(
            meeting=found.meeting, by=found.chair, title=name, subject=OrganisationFactory(name=name)
        )
        for name in names
    ]


def test_a_committee_publishes_all_that_it_held_at_once(committee, dossiers):
    one, two = put_dossiers(committee, "La laverie", "Le vélo")
    record(committee, one, "selected")
    with pytest.raises(StillToDecide):
        services.publish(meeting=committee.meeting, by=committee.chair)
    record(committee, two, "selected")
    services.adjourn(meeting=committee.meeting, by=committee.chair)
    assert (Decision.objects.published().count(), dossiers) == (0, [])

    services.publish(meeting=committee.meeting, by=committee.chair)

    assert Decision.objects.published().count() == 2
    assert dossiers == [[(one.subject_id, "selected"), (two.subject_id, "selected")]]
    assert outcome_label(Decision.objects.first()) == "retenu"
    with pytest.raises(NothingToPublish):
        services.publish(meeting=committee.meeting, by=committee.chair)


def test_when_one_cannot_be_published_none_is(committee, dossiers):
    one, two = put_dossiers(committee, "La laverie", "Le vélo")
    record(committee, one, "selected")
    record(committee, two, "refused")
    with pytest.raises(DomainError):
        services.publish(meeting=committee.meeting, by=committee.chair)
    assert (Decision.objects.published().count(), dossiers) == (0, [])


def test_a_subject_is_put_once_and_answered_in_its_own_words(committee, dossiers):
    (one,) = put_dossiers(committee, "La laverie")
    subject = Organisation.objects.get(pk=one.subject_id)
    again = services.put(meeting=committee.meeting, by=committee.chair, title="Encore", subject=subject)
    assert (again.pk, again.title) == (one.pk, "La laverie")
    with pytest.raises(OutcomeRefused):
        record(committee, one, "adopted")


def test_whoever_recused_themselves_does_not_read_what_is_still_held(committee, dossiers):
    (one,) = put_dossiers(committee, "La laverie")
    ana, bilal = committee.row("Ana"), committee.row("Bilal")
    services.recuse(decision=one, attendance=ana, by=committee.chair)
    record(committee, one, "selected")
    seen = {row.name: list(Decision.objects.visible_to(row.user)) for row in (ana, bilal)}
    assert seen == {"Ana": [], "Bilal": [one]}
    services.publish(meeting=committee.meeting, by=committee.chair)
    assert list(Decision.objects.visible_to(ana.user)) == [one]

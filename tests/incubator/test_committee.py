"""A committee decides in the room, nobody hears of it, and everything is published at once, or nothing."""

import pytest
from django.urls import reverse

from incubator.enums import Status
from incubator.errors import NotAllowed
from incubator.models import Application
from incubator.services import bring, hold, recuse
from incubator.transitions import transition
from meetings import services as meetings
from meetings.enums import Choice
from meetings.errors import DomainError as MeetingError
from meetings.models import Ballot, Meeting
from reminders.models import Notice
from reminders.typography import unbroken
from tests.factories.incubator import brought_to, given, published_call
from tests.factories.people import UserFactory
from tests.incubator.jury import confided, grid, read
from tests.incubator.sitting import about, committee, minutes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]


@pytest.fixture
def call():
    call = published_call()
    grid(call.stages.first(), "Utilité", "Collectif", threshold=3)
    return call


@pytest.fixture
def dossiers(call):
    rows = [brought_to(Status.UNDER_REVIEW, call=call, title=title) for title in ("Un", "Deux", "Trois")]
    for row, marks in zip(rows, ((3, 3), (5, 5), (4, 4)), strict=True):
        read(confided(row), *marks)
    return rows


def decide(meeting, application, outcome, by, motivation="Le comité a décidé.", **more):
    return hold(decision=about(meeting, application), by=by, outcome=outcome, motivation=motivation, **more)


def decisions():
    return list(
        Notice.objects.filter(kind="application.decision").order_by("email").values_list("email", flat=True)
    )


def test_the_agenda_follows_the_ranking(call, fatou, dossiers):
    meeting = committee(call, fatou)
    assert list(meeting.decisions.values_list("title", flat=True)) == [
        f"{row.number} {row.title}" for row in (dossiers[1], dossiers[2], dossiers[0])
    ]
    late = brought_to(Status.UNDER_REVIEW, call=call, title="Quatre")
    bring(stage=call.stages.first(), meeting=meeting, by=fatou)
    assert meeting.decisions.count() == 4
    assert about(meeting, late).position == 4


def test_what_is_held_is_seen_by_nobody_outside(client, call, fatou, dossiers):
    meeting = committee(call, fatou)
    decide(meeting, dossiers[0], "selected", fatou, hands={"for": 2, "against": 1, "abstained": 0})
    application = Application.objects.get(pk=dossiers[0].pk)
    assert (application.status, application.pending_outcome) == (Status.UNDER_REVIEW, "selected")
    assert about(meeting, application).votes_for == 2
    assert decisions() == []
    client.force_login(application.owner)
    page = client.get(reverse("incubator:dossier", args=[application.pk])).content.decode()
    assert "retenu" not in page
    assert not application.transitions.visible_to(application.owner).exists()


def test_everything_is_published_at_once_with_its_words(call, fatou, dossiers):
    meeting = committee(call, fatou)
    for row, outcome in zip(dossiers, ("selected", "waitlisted", "rejected"), strict=True):
        decide(meeting, row, outcome, fatou, motivation=f"Pourquoi {row.title}.")
    meetings.publish(meeting=meeting, by=fatou)
    found = {row.title: row for row in Application.objects.all()}
    assert {t: (row.status, row.motivation, row.pending_outcome) for t, row in found.items()} == {
        "Un": (Status.SELECTED, "Pourquoi Un.", ""),
        "Deux": (Status.WAITLISTED, "Pourquoi Deux.", ""),
        "Trois": (Status.REJECTED, "Pourquoi Trois.", ""),
    }
    assert found["Deux"].waitlist_rank == 1
    assert decisions() == sorted(row.owner.email for row in dossiers)


def test_ranks_follow_the_agenda_after_those_who_wait_already(call, fatou, dossiers):
    brought_to(Status.WAITLISTED, call=call, title="Ancien")
    meeting = committee(call, fatou)
    for row in dossiers:
        decide(meeting, row, "waitlisted", fatou)
    meetings.publish(meeting=meeting, by=fatou)
    waiting = Application.objects.filter(status=Status.WAITLISTED).order_by("waitlist_rank")
    assert [(row.title, row.waitlist_rank) for row in waiting] == [
        ("Ancien", 1), ("Deux", 2), ("Trois", 3), ("Un", 4),
    ]  # fmt: skip


def test_one_dossier_that_moved_meanwhile_holds_all_the_others(call, fatou, dossiers):
    meeting = committee(call, fatou)
    for row in dossiers:
        decide(meeting, row, "selected", fatou)
    transition(application=dossiers[1], name="withdraw", actor=dossiers[1].owner)
    with pytest.raises(MeetingError) as refusal:
        meetings.publish(meeting=meeting, by=fatou)
    assert refusal.value.message.startswith(f"{dossiers[1].number} : ")
    assert decisions() == []
    assert {row.status for row in Application.objects.all()} == {Status.UNDER_REVIEW, Status.WITHDRAWN}
    assert not meeting.decisions.published().exists()


def test_a_dossier_not_decided_holds_the_publication(call, fatou, dossiers):
    meeting = committee(call, fatou)
    decide(meeting, dossiers[0], "selected", fatou)
    with pytest.raises(MeetingError):
        meetings.publish(meeting=meeting, by=fatou)
    assert decisions() == []


def test_deciding_again_before_publishing_changes_the_decision(call, fatou, dossiers):
    meeting = committee(call, fatou)
    for row in dossiers:
        decide(meeting, row, "rejected", fatou)
    decide(meeting, dossiers[0], "selected", fatou, motivation="Après tout.")
    meetings.publish(meeting=meeting, by=fatou)
    dossiers[0].refresh_from_db()
    assert (dossiers[0].status, dossiers[0].motivation) == (Status.SELECTED, "Après tout.")


def test_a_decision_noted_on_the_page_of_the_meeting_is_the_one_that_is_published(call, fatou, dossiers):
    meeting = committee(call, fatou)
    for row in dossiers:
        decide(meeting, row, "rejected", fatou)
    question = about(meeting, dossiers[0])
    meetings.record(decision=question, by=fatou, outcome="selected", note="Revu en séance.")
    meetings.publish(meeting=meeting, by=fatou)
    dossiers[0].refresh_from_db()
    assert dossiers[0].status == Status.SELECTED


def test_whoever_declined_to_read_a_dossier_does_not_vote_on_it(call, fatou, dossiers):
    reader = given(call, "review_call")
    recuse(assignment=confided(dossiers[0], reader), actor=reader, reason="Ma cousine.")
    meeting = committee(call, fatou, members=1)
    row = meetings.call(meeting=meeting, by=fatou, user=reader, votes=True)
    meetings.attend(attendance=row, by=fatou)
    bring(stage=call.stages.first(), meeting=meeting, by=fatou)
    ballot = Ballot.objects.get()
    assert (ballot.decision, ballot.choice, ballot.reason) == (
        about(meeting, dossiers[0]), Choice.RECUSED, "Ma cousine.",
    )  # fmt: skip
    with pytest.raises(MeetingError):
        meetings.vote(decision=ballot.decision, attendance=row, choice=Choice.FOR, by=fatou)
    decide(meeting, dossiers[0], "selected", fatou)
    assert f"N’ont pas pris part : {reader}." in minutes(meeting, fatou)


def test_holding_the_meeting_does_not_give_the_call(call, dossiers, fatou):
    meeting = committee(call, fatou)
    secretary = UserFactory()
    Meeting.objects.filter(pk=meeting.pk).update(secretary=secretary)
    with pytest.raises(NotAllowed):
        decide(meeting, dossiers[0], "selected", secretary)
    with pytest.raises(NotAllowed):
        bring(stage=call.stages.first(), meeting=meeting, by=secretary)
    for row in dossiers:
        decide(meeting, row, "selected", fatou)
    with pytest.raises(MeetingError):
        meetings.publish(meeting=meeting, by=secretary)
    assert decisions() == []


def test_the_pages_from_the_agenda_to_the_publication(client, call, fatou, dossiers):
    given(call, "review_call")
    client.post(
        reverse("incubator_sittings", args=[call.pk]),
        {"etape": call.stages.first().pk, "quand": "2027-01-20T14:00", "ou": "Salle du Clain"},
    )
    meeting = Meeting.objects.get()
    assert call.local(meeting.starts_at).isoformat() == "2027-01-20T14:00:00+01:00"
    assert meeting.attendances.count() == 4
    address = reverse("incubator_committee", args=[meeting.pk])
    assert "Deux" in client.get(address).content.decode()
    meetings.convene(meeting=meeting, by=fatou)
    for row in meeting.attendances.all():
        meetings.attend(attendance=row, by=fatou)
    meetings.open_meeting(meeting=meeting, by=fatou)
    for question in meeting.decisions.all():
        client.post(
            reverse("incubator_decide", args=[meeting.pk, question.pk]),
            {"outcome": "selected", "motivation": "Le besoin est là.", "pour": "3", "contre": "0"},
        )
    preview = client.get(reverse("incubator_preview", args=[meeting.pk])).content.decode()
    assert "3 courriels partiront" in preview
    assert unbroken("votre projet « Deux » est retenu") in preview
    assert decisions() == []
    assert not Application.objects.filter(status=Status.SELECTED).exists()
    client.post(address)
    assert len(decisions()) == 3
    assert "publié" in client.get(address).content.decode()
    assert (
        "Rien n’a été publié" in client.get(reverse("incubator_preview", args=[meeting.pk])).content.decode()
    )


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"pour": "9"}, "recomptez"),
        ({"outcome": "", "pour": "2"}, "Choisissez ce que le comité a décidé."),
        ({"reason": "une autre", "outcome": "rejected"}, "n’est pas une raison de cet appel."),
    ],
)
def test_what_is_refused_is_told_beside_and_what_was_typed_stays(client, call, fatou, dossiers, wrong, said):
    meeting = committee(call, fatou)
    question = about(meeting, dossiers[0])
    data = {"outcome": "selected", "motivation": "Le besoin est montré.", **wrong}
    answer = client.post(reverse("incubator_decide", args=[meeting.pk, question.pk]), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert page.count("Le besoin est montré.") == 1
    assert not about(meeting, dossiers[0]).is_recorded
    assert Application.objects.get(pk=dossiers[0].pk).pending_outcome == ""


@pytest.mark.parametrize("role", ["jury", "owner", "elsewhere", "officer"])
def test_a_committee_is_open_to_whoever_holds_it_only(client, call, fatou, dossiers, role):
    meeting = committee(call, fatou)
    question = about(meeting, dossiers[0])
    person = {
        "jury": lambda: given(call, "review_call"),
        "owner": lambda: dossiers[0].owner,
        "elsewhere": lambda: given(published_call(), "manage_call"),
        "officer": lambda: given(call, "handle_call"),
    }[role]()
    client.force_login(person)
    expected = (302, 403) if role in ("jury", "owner") else (404,)
    for name in ("incubator_committee", "incubator_preview"):
        assert client.get(reverse(name, args=[meeting.pk])).status_code in expected
    for name, args in (
        ("incubator_committee", [meeting.pk]),
        ("incubator_decide", [meeting.pk, question.pk]),
    ):
        assert (
            client.post(reverse(name, args=args), {"outcome": "selected", "motivation": "x"}).status_code
            in expected
        )
    assert not meeting.decisions.held().exists()


@pytest.mark.parametrize("count", [1, 6])
def test_the_agenda_costs_the_same_however_long(client, call, fatou, count, django_assert_num_queries):
    for _ in range(count):
        brought_to(Status.UNDER_REVIEW, call=call)
    meeting = committee(call, fatou)
    address = reverse("incubator_committee", args=[meeting.pk])
    client.get(address)
    with django_assert_num_queries(30):
        client.get(address)

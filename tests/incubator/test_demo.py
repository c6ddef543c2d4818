from collections import Counter
from datetime import timedelta

import pytest

import clock
from incubator import demo, demo_review, desk, pipeline
from incubator.cohort_figures import balance
from incubator.enums import Status
from incubator.models import Application, Call, Cohort, FollowUp, Idea, Need, ReviewAssignment
from meetings.models import Meeting
from people import demo as people_demo
from reminders.models import Notice
from spaces.models import Place

pytestmark = pytest.mark.django_db


def test_the_demo_opens_a_call_and_brings_dossiers_where_they_are():
    Place.objects.create(name="La Caserne", slug="la-caserne")
    people = people_demo.load()
    for _ in range(2):
        demo.load(people, clock.now())
    call = Call.objects.get(slug=demo.SLUG)
    assert call.local(call.closes_at).isoformat() == "2027-03-19T23:59:59+01:00"
    assert [(a.number, a.status) for a in call.applications.order_by("number")] == [
        ("27-001", Status.DRAFT),
        ("27-002", Status.UNDER_REVIEW),
        ("27-003", Status.UNDER_REVIEW),
        ("27-004", Status.SUBMITTED),
        ("27-005", Status.CHANGES_REQUESTED),
        ("27-006", Status.INELIGIBLE),
        ("27-007", Status.WITHDRAWN),
        ("27-008", Status.DRAFT),
    ]
    assert [str(a.owner) for a in call.applications.filter(on_paper_since__isnull=False)] == [
        "Odette Gaborit"
    ]
    assert call.applications.assigned_to(people["jury"]).count() == 2
    assert Application.objects.shared_with(people["porteuse"]).count() == 2
    assert Application.objects.filter(call=call).handled_by(people["incubateur"]).count() == 7


def test_the_demo_tells_needs_and_ideas_in_several_states():
    Place.objects.create(name="La Caserne", slug="la-caserne")
    people = people_demo.load()
    for _ in range(2):
        demo.load(people, clock.now())
    assert dict(Counter(Idea.objects.values_list("status", flat=True))) == {
        "seeking_holder": 1,
        "studying": 1,
        "qualified": 1,
        "on_hold": 1,
        "dropped": 1,
        "transferred": 1,
    }
    given = Idea.objects.get(status="transferred")
    assert (given.project.name, given.call, given.project.is_public) == (
        "La cantine de Pont-Achard",
        given.project.application.call,
        True,
    )
    assert Need.objects.count() == 14
    assert Need.objects.to_read().count() == 1


def test_the_demo_has_a_past_cohort_with_what_its_projects_became():
    Place.objects.create(name="La Caserne", slug="la-caserne")
    people = people_demo.load()
    for _ in range(2):
        demo.load(people, clock.now())
    found = balance(Cohort.objects.get())
    assert [(row.project.name, row.project.status, row.minutes, row.days) for row in found.rows] == [
        ("La cantine de Pont-Achard", "supported", 180, 1),
        ("La ressourcerie des Rocs", "finished", 510, 1),
        ("Le piano de la gare", "stopped", 150, 1),
        ("Roule ma poule", "finished", 360, 1),
    ]
    assert [(row.label, row.answered, row.asked, row.active) for row in found.standings] == [
        ("à l’entrée", 4, 4, 1),
        ("à la sortie", 3, 3, 2),
        ("un an après", 2, 3, 2),
        ("deux ans après", 0, 3, 0),
        ("trois ans après", 0, 3, 0),
    ]
    # Nobody is written to about a question that was answered.
    waiting = Notice.objects.filter(kind="support.figures", outcome="waiting")
    answered = FollowUp.objects.filter(answered_at__isnull=False).values_list("pk", flat=True)
    assert not waiting.filter(subject_id__in=[str(pk) for pk in answered]).exists()


def test_the_demo_holds_a_call_in_mid_review_with_a_committee_next_week():
    Place.objects.create(name="La Caserne", slug="la-caserne")
    people = people_demo.load()
    for _ in range(2):
        demo.load(people, clock.now())
    call = Call.objects.get(slug=demo_review.SLUG)
    stage = call.stages.first()
    assert call.applications.count() == 24
    assert set(call.applications.values_list("status", flat=True)) == set(Status)
    (pile,) = desk.piles(people["jury"], stage.pk)
    assert (pile.count, pile.count - pile.done) == (8, 5)
    assert pile.size == "5\xa0dossiers, environ 30\xa0min"
    assert ReviewAssignment.objects.filter(stage=stage, recused_at__isnull=False).count() == 1
    meeting = Meeting.objects.run_by(people["incubateur"]).get()
    assert call.local(meeting.starts_at).date() == call.local(clock.now()).date() + timedelta(days=7)
    assert meeting.decisions.count() == 12
    rows = call.applications.filter(status=Status.UNDER_REVIEW).order_by("number")
    found = pipeline.ranking(stage, rows).rows
    assert {row.verdict == "seuils atteints" for row in found} == {True, False}

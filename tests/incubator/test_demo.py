from collections import Counter

import pytest

import clock
from incubator import demo
from incubator.enums import Status
from incubator.models import Application, Call, Idea, Need
from people import demo as people_demo
from spaces.models import Place

pytestmark = pytest.mark.django_db


def test_the_demo_opens_a_call_and_brings_dossiers_where_they_are():
    Place.objects.create(name="La Caserne", slug="la-caserne")
    people = people_demo.load()
    for _ in range(2):
        demo.load(people, clock.now())
    call = Call.objects.get()
    assert call.local(call.closes_at).isoformat() == "2027-03-19T23:59:59+01:00"
    assert [(a.number, a.status) for a in Application.objects.order_by("number")] == [
        ("27-001", Status.DRAFT),
        ("27-002", Status.UNDER_REVIEW),
        ("27-003", Status.UNDER_REVIEW),
        ("27-004", Status.SUBMITTED),
        ("27-005", Status.CHANGES_REQUESTED),
        ("27-006", Status.INELIGIBLE),
        ("27-007", Status.WITHDRAWN),
    ]
    assert Application.objects.assigned_to(people["jury"]).count() == 2
    assert Application.objects.shared_with(people["porteuse"]).count() == 1
    assert Application.objects.handled_by(people["incubateur"]).count() == 6


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
    assert Need.objects.count() == 14
    assert Need.objects.to_read().count() == 1

"""The demo tells the story once, alive on any day."""

import pytest

import clock
from meetings import demo
from meetings.figures import figures_of
from meetings.models import Attendance, Meeting
from people import demo as people_demo

pytestmark = pytest.mark.django_db


def test_the_second_of_july_is_told_in_its_own_figures_and_an_assembly_is_to_come():
    people = people_demo.load()
    for _time in range(2):
        demo.load(people, clock.now())
    figures = figures_of(Meeting.objects.get(slug=demo.SLUG))
    assert (figures.present, figures.excused, figures.kinds) == (
        42,
        12,
        (("associations", 22), ("coopératives", 12), ("tiers-lieux", 4), ("mutuelle", 1)),
    )
    assembly = Meeting.objects.get(title="Assemblée générale")
    assert assembly.starts_at > clock.now()
    presences = Attendance.objects.filter(meeting=assembly).order_by("presence")
    assert sorted(presences.values_list("presence", flat=True)) == [
        "coming", "coming", "expected", "expected", "expected", "expected", "expected", "represented",
    ]  # fmt: skip

"""Sharing dossiers among readers, evenly, without those who are bound."""

from datetime import date

import pytest
from hypothesis import given as those
from hypothesis import strategies as st

from incubator.balance import share
from incubator.enums import Status
from incubator.errors import NotAllowed, Refused
from incubator.models import Collaborator, ReviewAssignment
from incubator.services import recuse, share_out
from incubator.services.sharing import plan
from reminders.models import Notice
from tests.factories.incubator import brought_to, given, published_call
from tests.factories.people import MembershipFactory, OrganisationFactory, UserFactory
from tests.incubator.jury import confided


@those(st.integers(1, 12), st.integers(1, 6), st.integers(1, 4))
def test_loads_differ_by_one_at_most_when_nobody_is_barred(dossiers, readers, each):
    found = share(
        wanted=dict.fromkeys(range(dossiers), min(each, readers)),
        readers=[f"r{n}" for n in range(readers)],
        loads={},
        barred=set(),
    )
    assert len(found.given) == len(set(found.given)) == dossiers * min(each, readers)
    assert max(found.loads.values()) - min(found.loads.values()) <= 1
    assert found.short == {}


def test_whoever_is_barred_is_passed_over_and_the_lack_is_said():
    found = share(wanted={"a": 2, "b": 1}, readers=["x", "y"], loads={"x": 5}, barred={("a", "x")})
    assert sorted(found.given) == [("a", "y"), ("b", "y")]
    assert found.short == {"a": 1}


@pytest.fixture
def stage(db):
    return published_call().stages.first()


def dossiers(stage, count):
    return [brought_to(Status.UNDER_REVIEW, call=stage.call) for _ in range(count)]


@pytest.mark.django_db
def test_a_stage_is_shared_out_and_each_reader_told_once(stage):
    officer = given(stage.call, "handle_call")
    readers = [given(stage.call, "review_call") for _ in range(3)]
    rows = dossiers(stage, 6)
    share_out(stage=stage, actor=officer, per_dossier=2)
    assert [ReviewAssignment.objects.filter(reviewer=reader).count() for reader in readers] == [4, 4, 4]
    assert {row.assignments.count() for row in rows} == {2}
    assert sorted(Notice.objects.values_list("kind", "email")) == sorted(
        ("review.confided", reader.email) for reader in readers
    )
    share_out(stage=stage, actor=officer, per_dossier=2)
    assert ReviewAssignment.objects.count() == 12


@pytest.mark.django_db
def test_those_who_are_bound_to_a_dossier_never_get_it(stage):
    writer, cousin, declined, free = (given(stage.call, "review_call") for _ in range(4))
    application, other = dossiers(stage, 2)
    Collaborator.objects.create(application=application, user=writer, role="reader")
    home = OrganisationFactory()
    for person in (cousin, application.owner):
        MembershipFactory(user=person, organisation=home, starts_on=date(2020, 1, 1))
    recuse(assignment=confided(application, declined), actor=declined)
    found = plan(stage=stage, per_dossier=4)
    assert {reader for dossier, reader in found.shared.given if dossier == application.pk} == {free.pk}
    assert found.shared.short == {application.pk: 3}
    assert sum(1 for dossier, _ in found.shared.given if dossier == other.pk) == 4


@pytest.mark.django_db
def test_only_the_team_shares_and_only_among_somebody(stage):
    dossiers(stage, 1)
    with pytest.raises(NotAllowed):
        share_out(stage=stage, actor=given(stage.call, "review_call"), per_dossier=1)
    stage.call.grants.all().delete()
    with pytest.raises(Refused):
        share_out(stage=stage, actor=given(stage.call, "handle_call"), per_dossier=1)
    with pytest.raises(NotAllowed):
        share_out(stage=stage, actor=UserFactory(), per_dossier=1)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 30])
def test_a_plan_costs_the_same_however_many(stage, count, django_assert_num_queries):
    dossiers(stage, count)
    given(stage.call, "review_call")
    with django_assert_num_queries(6):
        plan(stage=stage, per_dossier=1)

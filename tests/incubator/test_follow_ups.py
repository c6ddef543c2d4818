"""Figures at the entry, the exit, and one, two and three years later; a cohort counted from them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from openpyxl import load_workbook

from incubator.cohort_figures import balance
from incubator.enums import Status
from incubator.errors import NotAllowed, Refused, WrongState
from incubator.figures_links import figures_address
from incubator.models import FollowUp, Project
from incubator.services import answer_follow_up, end_support, note_session
from incubator.services.projects import months_after
from incubator.transitions import transition
from reminders.models import Notice, Outcome
from reminders.registry import kind_of
from tests.factories.incubator import DURING, brought_to, given, published_call
from tests.factories.projects import CohortFactory, CollectiveDayFactory, FunderFactory, project_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    return published_call(stages=1)


@pytest.fixture
def officer(call):
    return given(call, "handle_call")


@pytest.fixture
def project(call):
    return project_of(call)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2027, 12, 31), 36, date(2030, 12, 31)),
        (date(2027, 5, 4), 0, date(2027, 5, 4)),
    ],
)
def test_the_same_day_months_later(day, months, later):
    assert months_after(day, months) == later


def test_a_confirmed_dossier_founds_one_project_and_asks_its_entry_figures(call):
    application = brought_to(Status.SELECTED, call=call)
    transition(application=application, name="confirm", actor=application.owner)
    follow_up = Project.objects.get().follow_ups.get()
    assert (follow_up.moment, follow_up.due_on) == ("entry", date(2027, 1, 26))
    asked = Notice.objects.filter(kind="support.figures").order_by("due_at")
    assert [(n.email, n.due_at) for n in asked] == [
        (application.owner.email, datetime(2027, 1, 26, 8, tzinfo=UTC) + later)
        for later in (timedelta(0), timedelta(days=14), timedelta(days=35))
    ]


def test_the_end_of_a_support_asks_four_times_over_three_years(project, officer):
    ended = end_support(project=project, actor=officer, on=date(2028, 2, 29))
    assert (ended.status, ended.ended_on) == ("finished", date(2028, 2, 29))
    assert list(project.follow_ups.values_list("moment", "due_on")) == [
        ("exit", date(2028, 2, 29)),
        ("m12", date(2029, 2, 28)),
        ("m24", date(2030, 2, 28)),
        ("m36", date(2031, 2, 28)),
    ]
    with pytest.raises(WrongState):
        end_support(project=project, actor=officer, on=date(2028, 3, 1))
    with pytest.raises(WrongState):
        note_session(project=project, actor=officer, minutes=60)
    assert FollowUp.objects.count() == 4


def test_only_the_team_ends_a_support_and_not_before_it_began(project, officer):
    with pytest.raises(NotAllowed):
        end_support(project=project, actor=project.application.owner, on=date(2028, 1, 1))
    with pytest.raises(Refused):
        end_support(project=project, actor=officer, on=date(2027, 1, 11))


def asked(project, **fields):
    return FollowUp.objects.create(project=project, moment="m12", due_on=date(2027, 1, 10), **fields)


def test_figures_are_given_once_without_an_account(client, project):
    follow_up = asked(project)
    address = figures_address(follow_up)
    assert "Un an après" in client.get(address).content.decode()
    follow_up.refresh_from_db()
    assert follow_up.answered_at is None
    data = {"is_active": "oui", "jobs": "1,5", "people_served": "240", "turnover": "12 400,50"}
    assert "Merci" in client.post(address, data).content.decode()
    follow_up.refresh_from_db()
    assert (follow_up.is_active, follow_up.jobs, follow_up.volunteers, follow_up.turnover) == (
        True,
        Decimal("1.5"),
        None,
        Decimal("12400.50"),
    )
    client.post(address, {"is_active": "non"})
    follow_up.refresh_from_db()
    assert follow_up.is_active is True
    assert "C’est déjà fait." in client.get(address).content.decode()
    with pytest.raises(WrongState):
        answer_follow_up(follow_up=follow_up, is_active=False)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"is_active": "peut-être"},
        {"is_active": "oui", "jobs": "-1"},
        {"is_active": "oui", "jobs": "un"},
        {"is_active": "oui", "volunteers": "1000001"},
        {"is_active": "oui", "turnover": "9" * 30},
        {"is_active": "oui", "words": "m" * 1501},
    ],
)
def test_odd_figures_are_refused_and_nothing_is_lost(client, project, data):
    follow_up = asked(project)
    assert client.post(figures_address(follow_up), data).status_code == 422
    follow_up.refresh_from_db()
    assert follow_up.answered_at is None


def test_an_address_dies_after_two_months_and_a_false_one_never_lived(client, project, time_machine):
    address = figures_address(asked(project))
    time_machine.move_to(DURING + timedelta(days=60), tick=False)
    assert client.get(address).status_code == 200
    time_machine.move_to(DURING + timedelta(days=60, seconds=1), tick=False)
    answer = client.post(address, {"is_active": "oui"})
    assert "Cette adresse a expiré." in answer.content.decode()
    assert FollowUp.objects.get().answered_at is None
    for token in ("faux", "1-99999999999:faux"):
        assert client.get(reverse("incubator:figures", args=[token])).status_code == 404


def test_what_was_given_is_asked_no_more_and_each_mail_has_a_living_address(call):
    application = brought_to(Status.SELECTED, call=call)
    transition(application=application, name="confirm", actor=application.owner)
    follow_up = FollowUp.objects.get()
    kind = kind_of("support.figures")
    notice = Notice.objects.filter(kind=kind.key).first()
    found = kind.find(notice.subject_id)
    assert kind.still_deserved(found, notice) is None
    text = render_to_string(f"{kind.template}.txt", kind.context(found, notice))
    assert "/chiffres/" in text
    answer_follow_up(follow_up=follow_up, is_active=True)
    assert set(Notice.objects.filter(kind=kind.key).values_list("outcome", flat=True)) == {Outcome.CANCELLED}
    assert kind.still_deserved(kind.find(notice.subject_id), notice) == "les chiffres sont arrivés"


@pytest.mark.parametrize("count", [1, 3])
def test_a_cohort_in_figures(call, officer, count, django_assert_num_queries):
    cohort = CohortFactory(place=call.place)
    region = FunderFactory(place=call.place, name="Région")
    for rank in range(count):
        project = project_of(call, cohort=cohort, name=f"Projet {rank}")
        note_session(project=project, actor=officer, minutes=90, funder=region)
        note_session(project=project, actor=officer, minutes=30)
        answer_follow_up(follow_up=asked(project), is_active=rank == 0, jobs=Decimal("1.5"), people_served=10)
    CollectiveDayFactory(cohort=cohort, funder=region)
    with django_assert_num_queries(7):
        found = balance(cohort)
        rows = list(found.rows)
    assert [(row.project.name, row.minutes) for row in rows] == [(f"Projet {n}", 120) for n in range(count)]
    assert [(row.label, row.minutes) for row in found.by_person] == [(officer.name, 120 * count)]
    assert [(row.label, row.minutes) for row in found.by_funder] == [
        ("Région", 90 * count + 420),
        ("sans financeur", 30 * count),
    ]
    (standing,) = found.standings
    assert (standing.asked, standing.answered, standing.active, standing.jobs) == (
        count,
        count,
        1,
        Decimal("1.5") * count,
    )


def test_the_export_of_a_cohort_opens_and_runs_nothing(client, call, officer, settings):
    settings.MFA_MANDATORY_FOR_STAFF = False
    cohort = CohortFactory(place=call.place)
    project_of(call, cohort=cohort, name="=1+1")
    client.force_login(officer)
    address = reverse("incubator_cohort", args=[cohort.pk])
    assert "=1+1" in client.get(address).content.decode()
    sheet = load_workbook(BytesIO(client.get(f"{address}?format=xlsx").content)).active
    assert (sheet.cell(2, 1).value, sheet.cell(2, 1).data_type) == ("'=1+1", "s")
    client.force_login(given(published_call(stages=0), "manage_call"))
    assert client.get(address).status_code == 404


def test_a_support_that_ended_long_ago_asks_each_question_once_now(project, officer):
    Project.objects.filter(pk=project.pk).update(started_at=DURING - timedelta(days=900))
    end_support(project=project, actor=officer, on=date(2025, 12, 20))
    asked_of = {row.moment: str(row.pk) for row in FollowUp.objects.all()}
    due = {
        moment: list(Notice.objects.filter(subject_id=pk).order_by("due_at").values_list("due_at", flat=True))
        for moment, pk in asked_of.items()
    }
    assert due["exit"] == [DURING]
    assert due["m12"] == [DURING, datetime(2027, 1, 24, 8, tzinfo=UTC)]
    assert len(due["m24"]) == len(due["m36"]) == 3

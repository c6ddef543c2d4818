"""After the selection, what was written is corrected or taken off, after one question and with its history."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from incubator import project_history
from incubator.enums import FundingKind, FundingStatus, SessionStatus
from incubator.errors import NotAllowed, Refused
from incubator.models import FundingLine, Milestone, SupportAgreement, SupportSession
from incubator.services import (
    change_on_project,
    note_session,
    plan_session,
    remove_from_project,
    sign_attendance,
)
from reminders.models import Notice, Outcome
from tests.factories.incubator import DURING, given, published_call
from tests.factories.people import UserFactory
from tests.factories.projects import CohortFactory, CollectiveDayFactory, FunderFactory, mentor_of, project_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("no_second_factor")]


@pytest.fixture
def call():
    return published_call(stages=1)


@pytest.fixture
def project(call):
    return project_of(call)


@pytest.fixture
def fatou(client, call):
    person = given(call, "handle_call")
    client.force_login(person)
    return person


def rows_of(project, by):
    """One of each."""
    return {
        "convention": SupportAgreement.objects.create(
            project=project, starts_on=date(2027, 2, 1), ends_on=date(2028, 1, 31), amount=7000
        ),
        "jalon": Milestone.objects.create(project=project, title="Ouvrir", due_on=date(2027, 6, 1)),
        "financement": FundingLine.objects.create(
            project=project, source="Ville", kind=FundingKind.GRANT, amount=3000
        ),
        "rendez-vous": note_session(project=project, actor=by, minutes=90, note="Elle hésite."),
        "parrainage": mentor_of(project).mentorships.get(),
    }


CORRECTED = {
    "convention": {
        "starts_on": "2027-02-01",
        "ends_on": "2028-01-31",
        "amount": "6500",
        "signed_on": "2027-01-10",
    },
    "jalon": {"title": "Ouvrir enfin", "due_on": "2027-07-01"},
    "financement": {"source": "Ville", "kind": "grant", "amount": "3000", "status": FundingStatus.GRANTED},
    "rendez-vous": {"starts_at": "2027-01-11T10:00", "minutes": "60", "note": "Elle est décidée."},
    "parrainage": {"starts_on": "2027-01-01", "ends_on": "2027-12-31"},
}
SAID = {
    "convention": ["signée le : — → 10/01/2027", "soutien versé (€) : 7\xa0000\xa0€ → 6\xa0500\xa0€"],
    "jalon": ["jalon : Ouvrir → Ouvrir enfin", "pour le : 01/06/2027 → 01/07/2027"],
    "financement": ["état : demandé → accordé"],
    "rendez-vous": [
        "durée (minutes) : 90 → 60",
        "quand : 12/01/2027 12:33 → 11/01/2027 10:00",
        "ce qui s’est dit : … → …",
    ],
}


@pytest.mark.parametrize("what", CORRECTED)
def test_each_row_is_corrected_and_what_it_was_is_told(client, project, fatou, what):
    row = rows_of(project, fatou)[what]
    address = reverse("incubator_project_change", args=[project.pk, what, row.pk])
    page = client.get(reverse("projects:inspect", args=[project.pk])).content.decode()
    assert address in page
    assert client.get(address).status_code == 200
    assert client.post(address, CORRECTED[what])["Location"] == reverse("projects:inspect", args=[project.pk])
    (told,) = project_history.changes(project)
    assert told.who == str(fatou)
    if what in SAID:
        assert sorted(told.details) == sorted(SAID[what])
    page = client.get(reverse("projects:inspect", args=[project.pk])).content.decode()
    assert "Ce qui fut corrigé" in page
    assert "Elle hésite." not in page


@pytest.mark.parametrize("what", CORRECTED)
def test_each_row_is_taken_off_after_one_question(client, project, fatou, what):
    row = rows_of(project, fatou)[what]
    address = reverse("incubator_project_remove", args=[project.pk, what, row.pk])
    assert f"Retirer «&nbsp;{row}&nbsp;»" in client.get(address).content.decode()
    assert type(row).objects.filter(pk=row.pk).exists()
    client.post(address)
    assert not type(row).objects.filter(pk=row.pk).exists()
    (told,) = project_history.changes(project)
    assert told.what == f"{row._meta.verbose_name} retiré : {row}"


@pytest.mark.parametrize(
    ("what", "wrong", "said"),
    [
        ("convention", {"ends_on": "2027-01-01"}, "La convention doit finir après son début"),
        ("convention", {"signed_on": "2027-01-13"}, "Ce jour n’est pas encore venu"),
        ("jalon", {"due_on": "demain"}, "date valide"),
        ("financement", {"amount": "-1"}, "supérieure ou égale à 0"),
        ("rendez-vous", {"minutes": "601"}, "inférieure ou égale à 600"),
        ("rendez-vous", {"starts_at": "2027-01-13T10:00"}, "il ne peut pas être à venir"),
    ],
)
def test_a_wrong_correction_changes_nothing(client, project, fatou, what, wrong, said):
    row = rows_of(project, fatou)[what]
    before = type(row).objects.values().get(pk=row.pk)
    answer = client.post(
        reverse("incubator_project_change", args=[project.pk, what, row.pk]), {**CORRECTED[what], **wrong}
    )
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert type(row).objects.values().get(pk=row.pk) == before
    assert project_history.changes(project) == []


def test_a_correction_that_changes_nothing_leaves_no_trace(project, fatou):
    row = rows_of(project, fatou)["jalon"]
    assert change_on_project(row=row, actor=fatou) == row
    assert project_history.changes(project) == []


def test_only_the_team_of_the_project_corrects(client, call, project, fatou):
    rows = rows_of(project, fatou)
    row = rows["jalon"]
    mentor, elsewhere = mentor_of(project), given(published_call(stages=0), "manage_call")
    for person in (project.application.owner, mentor, elsewhere, UserFactory()):
        with pytest.raises(NotAllowed):
            change_on_project(row=row, actor=person)
        with pytest.raises(NotAllowed):
            remove_from_project(row=row, actor=person)
    client.force_login(elsewhere)
    for name in ("incubator_project_change", "incubator_project_remove"):
        assert client.post(reverse(name, args=[project.pk, "jalon", row.pk])).status_code == 404
    assert Milestone.objects.filter(pk=row.pk).exists()


def test_a_row_is_reached_through_its_own_project_only(client, call, project, fatou):
    other = project_of(call)
    row = rows_of(other, fatou)["jalon"]
    for what, number in (("jalon", row.pk), ("inconnu", row.pk), ("jalon", 0)):
        assert (
            client.get(reverse("incubator_project_change", args=[project.pk, what, number])).status_code
            == 404
        )


def test_a_funder_of_another_place_pays_nothing_here(project, fatou):
    row = rows_of(project, fatou)["rendez-vous"]
    row.funder = FunderFactory()
    with pytest.raises(Refused, match="Choisissez un financeur de ce lieu"):
        change_on_project(row=row, actor=fatou)


def test_a_planned_session_that_moves_is_announced_and_reminded_again(project, fatou):
    session = plan_session(project=project, actor=fatou, starts_at=DURING + timedelta(days=5), minutes=60)
    session.starts_at = DURING + timedelta(days=8)
    change_on_project(row=session, actor=fatou)
    waiting = Notice.objects.filter(subject_id=str(session.pk), outcome=Outcome.WAITING)
    assert sorted(waiting.values_list("kind", "due_at")) == [
        ("support.session_planned", DURING),
        ("support.session_tomorrow", DURING + timedelta(days=7)),
        ("support.session_tomorrow", DURING + timedelta(days=7)),
    ]


def test_taking_off_a_planned_session_reminds_nobody(project, fatou):
    session = plan_session(project=project, actor=fatou, starts_at=DURING + timedelta(days=5), minutes=60)
    remove_from_project(row=session, actor=fatou)
    assert not Notice.objects.filter(outcome=Outcome.WAITING).exists()
    assert not SupportSession.objects.exists()


def test_corrected_hours_are_the_hours_counted(project, fatou):
    row = rows_of(project, fatou)["rendez-vous"]
    row.minutes = 45
    change_on_project(row=row, actor=fatou)
    assert project.sessions.held().total_minutes() == 45
    assert SupportSession.objects.get().status == SessionStatus.HELD


def test_a_day_that_somebody_signed_is_a_proof(client, call, project, fatou):
    cohort = CohortFactory(place=call.place)
    project.cohort = cohort
    project.save()
    day = CollectiveDayFactory(place=call.place, cohort=cohort)
    sign_attendance(day=day, project=project, person=project.application.owner, actor=fatou)
    client.post(reverse("collective_days:delete", args=[day.pk]))
    assert day.attendances.count() == 1
    other = CohortFactory(place=call.place)
    data = {
        "place": call.place_id,
        "cohort": other.pk,
        "title": "Comptes",
        "starts_at": "2027-01-12T09:00",
        "ends_at": "2027-01-12T17:00",
    }
    refused = client.post(reverse("collective_days:edit", args=[day.pk]), data)
    assert "cette journée garde sa promotion" in refused.content.decode()
    assert (
        client.post(reverse("collective_days:edit", args=[day.pk]), {**data, "cohort": cohort.pk}).status_code
        == 302
    )
    day.refresh_from_db()
    assert (day.title, day.cohort) == ("Comptes", cohort)
    told = client.get(reverse("collective_days:history", args=[day.pk])).content.decode()
    assert str(fatou) in told
    unsigned = CollectiveDayFactory(place=call.place, cohort=cohort)
    client.post(reverse("collective_days:delete", args=[unsigned.pk]))
    assert not type(day).objects.filter(pk=unsigned.pk).exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("732 829 320", "732829320"), ("732829320", "732829320"), ("732829321", None), ("12", None), ("", "")],
)
def test_the_siren_of_a_project_is_checked_like_that_of_a_structure(client, project, fatou, typed, kept):
    answer = client.post(
        reverse("projects:edit", args=[project.pk]),
        {"name": "La laverie", "legal_form": "scic", "siren": typed},
    )
    project.refresh_from_db()
    if kept is None:
        assert "Ce n’est pas un SIREN" in answer.content.decode()
        assert project.siren == ""
    else:
        assert answer.status_code == 302
        assert project.siren == kept


def test_a_planned_session_moved_to_the_past_reminds_nobody(project, fatou):
    session = plan_session(project=project, actor=fatou, starts_at=DURING + timedelta(days=5), minutes=60)
    session.starts_at = DURING - timedelta(days=1)
    change_on_project(row=session, actor=fatou)
    assert not Notice.objects.filter(outcome=Outcome.WAITING).exists()


def test_a_session_with_another_length_is_reminded_as_it_was(project, fatou):
    session = plan_session(project=project, actor=fatou, starts_at=DURING + timedelta(days=5), minutes=60)
    before = list(Notice.objects.order_by("pk").values_list("pk", "outcome", "due_at"))
    session.minutes = 90
    change_on_project(row=session, actor=fatou)
    assert list(Notice.objects.order_by("pk").values_list("pk", "outcome", "due_at")) == before


def test_a_row_that_cannot_stand_is_refused_by_the_service_itself(project, fatou):
    row = rows_of(project, fatou)["convention"]
    row.ends_on = row.starts_on
    with pytest.raises(Refused, match="La convention doit finir après son début"):
        change_on_project(row=row, actor=fatou)

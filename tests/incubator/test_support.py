"""After the selection: time noted in two taps, days signed, promises kept, and nobody else's business."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from pypdf import PdfReader

from incubator.enums import SessionStatus
from incubator.errors import NotAllowed, Refused, WrongState
from incubator.models import Collaborator, FundingLine, Milestone, Project, SupportAgreement
from incubator.services import (
    keep_convention,
    note_session,
    plan_session,
    reach,
    settle_session,
    show_project,
    sign_attendance,
    write_on_project,
)
from reminders.models import Notice, Outcome
from reminders.typography import unbroken
from tests.factories.incubator import DURING, given, published_call
from tests.factories.people import UserFactory
from tests.factories.projects import (
    CohortFactory,
    CollectiveDayFactory,
    FunderFactory,
    mentor_of,
    project_of,
)

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def call():
    return published_call(stages=1)


@pytest.fixture
def project(call):
    return project_of(call)


@pytest.fixture
def officer(call):
    return given(call, "handle_call")


def somebody(role, project):
    match role:
        case "owner":
            return project.application.owner
        case "editor" | "reader":
            person = UserFactory()
            Collaborator.objects.create(application=project.application, user=person, role=role)
            return person
        case "officer":
            return given(project.application.call, "handle_call")
        case "jury":
            return given(project.application.call, "review_call")
        case "mentor":
            return mentor_of(project)
        case "past mentor":
            return mentor_of(project, ends_on=date(2027, 1, 11))
        case "elsewhere":
            return given(published_call(stages=0), "manage_call")
    return UserFactory()


@pytest.mark.parametrize(
    ("role", "title"),
    [
        ("mentor", "Projets accompagnés"),
        ("officer", "Projets accompagnés"),
        ("owner", "Mon projet"),
        ("editor", "Mon projet"),
        ("past mentor", ""),
        ("stranger", ""),
    ],
)
def test_one_s_own_page_leads_to_one_s_projects(client, project, role, title):
    client.force_login(somebody(role, project))
    page = client.get("/mon-espace/").content.decode()
    assert page.count(reverse("incubator:supported")) == bool(title)
    assert title in page


ROLES = ["owner", "editor", "reader", "officer", "jury", "mentor", "past mentor", "elsewhere", "stranger"]


@pytest.mark.parametrize("role", ROLES)
def test_who_sees_a_project_and_what_of_it(client, project, role):
    write = {"project": project, "actor": given(project.application.call, "handle_call")}
    write_on_project(row=FundingLine(source="La Ville", kind="grant", amount=5000), **write)
    client.force_login(somebody(role, project))
    answer = client.get(project.get_absolute_url())
    seen = role in {"owner", "editor", "officer", "mentor"}
    assert answer.status_code == (200 if seen else 404)
    if seen:
        page = answer.content.decode()
        assert ("La Ville" in page) == (role != "mentor")
        assert ("Noter du temps" in page) == (role in {"officer", "mentor"})
        assert ("Votre page publique" in page) == (role in {"owner", "editor"})


def test_a_mentor_notes_an_hour_and_a_half_in_two_taps(client, project):
    client.force_login(mentor_of(project))
    page = client.get(reverse("incubator:supported")).content.decode()
    assert unbroken('<button class="button" type="submit" name="minutes" value="90">1 h 30</button>') in page
    address = reverse("incubator:note_time", args=[project.pk])
    for _ in range(2):
        assert client.post(address, {"minutes": 90, "liste": "1"})["Location"] == reverse(
            "incubator:supported"
        )
    session = project.sessions.get()
    assert (session.minutes, session.status, session.starts_at) == (
        90,
        SessionStatus.HELD,
        DURING - timedelta(minutes=90),
    )


@pytest.mark.parametrize("role", ["owner", "reader", "jury", "past mentor", "elsewhere", "stranger"])
def test_nobody_else_notes_time(project, role):
    with pytest.raises(NotAllowed):
        note_session(project=project, actor=somebody(role, project), minutes=90)


@pytest.mark.parametrize("minutes", [0, 4, 601, -90])
def test_a_session_has_a_sensible_length(project, officer, minutes):
    with pytest.raises(Refused) as refusal:
        note_session(project=project, actor=officer, minutes=minutes)
    assert refusal.value.message == "Un rendez-vous dure de 5 minutes à 10 heures."


@pytest.mark.parametrize("minutes", ["", "beaucoup", "1e9", "９０"])
def test_odd_lengths_typed_on_a_page_note_nothing(client, project, officer, minutes):
    client.force_login(officer)
    answer = client.post(reverse("incubator:note_time", args=[project.pk]), {"minutes": minutes})
    assert answer.status_code == 302
    assert project.sessions.count() == (1 if minutes == "９０" else 0)


def test_another_day_a_word_and_a_funder(client, project, officer):
    funder, foreign = FunderFactory(place=project.place), FunderFactory()
    client.force_login(officer)
    address = reverse("incubator:note_time", args=[project.pk])
    client.post(address, {"minutes": 60, "on": "2027-01-05", "note": "Le devis.", "funder": funder.pk})
    session = project.sessions.get()
    assert (session.starts_at, session.note, session.funder) == (
        datetime(2027, 1, 5, 11, tzinfo=UTC),
        "Le devis.",
        funder,
    )
    client.post(address, {"minutes": 60, "funder": foreign.pk})
    client.post(address, {"minutes": 60, "on": "2027-01-13"})
    assert project.sessions.count() == 1


def test_time_just_noted_is_taken_back_and_hours_already_reported_are_not(project, officer, time_machine):
    session = note_session(project=project, actor=officer, minutes=90)
    with pytest.raises(NotAllowed):
        settle_session(session=session, actor=mentor_of(project), status="cancelled")
    assert settle_session(session=session, actor=officer, status="cancelled").status == "cancelled"
    assert project.sessions.held().total_minutes() == 0
    late = note_session(project=project, actor=officer, minutes=30)
    time_machine.move_to(DURING + timedelta(days=3), tick=False)
    with pytest.raises(WrongState):
        settle_session(session=late, actor=officer, status="cancelled")


def test_a_planned_session_is_told_once_reminded_the_day_before_and_settled_after(project, time_machine):
    mentor = mentor_of(project)
    at = DURING + timedelta(days=3)
    session = plan_session(project=project, actor=mentor, starts_at=at, minutes=60, where="Salle du Clain")
    told = Notice.objects.filter(subject_id=str(session.pk)).order_by("kind", "email")
    assert [(n.kind, n.due_at) for n in told] == [
        ("support.session_planned", DURING),
        ("support.session_tomorrow", at - timedelta(days=1)),
        ("support.session_tomorrow", at - timedelta(days=1)),
    ]
    with pytest.raises(Refused):
        settle_session(session=session, actor=mentor, status="held")
    time_machine.move_to(at + timedelta(hours=2), tick=False)
    assert settle_session(session=session, actor=mentor, status="held").status == "held"
    assert set(told.values_list("outcome", flat=True)) == {Outcome.CANCELLED}
    assert project.sessions.held().total_minutes() == 60


def test_a_session_planned_for_this_evening_has_no_day_before(project, officer):
    plan_session(project=project, actor=officer, starts_at=DURING + timedelta(hours=4), minutes=60)
    assert [n.kind for n in Notice.objects.all()] == ["support.session_planned"]
    with pytest.raises(Refused):
        plan_session(project=project, actor=officer, starts_at=DURING, minutes=60)


def test_the_team_writes_promises_and_others_do_not(project, officer):
    agreement = SupportAgreement(starts_on=date(2027, 2, 1), ends_on=date(2028, 1, 31), amount=7000)
    assert write_on_project(project=project, actor=officer, row=agreement).pk
    backwards = SupportAgreement(starts_on=date(2027, 2, 1), ends_on=date(2027, 1, 31))
    with pytest.raises(Refused) as refusal:
        write_on_project(project=project, actor=officer, row=backwards)
    assert refusal.value.message == "La convention doit finir après son début."
    for role in ("owner", "mentor", "elsewhere"):
        with pytest.raises(NotAllowed):
            write_on_project(
                project=project,
                actor=somebody(role, project),
                row=Milestone(title="Ouvrir", due_on=date(2027, 6, 1)),
            )


def test_the_holder_says_that_a_milestone_is_reached(client, project):
    milestone = Milestone.objects.create(project=project, title="Ouvrir", due_on=date(2027, 1, 11))
    owner = project.application.owner
    client.force_login(owner)
    page = client.get(project.get_absolute_url()).content.decode()
    assert "en retard" in page
    client.post(reverse("incubator:reach", args=[project.pk, milestone.pk]), {"atteint": "1"})
    milestone.refresh_from_db()
    assert milestone.reached_on == date(2027, 1, 12)
    with pytest.raises(Refused):
        reach(milestone=milestone, actor=owner, on=date(2027, 1, 13))
    with pytest.raises(NotAllowed):
        reach(milestone=milestone, actor=mentor_of(project), on=None)


def test_the_signed_convention_is_read_by_its_parties_only(client, project, officer):
    file = keep_convention(project=project, actor=officer, upload=SimpleUploadedFile("convention.pdf", PDF))
    for role, status in {"owner": 200, "officer": 200, "mentor": 404, "jury": 404, "stranger": 404}.items():
        client.force_login(somebody(role, project))
        assert client.get(file.get_absolute_url()).status_code == status
    with pytest.raises(NotAllowed):
        keep_convention(
            project=project, actor=project.application.owner, upload=SimpleUploadedFile("c.pdf", PDF)
        )


def test_a_project_is_shown_in_its_holders_words_and_taken_back(client, project, officer):
    public = reverse("incubator:project", args=[project.pk])
    owner = project.application.owner
    with pytest.raises(NotAllowed):
        show_project(project=project, actor=officer, public_text="Une laverie.", agrees=True)
    with pytest.raises(Refused):
        show_project(project=project, actor=owner, public_text=" ", agrees=True)
    assert client.get(public).status_code == 404
    show_project(project=project, actor=owner, public_text="Une laverie <b>à nous</b>.", agrees=True)
    assert "Une laverie &lt;b&gt;à nous&lt;/b&gt;." in client.get(public).content.decode()
    show_project(project=project, actor=owner, public_text="Une laverie.", agrees=False)
    assert client.get(public).status_code == 404
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(is_public=True)


@pytest.fixture
def together(project):
    cohort = CohortFactory(place=project.place)
    project.cohort = cohort
    project.save()
    return CollectiveDayFactory(cohort=cohort)


def test_somebody_signs_the_day_itself_and_once(client, project, together):
    owner = project.application.owner
    client.force_login(owner)
    address = reverse("incubator:day", args=[together.pk])
    assert "Je signe ma présence" in client.get(address).content.decode()
    for _ in range(2):
        client.post(address)
    attendance = together.attendances.get()
    assert (attendance.person, attendance.project, attendance.signed_by) == (owner, project, owner)
    assert "Présence signée" in client.get(address).content.decode()


def test_nobody_signs_another_day_for_another_or_from_another_cohort(
    client, project, together, officer, time_machine
):
    owner = project.application.owner
    stranger = UserFactory()
    client.force_login(stranger)
    assert client.get(reverse("incubator:day", args=[together.pk])).status_code == 404
    editor = somebody("editor", project)
    for person, actor, error in [
        (stranger, stranger, Refused),
        (stranger, officer, Refused),
        (owner, editor, NotAllowed),
        (owner, mentor_of(project), NotAllowed),
    ]:
        with pytest.raises(error):
            sign_attendance(day=together, project=project, person=person, actor=actor)
    with pytest.raises(Refused):
        sign_attendance(day=CollectiveDayFactory(), project=project, person=owner, actor=owner)
    time_machine.move_to(DURING + timedelta(days=1), tick=False)
    with pytest.raises(Refused) as refusal:
        sign_attendance(day=together, project=project, person=owner, actor=owner)
    assert refusal.value.message == "On signe le jour même. Passé ce jour, demandez à l’équipe."
    assert sign_attendance(day=together, project=project, person=owner, actor=officer).signed_by == officer


def test_the_sheet_to_sign_is_a_tagged_page_with_everybody_on_it(
    client, project, together, officer, settings
):
    settings.MFA_MANDATORY_FOR_STAFF = False
    client.force_login(officer)
    answer = client.get(reverse("incubator_day_sheet", args=[together.pk]))
    pdf = PdfReader(BytesIO(answer.content))
    text = pdf.pages[0].extract_text()
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"].value is True
    assert project.application.owner.name in text
    assert "Compter sans se perdre" in text

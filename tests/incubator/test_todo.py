"""« À faire cette semaine » for the team of the incubator: what is late, what came on paper, what projects wait for."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from backoffice.tasks import tasks_for
from incubator import support_todo
from incubator.enums import Status
from incubator.models import Milestone, NumberSequence, SupportAgreement
from incubator.services import ask_call_back, enter_on_paper
from reminders.typography import unbroken
from tests.factories.incubator import DURING, ApplicationFactory, brought_to, given, published_call
from tests.factories.people import UserFactory
from tests.factories.projects import project_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("no_second_factor")]
TODAY = DURING.date()


@pytest.fixture
def fatou(client, call):
    person = given(call, "manage_call")
    client.force_login(person)
    return person


def busy(call, by, count):
    NumberSequence.objects.create(year=2027, last=900)
    for n in range(count):
        late = brought_to(Status.CHANGES_REQUESTED, call=call)
        late.changes_due_at = DURING - timedelta(days=1)
        late.save()
        draft = ApplicationFactory(call=call)
        ask_call_back(application=draft, actor=draft.owner, phone="06 12 34 56 78")
        enter_on_paper(
            call=call, actor=by, title=f"Papier {n}", name="Odile", received_at=DURING,
            scans=[SimpleUploadedFile("p.pdf", b"%PDF-1.7 p")],
        )  # fmt: skip
        project = project_of(call)
        Milestone.objects.create(project=project, title="Ouvrir", due_on=TODAY - timedelta(days=2))
        Milestone.objects.create(project=project, title="Plus tard", due_on=TODAY + timedelta(days=8))
        SupportAgreement.objects.create(project=project, starts_on=TODAY, ends_on=TODAY + timedelta(days=90))


def titles(user):
    return sorted(task.title for task in tasks_for(user, TODAY))


def test_the_week_of_the_team(client, call, fatou):
    busy(call, fatou, 1)
    project = Milestone.objects.first().project
    owner = call.applications.filter(callbacks__isnull=False).get().owner
    paper = call.applications.get(on_paper_since__isnull=False)
    assert titles(fatou) == [
        f"Faire signer la convention : {project}",
        "Jalon : Ouvrir",
        f"Rappeler {owner}",
        "Relancer : 1\xa0dossier en retard",
        f"Saisir le dossier papier {paper.number}",
    ]
    (chase,) = [task for task in tasks_for(fatou, TODAY) if task.title.startswith("Relancer")]
    shown = client.get(chase.href).context["page"]
    assert [row.status for row in shown] == [Status.CHANGES_REQUESTED]


def test_nobody_else_has_it_to_do(call, fatou):
    busy(call, fatou, 1)
    for person in (UserFactory(), given(call, "review_call"), given(published_call(), "manage_call")):
        assert titles(person) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_week_costs_the_same_however_much_there_is(call, fatou, count, django_assert_num_queries):
    busy(call, fatou, count)
    sources = (
        support_todo._needs, support_todo._calls, support_todo._papers, support_todo._late,
        support_todo._milestones, support_todo._agreements, support_todo._sessions, support_todo._studies,
    )  # fmt: skip
    with django_assert_num_queries(8):
        for source in sources:
            list(source(fatou, TODAY, TODAY + timedelta(days=7)))


@pytest.mark.parametrize("count", [1, 3])
def test_the_first_page_costs_the_same_however_much_there_is(
    client, call, fatou, count, django_assert_num_queries
):
    busy(call, fatou, count)
    home = reverse("wagtailadmin_home")
    client.get(home)
    with django_assert_num_queries(51):
        page = client.get(home).content.decode()
    assert unbroken("Jalon : Ouvrir") in page

"""Whoever takes personal data out, or opens a sensitive file, is named in the journal."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

import vault.services
from journal.models import AuditEvent
from people.models import Paper
from people.services import add_paper, grant
from tests.factories.bookings import foreign_agreement
from tests.factories.incubator import given, published_call
from tests.factories.people import ContactFactory, OrganisationFactory, UserFactory
from tests.factories.projects import project_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]

PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def camille(client):
    person = UserFactory(name="Camille", is_superuser=True)
    client.force_login(person)
    return person


def told(client, shelf: str) -> list[tuple[str, str]]:
    page = client.get(reverse("privacy_audit"), {"rayon": shelf})
    assert page.status_code == 200
    return [(deed, detail) for _event, deed, detail in page.context["lines"]]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_list_of_the_back_office(client, camille, kind):
    ContactFactory(organisation=OrganisationFactory())
    address = reverse("contacts:index")
    client.get(address)
    assert told(client, "donnees") == []
    assert client.get(address, {"export": kind}).status_code == 200
    assert told(client, "donnees") == [
        ("a exporté une liste de la gestion", "liste\N{NO-BREAK SPACE}: contacts")
    ]
    assert AuditEvent.objects.get(action="list.exported").actor == camille


@pytest.mark.parametrize(("kind", "action"), [("personnes", "people"), ("structures", "organisations")])
def test_a_register(client, camille, kind, action):
    assert client.get(reverse("sheets_export", args=[kind, "csv"])).status_code == 200
    assert AuditEvent.objects.get(action=f"{action}.exported").actor == camille
    assert len(told(client, "donnees")) == 1


def test_the_dossiers_of_a_call(client):
    call = published_call()
    fatou = given(call, "handle_call")
    client.force_login(fatou)
    assert client.post(reverse("incubator_export", args=[call.pk])).status_code == 302
    event = AuditEvent.objects.get(action="call.exported")
    assert (event.actor, event.target_id) == (fatou, str(call.pk))


def a_paper(_camille):
    return add_paper(organisation=OrganisationFactory(), kind=Paper.Kind.STATUTES, added_by=None)


def an_agreement(camille):
    agreement = foreign_agreement()
    grant(user=camille, permission="manage_place", target=agreement.place, given_by=None)
    return agreement


def a_project(camille):
    project = project_of()
    grant(user=camille, permission="handle_call", target=project.application.call, given_by=None)
    return project


@pytest.mark.parametrize(
    ("make", "word"), [(a_paper, "paper"), (an_agreement, "agreement"), (a_project, "project")]
)
def test_a_sensitive_file(client, camille, make, word):
    owner = make(camille)
    file = vault.services.store(upload=ContentFile(PDF, "convention.pdf"), owner=owner, uploaded_by=None)
    assert told(client, "fichiers") == []
    assert client.get(file.get_absolute_url()).status_code == 200
    ((deed, detail),) = told(client, "fichiers")
    assert deed == "a ouvert un fichier sensible"
    assert "convention.pdf" in detail
    assert AuditEvent.objects.get(action="file.opened").details == {word: str(owner.pk)}

"""« Mes données »: the copy, the consents, the erasure, and the journal that an administrator reads."""

import json
import re
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.urls import reverse

import journal
from journal.models import AuditEvent
from meetings.models import Attendance
from people.models import Organisation, User
from people.services import grant
from privacy import purposes
from privacy.errors import NotYours, StillNeeded
from privacy.models import Consent
from privacy.purposes import Purpose
from privacy.services import erase, give, has_consented, withdraw
from privacy.words import DEEDS, names_of
from reminders.typography import unbroken
from tests.factories.meetings import room
from tests.factories.people import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.spaces import PlaceFactory
from vault.services import store

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(datetime(2027, 3, 1, 9, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def ana():
    person = UserFactory(name="Ana", email="ana@exemple.example", phone="05 49 00 00 00")
    garden = OrganisationFactory(name="Le Jardin")
    MembershipFactory(user=person, organisation=garden, role="admin")
    store(upload=SimpleUploadedFile("statuts.pdf", PDF), owner=garden, uploaded_by=person, allowed={"pdf"})
    return person


def come(client, person) -> None:
    """Sign in, just now."""
    client.force_login(person)
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, person, method="password")
    request.session.save()


def copy_of(client, person) -> zipfile.ZipFile:
    come(client, person)
    answer = client.post(reverse("privacy:take"))
    assert answer.status_code == 200
    return zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content)))


def test_the_copy_holds_what_is_known_and_the_files(client, ana):
    packed = copy_of(client, ana)
    assert packed.namelist() == ["LISEZ-MOI.txt", "fichiers/001-statuts.pdf", "donnees.json"]
    assert packed.read("fichiers/001-statuts.pdf") == PDF
    told = json.loads(packed.read("donnees.json"))
    assert told["personne"]["adresse"] == "ana@exemple.example"
    chapters = {chapter["chapitre"]: chapter["elements"] for chapter in told["chapitres"]}
    assert chapters["Structures et adhésions"][0]["structure, nom"] == "Le Jardin"
    assert AuditEvent.objects.filter(action="person.exported", actor=ana).count() == 1


def test_the_copy_says_nothing_of_anybody_else(client, ana):
    found = room()
    paul = found.row("Bilal").user
    raw = copy_of(client, paul).read("donnees.json").decode()
    assert "Assemblée générale" in raw
    assert ("Ana" in raw, "Chloé" in raw, "Le Jardin" in raw) == (False, False, False)


def test_erasing_takes_the_name_and_keeps_the_figures(client, ana):
    found = room()
    bilal = found.row("Bilal")
    person = bilal.user
    come(client, person)
    address = reverse("privacy:erase")

    refused = client.post(address, {"address": "autre@exemple.example"})
    assert (refused.status_code, User.objects.get(pk=person.pk).name) == (422, "Bilal")
    answer = client.post(address, {"address": person.email.upper()})

    assert answer.status_code == 200
    person.refresh_from_db()
    assert (person.name, person.email, person.is_active) == (
        "Personne effacée", f"efface-{person.pk}@personne.invalid", False,
    )  # fmt: skip
    row = Attendance.objects.get(pk=bilal.pk)
    assert (row.name, row.email, row.user, row.votes) == ("Personne effacée", "", None, True)
    versions = Attendance.pgh_event_model.objects.filter(pgh_obj_id=bilal.pk)
    assert set(versions.values_list("name", "email", "user")) == {("Personne effacée", "", None)}
    assert client.get(reverse("privacy:data")).status_code == 302


def test_nobody_is_erased_while_something_depends_on_them(client, ana):
    MembershipFactory(organisation=ana.memberships.get().organisation)
    with pytest.raises(StillNeeded) as refused:
        erase(person=ana, by=ana)
    (reason,) = refused.value.reasons
    assert reason == (
        "Vous êtes seule ou seul responsable du compte de Le Jardin : "
        "nommez une autre personne responsable, puis revenez."
    )
    client.force_login(ana)
    assert unbroken(reason) in client.get(reverse("privacy:erase")).content.decode()
    assert User.objects.get(pk=ana.pk).name == "Ana"


def test_only_oneself_or_an_administrator_erases(ana):
    with pytest.raises(NotYours):
        erase(person=ana, by=UserFactory())
    erase(person=ana, by=UserFactory(is_superuser=True))
    assert User.objects.get(pk=ana.pk).name == "Personne effacée"


def test_whoever_keeps_a_meeting_hands_it_over_first():
    found = room()
    with pytest.raises(StillNeeded):
        erase(person=found.chair, by=found.chair)


@pytest.fixture
def portrait():
    asked = Purpose("tests.portrait", "Mon portrait", 1, "J’accepte que mon portrait soit affiché.")
    purposes.register(asked)
    yield asked
    purposes.unregister(asked.key)


def test_a_consent_keeps_its_words_and_its_days(client, ana, portrait, now):
    client.force_login(ana)
    address = reverse("privacy:consent", args=[portrait.key])
    client.post(address, {"answer": "yes"})
    client.post(address, {"answer": "yes"})
    assert has_consented(ana, portrait.key)
    now.move_to(datetime(2027, 3, 2, 9, tzinfo=UTC))
    client.post(address, {"answer": "no"})
    given = Consent.objects.get()
    assert (given.version, given.text, given.given_at, given.withdrawn_at) == (
        1, portrait.text, datetime(2027, 3, 1, 9, tzinfo=UTC), datetime(2027, 3, 2, 9, tzinfo=UTC),
    )  # fmt: skip
    assert not has_consented(ana, portrait.key)


def test_new_words_ask_again(ana, portrait):
    give(user=ana, purpose=portrait.key)
    purposes.register(Purpose(portrait.key, portrait.label, 2, "J’accepte d’être en photo partout."))
    assert not has_consented(ana, portrait.key)
    give(user=ana, purpose=portrait.key)
    assert has_consented(ana, portrait.key)
    assert Consent.objects.in_force().get().version == 2
    assert withdraw(user=ana, purpose=portrait.key)


def test_the_journal_says_who_came_in_and_is_for_administrators(client, ana, settings):
    settings.MFA_MANDATORY_FOR_STAFF = False
    boss = UserFactory(name="Camille", is_superuser=True)
    client.force_login(ana)
    assert client.get(reverse("privacy_audit")).status_code == 403
    client.force_login(boss)
    page = client.get(reverse("privacy_audit"), {"rayon": "connexions", "qui": ana.email.upper()})
    assert [(event.actor, deed) for event, deed, _ in page.context["lines"]] == [
        (ana, "s’est connectée, connecté")
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_journal_names_what_it_tells_of(client, no_second_factor, django_assert_num_queries, rows):
    gone = OrganisationFactory()
    journal.record(actor=None, action="paper.removed", target=gone, kind="insurance")
    Organisation.objects.filter(pk=gone.pk).delete()
    for number in range(rows):
        target = OrganisationFactory(name=f"La Varlope {number}")
        journal.record(actor=None, action="paper.removed", target=target)
    client.force_login(UserFactory(name="Camille", is_superuser=True))
    with django_assert_num_queries(2):
        names_of(AuditEvent.objects.filter(action="paper.removed"))
    page = client.get(reverse("privacy_audit"))
    named = [f"structure «\N{NO-BREAK SPACE}La Varlope {number}\N{NO-BREAK SPACE}»" for number in range(rows)]
    assert [detail for event, _, detail in page.context["lines"] if event.action == "paper.removed"] == [
        *reversed(named),
        f"structure {gone.pk} ; genre\N{NO-BREAK SPACE}: insurance",
    ]


def test_the_journal_says_which_right_was_given_to_whom(client, no_second_factor, ana):
    camille = UserFactory(name="Camille", is_superuser=True)
    caserne = PlaceFactory(name="La Caserne")
    grant(user=ana, permission="manage_place", target=caserne, given_by=camille)
    client.force_login(camille)
    page = client.get(reverse("privacy_audit"), {"rayon": "droits"})
    right = Permission.objects.get(codename="manage_place").name
    nbsp = "\N{NO-BREAK SPACE}"
    assert [detail for _, _, detail in page.context["lines"]] == [
        f"lieu «{nbsp}La Caserne{nbsp}» ; à qui{nbsp}: Ana, droit{nbsp}: {right}"
    ]


def test_everything_that_the_house_records_has_its_words():
    source = Path(__file__).resolve().parents[2]
    said = re.compile(
        r"""journal\.record\([^)]*?action=["']([a-z_.]+)["'](?: if \w+ else ["']([a-z_.]+)["'])?"""
    )
    recorded = {
        action
        for folder in ("site", "bookings", "incubator", "spaces", "cms")
        for file in (source / folder).rglob("*.py")
        for found in said.finditer(file.read_text())
        for action in found.groups()
        if action
    }
    assert len(recorded) > 25
    assert sorted(recorded - set(DEEDS)) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_much_for_one_row_as_for_three(client, ana, rows, django_assert_num_queries):
    for number in range(rows):
        MembershipFactory(user=ana, organisation=OrganisationFactory(name=f"Structure {number} de plus"))
    client.force_login(ana)
    client.get(reverse("privacy:data"))
    with django_assert_num_queries(7):
        client.get(reverse("privacy:data"))

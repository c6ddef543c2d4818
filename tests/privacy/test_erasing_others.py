"""An administrator erases somebody by the same rule; and data leave or go only for whoever proves who they are."""

import pytest
from django.core import mail
from django.urls import reverse

from journal.models import AuditEvent
from people.models import Contact, Departure, User
from people.services import open_account
from privacy.errors import StillNeeded
from privacy.retention import rule_of
from privacy.services import apply_retention, erase
from tests.bookings.browsing import text_of
from tests.factories.people import ContactFactory, MembershipFactory, OrganisationFactory, UserFactory
from tests.privacy.test_own_data import come

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]
PASSWORD = "caserne-demo"


@pytest.fixture
def camille():
    return UserFactory(name="Camille Renaud", is_superuser=True)


@pytest.fixture
def ana():
    return open_account(email="ana@exemple.example", name="Ana", password=PASSWORD)


def address_of(person) -> str:
    return reverse("privacy_erase_other", args=[person.pk])


def test_an_administrator_erases_somebody_on_their_address(client, camille, ana):
    come(client, camille)
    page = client.get(address_of(ana))
    assert "Le journal dira que c’est vous." in text_of(page)
    refused = client.post(address_of(ana), {"address": camille.email})
    assert refused.status_code == 422
    assert refused.context["form"].errors["address"] == [
        "Ce n’est pas l’adresse de ce compte : ana@exemple.example."
    ]
    assert client.post(address_of(ana), {"address": "ANA@exemple.example"}).status_code == 302
    ana.refresh_from_db()
    assert (ana.name, ana.is_active) == ("Personne effacée", False)
    event = AuditEvent.objects.get(action="person.erased")
    assert (event.actor, event.target_id) == (camille, str(ana.pk))
    # Once erased there is nobody left to erase.
    assert client.get(address_of(ana)).status_code == 404


def test_what_must_be_settled_first_is_said_and_nothing_goes(client, camille, ana):
    garden = OrganisationFactory(name="Le Jardin")
    MembershipFactory(user=ana, organisation=garden, role="admin")
    MembershipFactory(organisation=garden)
    come(client, camille)
    page = client.post(address_of(ana), {"address": ana.email})
    assert page.status_code == 422
    assert "responsable du compte de Le Jardin" in text_of(page)
    assert User.objects.get(pk=ana.pk).name == "Ana"


def test_nobody_else_may(client, ana):
    for person in (UserFactory(), UserFactory(is_staff=True)):
        come(client, person)
        assert client.post(address_of(ana), {"address": ana.email}).status_code in (302, 403)
    assert User.objects.get(pk=ana.pk).name == "Ana"


def test_oneself_goes_by_ones_own_page(client, camille):
    come(client, camille)
    assert client.get(address_of(camille))["Location"] == reverse("privacy:erase")


def test_the_last_administrator_stays(camille):
    with pytest.raises(StillNeeded) as refused:
        erase(person=camille, by=camille)
    assert "seule ou seul à administrer" in refused.value.reasons[0]
    other = UserFactory(is_superuser=True)
    erase(person=camille, by=other)


@pytest.mark.parametrize("name", ["privacy:take", "privacy:erase"])
def test_a_session_opened_long_ago_proves_nothing(client, ana, name):
    client.force_login(ana)
    back = reverse("privacy:data" if name == "privacy:take" else name)
    answer = client.post(reverse(name), {"address": ana.email})
    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('account_reauthenticate')}?next={back.replace('/', '%2F')}"
    assert User.objects.get(pk=ana.pk).name == "Ana"
    assert not AuditEvent.objects.filter(action="person.exported").exists()

    proved = client.post(answer["Location"], {"password": PASSWORD})
    assert proved["Location"] == back
    assert client.post(reverse(name), {"address": ana.email}).status_code == 200


def test_an_administrator_proves_it_too(client, ana):
    boss = open_account(email="boss@exemple.example", name="Camille", password=PASSWORD, is_superuser=True)
    client.force_login(boss)
    answer = client.post(address_of(ana), {"address": ana.email})
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert User.objects.get(pk=ana.pk).name == "Ana"


def test_whoever_has_no_password_signs_in_again_by_a_code(client):
    paul = open_account(email="paul@exemple.example", name="Paul")
    client.force_login(paul)
    answer = client.post(reverse("privacy:take"))
    assert answer["Location"].startswith(f"{reverse('account_request_login_code')}?next=")
    assert "_auth_user_id" not in client.session
    asked = client.post(answer["Location"], {"email": paul.email})
    code = next(line.strip() for line in mail.outbox[0].body.splitlines() if line.strip()[4:5] == "-")
    entered = client.post(asked["Location"], {"code": code})
    assert entered["Location"] == reverse("privacy:data")
    assert client.post(reverse("privacy:take")).status_code == 200


def test_the_proof_is_good_for_some_minutes_only(client, ana, time_machine):
    time_machine.move_to("2027-03-01T09:00:00Z", tick=False)
    come(client, ana)
    time_machine.move_to("2027-03-01T09:05:00Z", tick=False)
    assert client.post(reverse("privacy:take")).status_code == 302


def test_contacts_of_an_organisation_that_left_go_two_years_after(time_machine):
    time_machine.move_to("2027-03-31T12:00:00Z", tick=False)
    gone, here = OrganisationFactory(status="former"), OrganisationFactory(status="member")
    contacts = {
        name: ContactFactory(name=name, organisation=organisation)
        for name, organisation in (("Partie", gone), ("Ici", here), ("Sans structure", None))
    }
    for organisation in (gone, here):
        Departure.objects.create(
            organisation=organisation, leaves_on="2025-03-31", closed_at="2025-03-31T12:00:01Z"
        )
    assert rule_of("people.contacts").words == "2 ans après la clôture du départ"
    apply_retention()
    assert Contact.objects.count() == len(contacts)
    time_machine.move_to("2027-03-31T12:00:01Z", tick=False)
    apply_retention()
    assert set(Contact.objects.values_list("name", flat=True)) == {"Ici", "Sans structure"}

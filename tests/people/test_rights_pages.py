from datetime import timedelta

import pytest
from django.urls import reverse

from people.grants import granted
from people.services import grant, leave
from reminders.typography import unbroken
from spaces.models import Place, Space
from tests.factories.people import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO = True


@pytest.fixture
def caserne():
    return Place.objects.create(name="La Caserne", slug="pont-achard")


@pytest.fixture
def halle(caserne):
    return Space.objects.create(place=caserne, name="Halle", slug="halle")


@pytest.fixture
def elsewhere():
    return Place.objects.create(name="Ailleurs", slug="ailleurs")


@pytest.fixture
def manager(caserne, client):
    person = UserFactory(name="Samir Haddad", email="samir@caserne.example")
    grant(user=person, permission="manage_place", target=caserne, given_by=None)
    client.force_login(person)
    return person


@pytest.fixture
def fatou():
    return UserFactory(name="Fatou Diallo", email="fatou@caserne.example")


def give(client, target, permission, email="FATOU@caserne.example"):
    return client.post(
        reverse("people_rights"),
        {"email": email, "target": f"{target._meta.label_lower}:{target.pk}", "permission": permission},
    )


def test_a_manager_gives_a_right_in_plain_french_and_takes_it_back(client, manager, fatou, halle):
    assert give(client, halle, "approve_space").status_code == 302
    page = client.get(reverse("people_rights")).content.decode()
    assert "Fatou Diallo peut valider les réservations de Halle" in page
    assert "donné par Samir Haddad" in page
    right = granted(fatou, "approve_space", Space).get().grants.get()
    client.post(reverse("people_take_back", args=[f"spaces.space:{right.pk}"]))
    assert not granted(fatou, "approve_space", Space).exists()


@pytest.mark.parametrize(
    ("permission", "email", "says"),
    [
        ("manage_place", "fatou@caserne.example", "Ce droit ne va pas avec cet endroit"),
        ("approve_space", "personne@caserne.example", "Personne n’a de compte à cette adresse"),
    ],
)
def test_what_cannot_be_given_is_said_beside_the_field(
    client, manager, fatou, halle, permission, email, says
):
    answer = give(client, halle, permission, email)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert email in answer.content.decode()
    assert not granted(fatou, permission, Space).exists()


def test_a_manager_gives_nothing_elsewhere(client, manager, fatou, elsewhere):
    assert give(client, elsewhere, "manage_place").status_code == 422
    assert not granted(fatou, "manage_place", Place).exists()


def test_a_manager_takes_nothing_back_elsewhere(client, manager, fatou, elsewhere):
    row = grant(user=fatou, permission="manage_place", target=elsewhere, given_by=None)
    answer = client.post(reverse("people_take_back", args=[f"spaces.place:{row.pk}"]))
    assert answer.status_code == 404
    assert granted(fatou, "manage_place", Place).get() == elsewhere


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ({}, "gérer La Caserne"),
        ({"is_active": False}, "Son compte est désactivé"),
        ({"is_superuser": True}, "administrer toute l’installation"),
    ],
)
def test_why_may_somebody_or_not(client, manager, caserne, state, why):
    person = UserFactory(email="paul@caserne.example", **state)
    answer = client.get(
        reverse("people_why"), {"why-email": person.email, "why-target": f"spaces.place:{caserne.pk}"}
    )
    assert answer.content.decode().count(why) == 3


@pytest.mark.parametrize(("permission", "status"), [(None, 403), ("welcome_place", 403), ("edit_place", 403)])
def test_who_runs_nothing_does_not_see_the_rights(client, caserne, fatou, permission, status):
    if permission:
        grant(user=fatou, permission=permission, target=caserne, given_by=None)
    client.force_login(fatou)
    assert client.get(reverse("people_rights")).status_code == status


@pytest.mark.parametrize("people", [1, 3])
def test_the_page_costs_the_same_however_many_rights_it_shows(
    client, manager, caserne, django_assert_num_queries, people
):
    for _ in range(people):
        grant(user=UserFactory(), permission="welcome_place", target=caserne, given_by=manager)
    client.get(reverse("people_rights"))
    with django_assert_num_queries(52):
        client.get(reverse("people_rights"))


@pytest.mark.parametrize(("organisation", "status"), [("theirs", 302), ("another", 422)])
def test_a_right_is_given_through_a_membership_and_goes_with_it(
    client, manager, fatou, halle, organisation, status, time_machine
):
    theirs = MembershipFactory(user=fatou, organisation__name="Épi d’Or")
    chosen = {"theirs": theirs.organisation, "another": OrganisationFactory()}[organisation]
    answer = client.post(
        reverse("people_rights"),
        {
            "email": fatou.email,
            "target": f"spaces.space:{halle.pk}",
            "permission": "approve_space",
            "organisation": chosen.pk,
        },
    )
    assert answer.status_code == status
    if status == 422:
        assert answer.context["form"].errors["organisation"] == [
            "Cette personne ne fait pas partie de cette structure aujourd’hui."
        ]
        return
    assert "au titre de Épi d’Or" in client.get(reverse("people_rights")).content.decode()
    leave(membership=theirs, ends_on=fatou.today() - timedelta(days=1))
    assert not granted(fatou, "approve_space", Space).exists()
    why = client.get(
        reverse("people_why"), {"why-email": fatou.email, "why-target": f"spaces.space:{halle.pk}"}
    ).content.decode()
    assert unbroken("au titre de Épi d’Or (éteint : cette appartenance ne court pas aujourd’hui)") in why
    assert (
        unbroken("éteint : cette appartenance ne court pas")
        in client.get(reverse("people_rights")).content.decode()
    )

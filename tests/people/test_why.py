"""« Pourquoi ? » : the policy answers, and the page says through what, or what it would take."""

from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

import vault.services
from bookings import services
from bookings.models import Booking
from incubator.enums import Role, Status
from people.explaining import answers, behind, explained_of
from people.explaining_files import owner_kinds
from people.models import Paper
from people.services import add_paper, grant
from spaces.holds import Hold
from tests.bookings.browsing import text_of
from tests.factories.bookings import at, house, room
from tests.factories.incubator import brought_to, given
from tests.factories.meetings import room as meeting_room
from tests.factories.people import MembershipFactory, OrganisationFactory, UserFactory
from vault.registry import _KEEPERS

pytestmark = pytest.mark.django_db

# Monday 2 March 2026, 9 h in Paris.
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _still(time_machine, settings):
    settings.MFA_MANDATORY_FOR_STAFF = False
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def place():
    return house()


@pytest.fixture
def clain(place):
    return room(place)


@pytest.fixture
def lucie():
    return MembershipFactory(
        user=UserFactory(name="Lucie Moreau", email="lucie@caserne.example"),
        organisation=OrganisationFactory(name="Les Petites Mains du Clain", status="resident"),
        starts_on=date(2025, 9, 1),
    ).user


@pytest.fixture
def samir(place, client):
    user = UserFactory(name="Samir Haddad")
    grant(user=user, permission="manage_place", target=place, given_by=None)
    client.force_login(user)
    return user


@pytest.fixture
def booking(clain, lucie):
    organisation = lucie.memberships.get().organisation
    return services.book(
        organiser=lucie,
        organisation=organisation,
        rooms=[Hold(clain, at("2026-03-03", "14:00"), at("2026-03-03", "16:00"))],
        title="Réunion de bureau",
        attendees=9,
    )


def may(person, target) -> dict[str, bool]:
    found = answers(person, target)
    assert all(answer.is_told for answer in found), [answer for answer in found if not answer.is_told]
    return {answer.deed: answer.may for answer in found}


def ask(client, person, address):
    return client.get(reverse("people_why"), {"why-email": person.email, "why-address": address})


def test_the_page_of_a_booking_says_through_which_membership(client, samir, lucie, booking):
    page = ask(client, lucie, f"https://caserne.example/mon-espace/reservations/{booking.pk}/?x=1#y")
    text = text_of(page)
    assert "avoir fait la réservation" in text
    assert "faire partie de Les Petites Mains du Clain, membre depuis le 01/09/2025" in text
    assert "Elle n’attend plus de réponse : elle est confirmée." in text
    assert [(one.deed, one.may) for one in page.context["answers"]] == [
        ("voir la réservation", True),
        ("la modifier ou l’annuler", True),
        ("la valider ou la refuser", False),
        ("noter qui est venu", False),
        ("lire son prix", True),
    ]


def test_what_it_would_take_is_said_to_those_who_may_not(client, samir, booking):
    stranger = UserFactory(name="Paul Martin")
    page = text_of(ask(client, stranger, reverse("bookings:booking", args=[booking.pk])))
    assert "Il faudrait, au choix" in page
    assert "gérer La Caserne" in page
    assert "tenir l’accueil de La Caserne, le jour même" in page


def test_what_a_membership_opened_goes_with_it_and_the_page_says_when(lucie, booking):
    colleague = MembershipFactory(organisation=booking.organisation, ends_on=date(2026, 2, 28)).user
    assert may(colleague, booking)["voir la réservation"] is False
    (answer,) = [one for one in answers(colleague, booking) if one.deed == "voir la réservation"]
    said = [evidence.said for _, evidence in answer.lacking if evidence.said]
    assert len(said) == 1
    assert said[0][0].endswith("au 28/02/2026")


@pytest.mark.parametrize("status", ["pending", "confirmed"])
def test_an_approver_of_one_room_of_two_sees_and_does_not_decide(booking, clain, place, status):
    other = room(place, "Salle de la Boivre")
    booking.booked_spaces.create(space=other, starts_at=NOW, ends_at=at("2026-03-02", "12:00"))
    Booking.objects.filter(pk=booking.pk).update(status=status)
    booking.refresh_from_db()
    approver = UserFactory()
    grant(user=approver, permission="approve_space", target=clain, given_by=None)
    assert (
        may(approver, booking)["voir la réservation"],
        may(approver, booking)["la valider ou la refuser"],
    ) == (
        True,
        False,
    )
    grant(user=approver, permission="approve_space", target=other, given_by=None)
    assert may(approver, booking)["la valider ou la refuser"] is (status == "pending")


def test_the_desk_sees_the_day_itself_and_no_other(booking, place, time_machine):
    desk = UserFactory()
    grant(user=desk, permission="welcome_place", target=place, given_by=None)
    assert may(desk, booking)["voir la réservation"] is False
    time_machine.move_to(at("2026-03-03", "09:00"), tick=False)
    assert may(desk, booking) == {
        "voir la réservation": True,
        "la modifier ou l’annuler": False,
        "la valider ou la refuser": False,
        "noter qui est venu": True,
        "lire son prix": False,
    }


@pytest.mark.parametrize("state", [{"is_active": False}, {"is_active": False, "is_superuser": True}])
def test_a_closed_account_may_do_nothing_whatever_it_holds(place, clain, booking, state):
    person = UserFactory(**state)
    grant(user=person, permission="manage_place", target=place, given_by=None)
    for target in (place, clain, booking):
        allowed = may(person, target)
        allowed.pop("voir la page de l’espace", None)
        assert set(allowed.values()) == {False}


def test_dossiers(client):
    dossier = brought_to(Status.UNDER_REVIEW)
    guest = UserFactory()
    dossier.collaborators.create(user=guest, role=Role.READER)
    officer = given(dossier.call, "handle_call")
    assert may(dossier.owner, dossier) == {
        "lire le dossier": True,
        "y écrire": True,
        "l’instruire": False,
        "décider de la suite": False,
    }
    assert (may(guest, dossier)["lire le dossier"], may(guest, dossier)["y écrire"]) == (True, False)
    assert may(officer, dossier)["l’instruire"] is True
    dossier.collaborators.create(user=officer, role=Role.READER)
    (answer,) = [one for one in answers(officer, dossier) if one.deed == "l’instruire"]
    assert (answer.may, answer.stopped) == (
        False,
        "Personne n’instruit ce qu’il écrit : cette personne prend part au dossier.",
    )
    assert may(given(dossier.call, "review_call"), dossier)["lire le dossier"] is False
    assert behind(reverse("incubator:dossier", args=[dossier.pk]), officer) == dossier
    assert behind(reverse("incubator:dossier", args=[dossier.pk]), guest) is None


def test_meetings():
    held = meeting_room()
    person = UserFactory()
    assert may(person, held.meeting) == {"lire la rencontre": False, "la tenir": False}
    held.meeting.secretary = person
    held.meeting.save()
    assert may(person, held.meeting) == {"lire la rencontre": True, "la tenir": True}
    assert may(held.chair, held.meeting) == {"lire la rencontre": True, "la tenir": True}
    assert behind(reverse("meetings_hold", args=[held.meeting.pk]), held.chair) == held.meeting
    assert behind(reverse("meetings_hold", args=[held.meeting.pk]), UserFactory()) is None


def test_a_document_says_who_opens_it(client, samir, lucie):
    organisation = lucie.memberships.get().organisation
    lucie.memberships.update(role="admin")
    paper = add_paper(
        organisation=organisation,
        added_by=lucie,
        kind=Paper.Kind.INSURANCE,
        valid_from=date(2026, 1, 1),
        valid_until=date(2026, 12, 31),
        upload=SimpleUploadedFile("assurance.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF"),
    )
    file = vault.services.PrivateFile.objects.of(paper).get()
    page = text_of(ask(client, lucie, file.get_absolute_url()))
    assert "être responsable de Les Petites Mains du Clain : responsable du compte" in page
    assert may(UserFactory(), file) == {"ouvrir le document": False}
    assert behind(file.get_absolute_url(), UserFactory()) is None


@pytest.mark.parametrize(
    "address",
    ["", "n’importe quoi", "/mon-espace/", "https://ailleurs.example/rien/", "/mon-espace/reservations/zut/"],
)
def test_an_address_that_explains_nothing_is_refused_beside_the_field(client, samir, lucie, address):
    page = ask(client, lucie, address)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["address" if address else "target"]


def test_the_booking_of_another_place_is_nobodys_to_ask_about(client, samir, lucie):
    elsewhere = room(house(slug="ailleurs", name="Ailleurs"), "Là-bas")
    made = services.book(
        organiser=lucie,
        organisation=lucie.memberships.get().organisation,
        rooms=[Hold(elsewhere, at("2026-03-03", "14:00"), at("2026-03-03", "16:00"))],
        title="Ailleurs",
        attendees=2,
    )
    assert ask(client, lucie, reverse("bookings:booking", args=[made.pk])).status_code == 422


def test_an_address_and_a_choice_at_once_are_refused(client, samir, lucie, clain, booking):
    page = client.get(
        reverse("people_why"),
        {
            "why-email": lucie.email,
            "why-target": f"spaces.space:{clain.pk}",
            "why-address": reverse("bookings:booking", args=[booking.pk]),
        },
    )
    assert page.context["form"].errors["address"] == [
        "Choisissez un endroit, ou donnez une adresse : pas les deux."
    ]


def test_the_page_of_a_space_is_understood(samir, clain):
    address = reverse("bookings:space", args=[clain.place.slug, clain.slug])
    assert behind(address, samir) == clain
    assert explained_of(clain).label == "espace"


def test_the_files_of_most_kinds_say_their_ways():
    untold = set(_KEEPERS) - set(owner_kinds())
    assert untold == {"incubator.opportunitystudy", "incubator.project", "jobs.job"}

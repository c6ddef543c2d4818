"""The desk: people who come in without a booking, entries kept without network, the sheet of the weekend."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from bookings.models import Booking
from bookings.services import book
from spaces.sources import differences
from tests.bookings.browsing import text_of
from tests.factories.bookings import RulesFactory, at, room
from tests.factories.people import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

WALK_IN = "/accueil/imprevu/"
KEPT = {"X-Kept-Entry": "1"}


@pytest.fixture
def as_jeanne(client, jeanne):
    client.force_login(jeanne)
    return client


@pytest.fixture
def visit(clain):
    def facts(**more):
        return {
            "key": str(uuid4()),
            "space": clain.pk,
            "title": "Scouts de passage",
            "attendees": "6",
            "length": "60",
        } | more

    return facts


def test_people_who_come_in_get_a_room_at_once(as_jeanne, jeanne, visit, clain, now):
    now.move_to(at("2026-03-02", "09:07") + timedelta(seconds=40))

    assert as_jeanne.post(WALK_IN, visit()).status_code == 302

    booking = Booking.objects.get()
    (stay,) = booking.booked_spaces.all()
    assert (booking.status, booking.title, booking.organiser) == ("confirmed", "Scouts de passage", jeanne)
    assert (stay.space, stay.starts_at, stay.ends_at) == (
        clain,
        at("2026-03-02", "09:07"),
        at("2026-03-02", "10:07"),
    )
    assert booking.checked_in_at == at("2026-03-02", "09:07")
    assert list(differences()) == []


def test_the_same_visit_sent_twice_is_one_booking(as_jeanne, visit):
    sent = visit()

    first, second = (as_jeanne.post(WALK_IN, sent, headers=KEPT) for _ in range(2))

    assert first.json() == second.json() == {"told": "Scouts de passage : Salle du Clain, c’est noté."}
    assert Booking.objects.count() == 1


def test_a_visit_typed_without_network_stands_where_it_was_typed(as_jeanne, visit, now):
    now.move_to(at("2026-03-02", "11:00"))

    answer = as_jeanne.post(WALK_IN, visit(ago="2400"), headers=KEPT)

    assert answer.status_code == 200
    (stay,) = Booking.objects.get().booked_spaces.all()
    assert (stay.starts_at, stay.ends_at) == (at("2026-03-02", "10:20"), at("2026-03-02", "11:20"))


def test_a_visit_that_cannot_be_is_told_why_and_writes_nothing(as_jeanne, visit, ask, now):
    book(**ask(day="2026-03-02", start="10:00", end="12:00"))
    now.move_to(at("2026-03-02", "10:30"))

    by_script = as_jeanne.post(WALK_IN, visit(), headers=KEPT)
    by_hand = as_jeanne.post(WALK_IN, visit())

    assert by_script.status_code == by_hand.status_code == 409
    assert by_script.json() == {"refused": "Salle du Clain n’est pas libre lundi 2 mars 2026 de 10 h à 12 h"}
    assert 'value="Scouts de passage"' in text_of(by_hand)
    assert Booking.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "status", "sentence"),
    [
        ({"attendees": "16"}, 409, "L’effectif autorisé pour Salle du Clain est de 15 personnes."),
        ({"attendees": "0"}, 422, "Assurez-vous que cette valeur est supérieure ou égale à 1."),
        ({"title": ""}, 422, "Il manque une réponse ici."),
        ({"space": "0"}, 422, "Sélectionnez un choix valide."),
        ({"key": "x"}, 422, "UUID"),
        ({"ago": str(3600 * 25)}, 409, "Cette saisie a plus d’un jour"),
        ({"ago": "-5"}, 422, "Assurez-vous que cette valeur est supérieure ou égale à 0."),
    ],
)
def test_the_desk_keeps_to_what_protects_people(as_jeanne, visit, wrong, status, sentence):
    answer = as_jeanne.post(WALK_IN, visit(**wrong), headers=KEPT)

    assert answer.status_code == status
    assert sentence in answer.json()["refused"]
    assert Booking.objects.count() == 0


def test_the_desk_opens_what_is_for_members_but_no_workshop_and_nothing_that_waits_for_a_yes(
    as_jeanne, visit, place, clain
):
    wood, hall = room(place, "Atelier bois"), room(place, "Travée")
    RulesFactory(place=place, audience="members", lead_time=timedelta(days=2), step=timedelta(hours=1))
    RulesFactory(space=wood, audience="trained")
    RulesFactory(space=hall, needs_approval=True)

    answers = {
        space.name: as_jeanne.post(WALK_IN, visit(space=space.pk), headers=KEPT).json()
        for space in (clain, wood, hall)
    }

    assert answers == {
        "Salle du Clain": {"told": "Scouts de passage : Salle du Clain, c’est noté."},
        "Atelier bois": {
            "refused": "Atelier bois demande une habilitation. "
            "L’accueil vous dira quand se tient la prochaine séance."
        },
        "Travée": {"refused": "Travée demande l’accord d’une personne. Appelez la gestion."},
    }


def test_a_visit_of_a_house_s_organisation_is_theirs(as_jeanne, visit):
    ours = OrganisationFactory(name="La Varlope", in_directory=True)
    hidden = OrganisationFactory(in_directory=False)

    as_jeanne.post(WALK_IN, visit(organisation=ours.pk))

    assert Booking.objects.get().organisation == ours
    assert as_jeanne.post(WALK_IN, visit(organisation=hidden.pk), headers=KEPT).status_code == 422


def test_only_the_desk_gives_rooms(client, lucie, visit):
    assert client.post(WALK_IN, visit()).url.startswith("/compte/login/")
    client.force_login(lucie)
    assert client.post(WALK_IN, visit()).status_code == 403
    assert Booking.objects.count() == 0


def test_the_page_offers_the_rooms_that_are_free_and_until_when(as_jeanne, place, ask, clain, now):
    busy = room(place, "Salle de garde")
    room(place, "Coworking", seat_count=10, capacity=None, layouts={})
    book(**ask(day="2026-03-02", start="11:00", end="12:00"))
    book(**ask(space=busy, day="2026-03-02", start="09:00", end="12:00"))
    now.move_to(at("2026-03-02", "10:02"))

    choices = as_jeanne.get("/accueil/").context["walk_in"].fields["space"].widget.choices

    assert [str(label) for _, label in choices] == [
        "Choisir",
        "12, Salle du Clain, libre jusqu’à 11\u00a0h",
        "14, Coworking, par place",
    ]


def test_a_closed_house_offers_no_room_at_all(as_jeanne, place, clain, now):
    room(place, "Coworking", seat_count=10, capacity=None, layouts={})
    now.move_to(at("2026-03-02", "23:00"))

    page = as_jeanne.get("/accueil/")

    choices = page.context["walk_in"].fields["space"].widget.choices
    assert [str(label) for _, label in choices] == ["Choisir"]
    assert page.context["no_room"] == "La maison est fermée, elle ouvre demain à 8\u00a0h."


def test_the_page_offers_no_room_that_the_desk_may_not_give(as_jeanne, place, clain, now):
    wood, hall = room(place, "Atelier bois"), room(place, "Travée")
    RulesFactory(place=place, audience="members")
    RulesFactory(space=wood, audience="trained")
    RulesFactory(space=hall, needs_approval=True)
    now.move_to(at("2026-03-02", "10:02"))

    page = as_jeanne.get("/accueil/")

    choices = page.context["walk_in"].fields["space"].widget.choices
    assert [value for value, _ in choices] == ["", clain.pk]
    assert page.context["no_room"] == ""
    RulesFactory(space=clain, audience="staff")
    assert as_jeanne.get("/accueil/").context["no_room"] == "Aucune salle n’est libre en ce moment."


@pytest.fixture
def meeting(ask):
    """Today at nine."""
    return book(**ask(day="2026-03-02", start="09:00", end="10:00"))


def test_an_entry_kept_until_after_midnight_is_of_the_day_on_which_it_was_typed(as_jeanne, meeting, now):
    now.move_to(at("2026-03-03", "08:30"))
    counted = reverse("bookings:counted", args=[meeting.pk])

    assert as_jeanne.post(counted, {"present": "7"}, headers=KEPT).status_code == 404
    answer = as_jeanne.post(counted, {"present": "7", "ago": str(23 * 3600)}, headers=KEPT)

    assert answer.json() == {"told": "Réunion de bureau : 7 présents, c’est noté."}
    assert Booking.objects.get().attendance_declared == 7
    two_days = as_jeanne.post(counted, {"present": "8", "ago": str(24 * 3600 + 60)}, headers=KEPT)
    assert two_days.status_code == 409


def test_a_count_noted_by_somebody_else_meanwhile_is_not_overwritten(as_jeanne, meeting, now):
    now.move_to(at("2026-03-02", "09:30"))
    counted = reverse("bookings:counted", args=[meeting.pk])
    as_jeanne.post(counted, {"present": "15", "seen": ""})

    late = as_jeanne.post(counted, {"present": "12", "seen": "", "ago": "60"}, headers=KEPT)
    again = as_jeanne.post(counted, {"present": "15", "seen": "", "ago": "60"}, headers=KEPT)

    assert late.status_code == 409
    assert late.json() == {"refused": "« Réunion de bureau » : 15 présents ont été notés entre-temps."}
    assert again.status_code == 200
    assert as_jeanne.post(counted, {"present": "12", "seen": "15"}).status_code == 302
    assert Booking.objects.get().attendance_declared == 12


def test_an_arrival_sent_twice_is_noted_once_at_the_hour_at_which_it_was_typed(as_jeanne, meeting, now):
    now.move_to(at("2026-03-02", "09:30"))
    arrived = reverse("bookings:arrived", args=[meeting.pk])

    as_jeanne.post(arrived, {"ago": "1500"}, headers=KEPT)
    as_jeanne.post(arrived, {"ago": "0"}, headers=KEPT)

    assert Booking.objects.get().checked_in_at == at("2026-03-02", "09:05")


def test_on_monday_the_weekend_is_one_table(as_jeanne, ask, now):
    now.move_to(at("2026-02-27", "09:00"))
    saturday = book(**ask(day="2026-02-28", title="Gratiferia"))
    sunday = book(**ask(day="2026-03-01", title="Brocante"))
    book(**ask(day="2026-03-03", title="Mardi"))
    now.move_to(at("2026-03-02", "09:00"))
    names = [booking.pk.hex for booking in (saturday, sunday)]

    page = as_jeanne.get("/accueil/week-end/")
    assert [visit.booking for visit, _ in page.context["rows"]] == [saturday, sunday]
    assert "/accueil/week-end/" in text_of(as_jeanne.get("/accueil/"))
    wrong = as_jeanne.post("/accueil/week-end/", {f"{names[0]}-present": "-1", f"{names[1]}-present": "14"})
    assert wrong.status_code == 422
    typed = {f"{names[0]}-present": "40", f"{names[1]}-present": "14", f"{names[1]}-seen": "14"}
    assert as_jeanne.post("/accueil/week-end/", typed).status_code == 302

    assert [Booking.objects.get(pk=pk).attendance_declared for pk in names] == [40, 14]


def test_the_sheet_of_the_weekend_is_the_desk_s_of_that_place_and_of_the_morning_after(
    as_jeanne, client, ask, lucie, now
):
    now.move_to(at("2026-02-27", "09:00"))
    book(**ask(day="2026-02-28"))
    now.move_to(at("2026-03-03", "09:00"))
    assert as_jeanne.get("/accueil/week-end/").context["rows"] == []
    client.force_login(lucie)
    assert client.get("/accueil/week-end/").status_code == 403


@pytest.mark.parametrize(
    ("today", "days"),
    [
        ("2026-03-02", ("2026-02-28", "2026-03-01")),
        ("2026-03-03", None),
        ("2026-02-28", None),
        # Easter Monday is entered on Tuesday; 14 July 2026 is a Tuesday in the middle of a week.
        ("2026-04-06", None),
        ("2026-04-07", ("2026-04-04", "2026-04-06")),
        ("2026-07-15", None),
        ("2026-05-04", ("2026-05-01", "2026-05-03")),
    ],
)
def test_the_weekend_is_entered_on_the_first_working_day_after_it(today, days):
    from datetime import date

    from bookings.weekend import weekend_to_enter

    expected = None if days is None else tuple(date.fromisoformat(day) for day in days)
    assert weekend_to_enter(date.fromisoformat(today)) == expected

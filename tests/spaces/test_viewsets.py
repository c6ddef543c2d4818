import pytest
from django.test import Client
from django.urls import reverse

from people.services import grant
from reminders.typography import unbroken
from spaces.models import OpeningException, OpeningRule, Space
from tests.factories.people import UserFactory
from tests.factories.spaces import BuildingFactory, FloorFactory, PlaceFactory, SpaceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]

LISTS = ["rooms", "layouts", "opening_rules", "opening_exceptions", "places", "buildings", "floors"]


@pytest.fixture
def place():
    return PlaceFactory(name="La Caserne")


@pytest.fixture
def manager(place):
    user = UserFactory()
    grant(user=user, permission="manage_place", target=place, given_by=None)
    return user


@pytest.fixture
def desk(manager):
    client = Client()
    client.force_login(manager)
    return client


def fields(space, **changes) -> dict:
    values = {
        "place": space.place_id, "floor": "", "name": space.name, "slug": space.slug, "door_number": "12",
        "kind": "meeting_room", "area_m2": "31.2", "capacity": 12, "safety_capacity": "", "seat_count": "",
        "equipment": "", "remark": "", "description": "", "turnaround": "00:15:00", "in_service_from": "",
        "in_service_until": "", "is_bookable": "on",
    }  # fmt: skip
    return values | changes


@pytest.mark.parametrize("name", LISTS)
def test_managers_open_every_list_and_form(desk, place, name):
    SpaceFactory(place=place, floor=FloorFactory(building=BuildingFactory(place=place)))

    assert desk.get(reverse(f"{name}:index")).status_code == 200
    # Administrators alone open new places: Wagtail sends the others home.
    assert desk.get(reverse(f"{name}:add")).status_code == (302 if name == "places" else 200)


@pytest.mark.parametrize("name", LISTS)
def test_the_others_are_refused(place, name):
    desk_keeper = UserFactory()
    grant(user=desk_keeper, permission="welcome_place", target=place, given_by=None)
    client = Client()
    client.force_login(desk_keeper)

    assert client.get(reverse(f"{name}:index")).status_code in (302, 403)


def test_each_cell_knows_its_heading_for_a_telephone_has_room_for_one_column(desk, place):
    SpaceFactory(place=place, name="Clain", door_number="12")

    page = desk.get(reverse("rooms:index")).content.decode()

    assert '<td data-label="Numéro de porte">12</td>' in page
    assert '<td data-label="Type">Salle de réunion</td>' in page


def test_managers_see_the_rooms_of_their_place_and_no_others(desk, place):
    mine, other = SpaceFactory(place=place, name="Clain"), SpaceFactory(name="Boivre")

    page = desk.get(reverse("rooms:index")).content.decode()

    assert "Clain" in page
    assert "Boivre" not in page
    assert desk.get(reverse("rooms:edit", args=[mine.pk])).status_code == 200
    assert desk.get(reverse("rooms:edit", args=[other.pk])).status_code == 404


def test_a_room_is_archived_and_never_deleted(desk, place):
    room = SpaceFactory(place=place)

    answer = desk.post(reverse("rooms:edit", args=[room.pk]), fields(room, is_archived="on"))

    assert answer.status_code == 302
    room.refresh_from_db()
    assert (room.is_archived, room.door_number) == (True, "12")
    assert desk.get(f"/gestion/espaces/delete/{room.pk}/").status_code == 404
    assert desk.post(f"/gestion/espaces/delete/{room.pk}/").status_code == 404
    assert Space.objects.filter(pk=room.pk).exists()


def test_a_room_cannot_be_sent_to_a_place_one_does_not_manage(desk, place):
    room, elsewhere = SpaceFactory(place=place), PlaceFactory()

    answer = desk.post(reverse("rooms:edit", args=[room.pk]), fields(room, place=elsewhere.pk))

    assert answer.status_code == 200
    room.refresh_from_db()
    assert room.place == place


def test_hours_that_overlap_are_explained_beside_the_form(desk, place):
    hours = {
        "place": place.pk, "building": "", "space": "", "weekday": 2, "opens": "08:00", "closes": "22:00",
        "valid_from": "", "valid_until": "", "school_period": "always",
    }  # fmt: skip

    assert desk.post(reverse("opening_rules:add"), hours).status_code == 302
    answer = desk.post(reverse("opening_rules:add"), hours | {"opens": "09:00"})

    assert answer.status_code == 200
    assert unbroken("Cet horaire en recouvre un autre : mardi de 8 h à 22 h.") in answer.content.decode()
    answer = desk.post(reverse("opening_rules:add"), hours | {"weekday": 3, "place": ""})
    assert (
        unbroken("Choisissez un lieu, un bâtiment ou un espace : un seul des trois.")
        in answer.content.decode()
    )
    assert OpeningRule.objects.count() == 1


def test_a_day_that_contradicts_another_is_refused_beside_its_field(desk, place):
    day = {"place": place.pk, "building": "", "space": "", "date": "2026-12-01", "reason": "Inventaire"}

    assert desk.post(reverse("opening_exceptions:add"), day | {"opens": "", "closes": ""}).status_code == 302
    answer = desk.post(reverse("opening_exceptions:add"), day | {"opens": "10:00", "closes": "12:00"})

    assert list(answer.context["form"].errors) == ["opens"]
    assert unbroken("Ce jour est déjà dit fermé (mardi 1er décembre 2026, fermé)") in answer.content.decode()
    assert 'value="Inventaire"' in answer.content.decode()
    assert OpeningException.objects.count() == 1
    (kept,) = OpeningException.objects.all()
    again = day | {"opens": "", "closes": "", "reason": "Fermé pour inventaire"}
    assert desk.post(reverse("opening_exceptions:edit", args=[kept.pk]), again).status_code == 302


def test_the_form_of_hours_says_until_when_school_holidays_are_known(desk):
    page = desk.get(reverse("opening_rules:add")).content.decode()
    assert "Les dates des vacances scolaires sont publiées jusqu’au 31/08/2028." in page

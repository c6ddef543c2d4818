"""Whether the house is open, said the same wherever one asks."""

from datetime import timedelta

import pytest
from django.urls import reverse

from bookings.services import Override, book, close_and_rehouse
from spaces.holds import Hold
from spaces.models import OpeningRule
from tests.bookings.browsing import text_of
from tests.factories.bookings import at, room

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

SEARCH = "/reserver/?day=2026-03-03&length=120&attendees=9&starts="


def answered(client, hour: str):
    answer = client.get(f"{SEARCH}{hour}")
    assert answer.context["offers"] == []
    return answer.context["closed"]


def test_a_search_at_night_says_when_the_house_opens(client, clain):
    closed = answered(client, "03:00")

    assert closed.title == "La maison est fermée à ce moment-là"
    assert closed.text == "Mardi 3\xa0mars, elle est ouverte de 8\xa0h à 22\xa0h."
    assert closed.label == "Tout ce qui est libre mardi\xa03 à 8\xa0h"
    there = client.get(closed.href.partition("#")[0])
    assert [shown.name for shown in there.context["offers"]] == [clain.name]


def test_a_search_that_ends_after_the_house_closes_says_so(client, clain):
    closed = answered(client, "21:00")

    assert closed.title == "La maison n’est pas ouverte tout ce temps"
    assert closed.label == "Tout ce qui est libre mercredi\xa04 à 8\xa0h"


def test_a_day_without_opening_leads_to_the_next(client, place, clain):
    OpeningRule.objects.filter(place=place, weekday__in=[2, 3]).delete()

    closed = answered(client, "14:00")

    assert closed.text == "Mardi 3\xa0mars, elle n’ouvre pas."
    assert closed.label == "Tout ce qui est libre jeudi\xa05 à 8\xa0h"
    OpeningRule.objects.all().delete()
    assert answered(client, "14:00").href == ""


def test_a_house_that_is_full_is_not_closed(client, clain, ask):
    book(**ask())

    page = client.get(f"{SEARCH}14:00")

    assert page.context["closed"] is None
    assert "Rien n’est libre comme vous le demandez" in text_of(page)


def test_the_spaces_say_what_the_home_says(client, clain, samir, ask, now):
    night = Hold(clain, at("2026-03-03", "04:00"), at("2026-03-03", "09:00"))
    book(**ask() | {"rooms": [night], "actor": samir}, override=Override(samir, "nuit de création"))
    now.move_to(at("2026-03-03", "05:00"))

    house = client.get("/espaces/").context["house"]

    assert house.opening.plate == "Fermé, ouvre à 8\xa0h"
    assert house.facts == ["1 espace, 1 à réserver", "1 occupé hors des heures d’ouverture"]


def test_a_room_that_is_closed_for_works_has_nobody_in_it(client, clain, samir, now):
    close_and_rehouse(
        spaces=[clain],
        starts_at=now_of("09:00"),
        ends_at=now_of("18:00"),
        kind="works",
        reason="peinture",
        actor=samir,
    )
    now.move_to(now_of("10:00"))

    house = client.get(reverse("bookings:spaces")).context["house"]

    assert house.facts == ["1 espace, 1 à réserver", "Personne n’est là en ce moment"]
    assert house.section[0].rooms[0].lit is False


def test_where_the_place_says_nothing_its_rooms_do(client, place, clain):
    OpeningRule.objects.all().delete()
    garden = room(place, "Potager")
    for weekday in range(1, 8):
        OpeningRule.objects.create(space=garden, weekday=weekday, opens="06:00", closes="20:00")

    house = client.get("/espaces/").context["house"]

    assert house.opening.until == at("2026-03-02", "20:00")
    assert house.opening.following - house.opening.until == timedelta(hours=10)


def now_of(hour: str):
    return at("2026-03-03", hour)

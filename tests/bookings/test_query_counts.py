"""The number of queries of each page is written here, the same for one thing or three."""

import pytest
from django.contrib.auth.models import AnonymousUser

from bookings.availability import Wish, alternatives, search
from bookings.checks import Asker
from bookings.nearest import nearest
from bookings.present.approvals import queue
from bookings.present.desk import day_sheet, free_rooms, weekend_sheet
from bookings.present.house import house
from bookings.present.offers import shown_offers
from bookings.present.own import own_page
from bookings.present.planning import planning
from bookings.present.room import room_page
from bookings.services import book
from spaces.models import Space
from tests.factories.bookings import RulesFactory, at, room

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

DAY = "2026-03-03"


@pytest.fixture(params=[1, 3], ids=["one", "three"])
def busy(request, place, ask, clain):
    """A house with one or three of everything."""
    RulesFactory(place=place, audience="public")
    for index in range(request.param):
        other = room(place, f"Salle {index}", layouts={"meeting": 12, "conference": 12})
        book(**ask(space=other, start="09:00", end="10:00"))
        RulesFactory(space=other, needs_approval=True)
        book(**ask(space=other, start="11:00", end="12:00"))
    return place


def test_the_planning(busy, lucie, django_assert_num_queries):
    day = at(DAY, "09:00").date()
    with django_assert_num_queries(7):
        planning(busy, day, AnonymousUser(), {})
    with django_assert_num_queries(7):
        planning(busy, day, lucie, {})


def test_one_s_own(busy, lucie, django_assert_num_queries):
    with django_assert_num_queries(20):
        page = own_page(lucie)
        assert page.coming
        assert page.waiting


def test_the_desk(busy, jeanne, now, django_assert_num_queries):
    now.move_to(at(DAY, "09:00"))
    with django_assert_num_queries(4):
        assert day_sheet(busy, jeanne).visits


def test_the_queue(busy, samir, django_assert_num_queries):
    with django_assert_num_queries(9):
        assert queue(samir)


def test_the_rooms_to_give_at_the_desk(busy, now, django_assert_num_queries):
    now.move_to(at(DAY, "09:00"))
    with django_assert_num_queries(6):
        assert free_rooms(busy)


def test_the_sheet_of_the_weekend(busy, jeanne, now, django_assert_num_queries):
    now.move_to(at("2026-03-09", "09:00"))
    with django_assert_num_queries(1):
        assert weekend_sheet(busy, jeanne).visits == []


def test_the_house(busy, django_assert_num_queries):
    with django_assert_num_queries(6):
        assert house(busy).floors


def test_a_room(busy, clain, django_assert_num_queries):
    found = (
        Space.objects.select_related("place", "floor__building").prefetch_related("layouts").get(pk=clain.pk)
    )
    with django_assert_num_queries(9):
        assert room_page(found).plan


def test_a_search(busy, lucie, association, django_assert_num_queries):
    wish = Wish(at(DAY, "14:00"), at(DAY, "16:00"), 9)
    with django_assert_num_queries(14):
        assert search(wish, busy, Asker(lucie, association, lucie))


def test_alternatives(busy, clain, lucie, association, django_assert_num_queries):
    wish = Wish(at(DAY, "14:00"), at(DAY, "16:00"), 9, space=clain)
    with django_assert_num_queries(14):
        assert len(alternatives(wish, busy, Asker(lucie, association, lucie))) == 3


def test_what_comes_nearest_to_a_search(busy, clain, lucie, association, django_assert_num_queries):
    wish = Wish(at(DAY, "14:00"), at(DAY, "16:00"), 400)
    with django_assert_num_queries(15):
        nearest(wish, busy, Asker(lucie, association, lucie))


def test_what_a_search_shows(busy, lucie, association, django_assert_num_queries):
    wish = Wish(at(DAY, "14:00"), at(DAY, "16:00"), 9)
    offers = search(wish, busy, Asker(lucie, association, lucie))
    with django_assert_num_queries(1):
        assert all(shown.plan for shown in shown_offers(offers, wish))

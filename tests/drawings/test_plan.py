"""The plan of a floor, and the way to a door in words."""

import pytest

from drawings.plan import Access, FloorPlan, PlanRoom, describe, draw, rows, widths
from tests.drawings.reading import count, parse

ROOMS = (
    PlanRoom("11", "Salle de garde", 46.0),
    PlanRoom("12", "Salle du Clain", 31.2, href="/espaces/caserne/salle-du-clain/"),
    PlanRoom("15", "Bocal", 4.0),
    PlanRoom("101", "Bureau 101", None, bookable=False),
)
FLOOR = FloorPlan("Premier étage", ROOMS)


def test_what_can_be_booked_stands_on_one_side():
    near, far = rows(ROOMS)
    assert [room.number for room in near] == ["11", "12", "15"]
    assert [room.number for room in far] == ["101"]


def test_a_floor_of_one_kind_is_balanced():
    near, far = rows(ROOMS[:3])
    assert [room.number for room in near] == ["11", "12"]
    assert [room.number for room in far] == ["15"]


def test_widths_fill_the_wall_exactly_and_follow_areas():
    shared = widths(ROOMS[:3], 600)
    assert sum(shared) == pytest.approx(600)
    assert shared[0] > shared[1] > shared[2] >= 34


def test_an_unknown_area_is_as_narrow_as_the_smallest():
    small, unknown = widths((ROOMS[2], PlanRoom("x", "?", None)), 300)
    assert small == pytest.approx(unknown)


def test_no_room_no_width():
    assert widths((), 600) == []


@pytest.mark.parametrize(
    ("number", "access", "words"),
    [
        (
            "12",
            Access.LIFT,
            "Premier étage. Depuis l’ascenseur, suivez la ligne peinte au sol : deuxième porte à gauche.",
        ),
        (
            "101",
            Access.STAIRS,
            "Premier étage. Depuis l’escalier, suivez la ligne peinte au sol : première porte à droite.",
        ),
        (
            "11",
            Access.ENTRANCE,
            "Premier étage. Depuis l’entrée, suivez la ligne peinte au sol : première porte à gauche.",
        ),
        ("99", Access.LIFT, "Premier étage."),
    ],
)
def test_the_way_in_words(number, access, words):
    assert describe(FloorPlan("Premier étage", ROOMS, access), number) == words


def test_only_the_chosen_room_is_brick_and_only_then_is_there_a_way():
    assert count(draw(FLOOR, "12"), "rect", "brick-fill") == 1
    assert count(draw(FLOOR, "12"), "path", "dash-line") == 1
    assert count(draw(FLOOR), "rect", "brick-fill") == 0
    assert count(draw(FLOOR), "path", "dash-line") == 0


def test_other_rooms_lead_to_their_pages():
    assert [node.get("href") for node in parse(draw(FLOOR, "11")).iter("a")] == [
        "/espaces/caserne/salle-du-clain/"
    ]
    assert list(parse(draw(FLOOR, "12")).iter("a")) == []


def test_a_plan_with_links_is_a_group_so_that_they_can_be_reached():
    assert parse(draw(FLOOR, "11")).get("role") == "group"
    assert parse(draw(FLOOR, "12")).get("role") == "img"


def test_an_empty_floor_is_still_a_floor():
    assert parse(draw(FloorPlan("Sous-sol", ()))).get("viewBox") == "0 0 610 276"

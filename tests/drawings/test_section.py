"""« La maison en coupe » is an index: every room is a link with a name that says it all."""

import pytest

from drawings.section import SectionFloor, SectionRoom, draw, widths
from tests.drawings.reading import count, parse

FLOORS = (
    SectionFloor(
        "1er étage",
        1,
        (
            SectionRoom("11", "Salle de garde", 46.0, "18 pers.", lit=True, href="/espaces/c/garde/"),
            SectionRoom("15", "Bocal", 4.0, href="/espaces/c/bocal/"),
            SectionRoom("101–106", "Bureaux", None, "sous convention", lit=True, let=True),
        ),
    ),
    SectionFloor("Dehors", None, (SectionRoom("E1", "Cour", 640.0, href="/espaces/c/cour/"),)),
)


def test_every_room_with_a_page_is_a_named_link():
    links = [
        (node.get("href"), node.get("aria-label")) for node in parse(draw("La Caserne", FLOORS)).iter("a")
    ]
    assert links == [
        ("/espaces/c/garde/", "11, Salle de garde, occupée en ce moment"),
        ("/espaces/c/bocal/", "15, Bocal"),
        ("/espaces/c/cour/", "E1, Cour"),
    ]


def test_links_are_reachable_because_the_drawing_is_a_group_not_an_image():
    assert parse(draw("La Caserne", FLOORS)).get("role") == "group"


def test_only_what_is_occupied_and_not_let_is_yellow():
    assert count(draw("La Caserne", FLOORS), "rect", "signal-fill") == 1


def test_the_narrow_version_writes_numbers_only():
    words = [node.text for node in parse(draw("La Caserne", FLOORS, narrow=True)).iter("text")]
    assert words == ["1er étage", "11", "15", "101–106", "Dehors", "E1"]


def test_the_wide_version_writes_names_and_notes():
    words = [node.text for node in parse(draw("La Caserne", FLOORS)).iter("text")]
    assert words == [
        "1er étage", "11", "Salle de garde", "18 pers.", "15", "Bocal", "101–106", "Bureaux",
        "sous convention", "Dehors", "E1", "Cour",
    ]  # fmt: skip


@pytest.mark.parametrize("total", [358.0, 1020.0])
def test_widths_fill_the_floor(total):
    assert sum(widths(FLOORS[0].rooms, total, 30)) == pytest.approx(total)


def test_a_long_name_is_cut_to_two_lines():
    room = SectionRoom("8", "Bar-restaurant La Grande Échelle et sa terrasse au bord de l’eau", 10.0)
    many = tuple(SectionRoom(str(i), "Bocal", 10.0) for i in range(9))
    words = [node.text for node in parse(draw("x", (SectionFloor("RDC", 0, (room, *many)),))).iter("text")]
    assert words[:4] == ["RDC", "8", "Bar-restaur…", "La Grande É…"]

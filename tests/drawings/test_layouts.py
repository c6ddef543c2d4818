"""As many dots as chairs, whatever the layout and the number."""

import pytest

from drawings import layouts
from tests.drawings.reading import count, parse, titles


@pytest.mark.parametrize("kind", sorted(layouts.KINDS))
@pytest.mark.parametrize("seats", [1, 2, 5, 6, 9, 12, 13, 15, 40, 132, 250])
def test_one_dot_a_person(kind, seats):
    assert count(layouts.draw(kind, seats, name="Salle"), "circle", "mark-fill") == seats


@pytest.mark.parametrize("kind", sorted(layouts.KINDS))
def test_nobody_is_no_dot(kind):
    assert count(layouts.draw(kind, 0, name="Salle"), "circle", "mark-fill") == 0


@pytest.mark.parametrize("kind", ["conference", "classroom", "standing", "meal"])
@pytest.mark.parametrize("seats", [10, 60, 250])
def test_everybody_fits_between_the_walls(kind, seats):
    dots = [
        (float(node.get("cx")), float(node.get("cy")), float(node.get("r")))
        for node in parse(layouts.draw(kind, seats, name="Salle")).iter("circle")
        if node.get("class") == "mark-fill"
    ]
    assert all(layouts.WALL < x - r and x + r < layouts.WIDTH - layouts.WALL for x, _, r in dots)
    assert all(layouts.WALL < y - r and y + r < layouts.HEIGHT - layouts.WALL for _, y, r in dots)


def test_the_name_says_the_number():
    assert titles(layouts.draw("meeting", 12, name="Réunion")) == ["Réunion, 12 personnes"]
    assert titles(layouts.draw("meeting", 1, name="Bocal")) == ["Bocal, 1 personne"]


def test_an_unknown_layout_is_a_meeting():
    assert layouts.draw("?", 6, name="x") == layouts.draw("meeting", 6, name="x")

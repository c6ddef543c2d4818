"""A number as high as the wall and as wide as its letters."""

import pytest

from drawings.door import painted, width
from tests.drawings.reading import count, parse


@pytest.mark.parametrize(
    ("number", "wide"),
    [("1", 36.97), ("12", 102.12), ("101", 139.09), ("1–3", 148.18), ("E2", 113.94)],
)
def test_width_follows_the_letters(number, wide):
    assert width(number) == pytest.approx(wide, abs=0.01)


def test_a_number_is_cut_by_two_joints_of_the_colour_it_is_painted_on():
    drawn = painted("12", "ink-fill", "ground-line")
    assert count(drawn, "line", "ground-line") == 2
    assert [(node.text, node.get("class")) for node in parse(drawn).iter("text")] == [("12", "ink-fill")]


def test_it_keeps_its_width_whichever_typeface_has_loaded():
    sign = next(parse(painted("12", "ink-fill", "ground-line")).iter("text"))
    assert (sign.get("textLength"), sign.get("lengthAdjust")) == ("102.12", "spacingAndGlyphs")


def test_a_number_is_escaped():
    assert "<b>" not in painted("<b>", "ink-fill", "ground-line")

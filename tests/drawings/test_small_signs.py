"""Galons, week bars and couplings."""

import pytest

from drawings import couplings, galons, week
from tests.drawings.reading import count, parse, titles


@pytest.mark.parametrize(("level", "bars"), [(None, 5), (0, 1), (1, 2), (2, 3), (7, 8)])
def test_bars_give_the_floor(level, bars):
    assert count(galons.galons(level), "rect", "ink-fill") == bars


@pytest.mark.parametrize(("level", "bars"), [(-1, 1), (-2, 2)])
def test_below_ground_bars_are_hollow(level, bars):
    assert count(galons.galons(level), "rect", "ink-line") == bars


def test_galons_are_decoration_unless_named():
    assert parse(galons.galons(1)).get("aria-hidden") == "true"
    assert titles(galons.galons(1, title="1er étage")) == ["1er étage"]


def test_large_galons_say_so():
    assert parse(galons.galons(1, large=True)).get("class") == "galons galons--large"


def test_closed_hours_leave_a_gap_and_shares_are_bounded():
    drawn = parse(week.bars([None, 0.0, 0.5, 1.0, 3.0], title="mardi"))
    assert [float(bar.get("height")) for bar in drawn.iter("rect")] == [1.5, 18, 36, 36]
    assert [float(bar.get("x")) for bar in drawn.iter("rect")] == [28, 56, 84, 112]


def test_a_day_without_hours_is_an_empty_strip():
    assert list(parse(week.bars([])).iter("rect")) == []


def test_the_mark_is_two_lugs_and_a_ring():
    assert count(couplings.mark(), "rect", "ink-fill") == 2
    assert count(couplings.mark(), "circle", "ink-line") == 1


def test_two_hoses_meet():
    assert titles(couplings.meeting("Deux tuyaux se rejoignent")) == ["Deux tuyaux se rejoignent"]

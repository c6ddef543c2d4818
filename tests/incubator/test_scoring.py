"""What marks add up to: the examples of the rules seen elsewhere, and the odd ones."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incubator.scoring import Mark, ranked, standing, verdict


def marks(*values, threshold=None, weights=None, maximum=5):
    weights = weights or [1] * len(values)
    return [
        Mark(
            criterion=n,
            value=None if value is None else Decimal(str(value)),
            weight=Decimal(str(weight)),
            maximum=Decimal(maximum),
            threshold=None if threshold is None else Decimal(str(threshold)),
        )
        for n, (value, weight) in enumerate(zip(values, weights, strict=True), 1)
    ]


@pytest.mark.parametrize(
    ("values", "total", "passes"),
    [
        ((5, 5, 2), 12, False),
        ((3, 3, 3), 9, False),
        ((3, 3.5, 3.5), 10, True),
        ((3, 3, 3.5), Fraction(19, 2), False),
        ((5, 5, 3), 13, True),
        ((2.5, 5, 5), Fraction(25, 2), False),
    ],
)
def test_three_each_and_ten_in_all(values, total, passes):
    found = verdict(marks(*values, threshold=3), Decimal(10))
    assert (found.total, found.passes) == (total, passes)


def test_weights_multiply():
    assert verdict(marks(5, 3, weights=[2, 1])).total == 13
    assert verdict(marks(5, 3, weights=[2, 1])).average == Fraction(13, 3)


def test_what_does_not_apply_leaves_both_sides():
    found = verdict(marks(None, 5))
    assert (found.total, found.average, found.share) == (5, 5, 1)
    # Ten out of fifteen asks for two thirds of what could be given: 20/3 out of 10.
    assert verdict(marks(None, 3.5, 3.5, threshold=3), Decimal(10)).passes is True
    assert verdict(marks(None, 3, 3.5, threshold=3), Decimal(10)).passes is False
    assert verdict(marks(None, None)).average is None


def test_a_dossier_is_judged_on_the_median_of_each_criterion():
    readings = [marks(5, 5, threshold=3), marks(2, 4, threshold=3), marks(3, 1, threshold=3)]
    found = standing("a", readings, Decimal(6))
    assert found.by_criterion == {1: 3, 2: 4}
    assert found.verdict.passes is True
    assert (found.readings, found.mean, found.median) == (3, Fraction(2, 3), Fraction(6, 10))
    assert (found.lowest, found.highest, found.spread) == (Fraction(4, 10), 1, Fraction(6, 10))


def test_the_median_of_two_is_their_middle_and_of_none_is_nothing():
    found = standing("a", [marks(2, None), marks(5, None)])
    assert found.by_criterion == {1: Fraction(7, 2)}
    assert standing("a", []) is None
    assert standing("a", [marks(None)]) is None


def test_ties_are_broken_by_the_named_criteria_in_their_order():
    rows = [
        standing("first is low", [marks(3, 5, 4)]),
        standing("first is high", [marks(5, 3, 4)]),
        standing("same as high", [marks(5, 3, 4)]),
        standing("best", [marks(5, 5, 5)]),
        standing("under", [marks(5, 5, 2, threshold=3)]),
    ]
    assert [(row.dossier, row.rank, row.tied) for row in ranked(rows, [1])] == [
        ("best", 1, False),
        ("first is high", 2, True),
        ("same as high", 2, True),
        ("first is low", 4, False),
        ("under", None, False),
    ]
    assert [row.rank for row in ranked(rows)] == [1, 2, 2, 2, None]
    assert [row.dossier for row in ranked(rows, [2, 1])][1] == "first is low"


HALVES = st.integers(0, 10).map(lambda n: Decimal(n) / 2)


@given(st.lists(st.tuples(HALVES, st.integers(1, 5)), min_size=1, max_size=6))
def test_a_share_lies_between_nothing_and_all_and_ignores_what_does_not_apply(pairs):
    given_marks = marks(*[value for value, _ in pairs], weights=[weight for _, weight in pairs])
    found = verdict(given_marks)
    assert 0 <= found.share <= 1
    assert verdict([*given_marks, *marks(None)]).share == found.share
    assert found.average == found.share * 5

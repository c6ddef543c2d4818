import itertools
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaces.intervals import Interval, intersection, subtraction, total, union
from tests.factories.spaces import at

intervals = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 10)).map(lambda pair: Interval(at(pair[0]), at(sum(pair)))),
    max_size=8,
)


def hours(found) -> set[int]:
    """The naive model: which hours of the day are inside."""
    return {hour for hour in range(60) for one in found if one.start <= at(hour) < one.end}


def tidy(found) -> bool:
    return all(one.start < one.end for one in found) and all(
        left.end < right.start for left, right in itertools.pairwise(found)
    )


@given(intervals, intervals)
def test_set_operations_agree_with_counting_hours(left, right):
    for operation, model in [
        (lambda a, b: union([*a, *b]), set.union),
        (intersection, set.intersection),
        (subtraction, set.difference),
    ]:
        found = operation(left, right)
        assert hours(found) == model(hours(left), hours(right))
        assert tidy(found)
    assert total(left) == timedelta(hours=len(hours(left)))


def test_an_interval_knows_its_neighbours():
    morning, noon = Interval(at(8), at(12)), Interval(at(12), at(14))
    assert not morning.overlaps(noon)
    assert morning.overlaps(Interval(at(11), at(13)))
    assert morning.contains(Interval(at(9), at(12)))
    assert not morning.contains(noon)
    with pytest.raises(ValueError, match="naive"):
        Interval(datetime(2026, 12, 1), at(1))

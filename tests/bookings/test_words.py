"""Days, hours and counts as the pages write them."""

from datetime import date

import pytest

from bookings.present import words
from tests.factories.bookings import PARIS, at


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (words.span(at("2026-03-03", "16:00"), at("2026-03-03", "18:30"), PARIS), "16 h – 18 h 30"),
        (words.span(at("2026-03-03", "08:00"), at("2026-03-04", "00:00"), PARIS), "8 h – 24 h"),
        (words.short_day(date(2026, 3, 24)), "mar. 24"),
        (words.short_day(date(2026, 12, 1)), "mar. 1er"),
        (words.week_short(date(2026, 3, 2)), "2 – 8 mars"),
        (words.week_short(date(2026, 11, 30)), "30 novembre – 6 décembre"),
        (words.week_short(date(2026, 6, 1)), "1er – 7 juin"),
        (words.present(0), "0 présent"),
        (words.present(1), "1 présent"),
        (words.present(12), "12 présents"),
    ],
)
def test_what_is_written_is_french(written, expected):
    assert " ".join(written.split()) == expected

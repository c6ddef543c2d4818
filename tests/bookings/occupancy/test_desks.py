"""Desks by the half-day, bookings not honoured, and groups: the arithmetic stands beside each case."""

import pytest

from bookings.measures import measure
from bookings.occupancy import (
    booking_rate_of,
    desk_rate_of,
    grouped,
    no_show_rate_of,
)
from spaces.services.ledger import Hold, occupy
from tests.bookings.occupancy.week import MONDAY, NEXT, moment, ratio
from tests.factories.spaces import SpaceFactory

pytestmark = pytest.mark.django_db


def test_half_days_of_desks(place, book):
    desks = SpaceFactory(place=place, seat_count=10, capacity=10, kind="shared")
    named = SpaceFactory(place=place, kind="desk")
    SpaceFactory(place=place, kind="equipment", seat_count=4)
    occupy(kind="agreement", holds=[Hold(desks, moment(0, 0), moment(7, 0), seats=2)])
    book(desks, 0, 8, 12, seats=3, attendees=3)
    book(desks, 0, 10, 18, seats=1, attendees=1)
    book(named, 4, 13, 14)

    figure = desk_rate_of(measure(place, MONDAY, NEXT))
    # Five days of two half-days, changing at 13:30. Offered: (10 − 2) desks × 10 + 1 × 10. Held on Monday: 3 + 1
    # in the morning, 1 in the afternoon; on Friday the named desk in both, since 13–14 touches both.
    assert ratio(figure) == (4 + 1 + 2, 80 + 10)
    # Two desks under agreement, ten half-days: neither offered nor held.
    assert [str(exclusion) for exclusion in figure.exclusions] == [
        "Demi-journées de postes sous convention : 20"
    ]


def test_a_half_day_outside_opening_offers_no_desk(place, book):
    desks = SpaceFactory(place=place, seat_count=4, kind="shared")
    occupy(kind="closure", holds=[Hold(desks, moment(0, 12), moment(5, 0))])
    book(desks, 0, 8, 10, seats=2, attendees=2)

    # Only Monday morning remains open.
    assert ratio(desk_rate_of(measure(place, MONDAY, NEXT))) == (2, 4)


def test_bookings_not_honoured(place, book):
    box = SpaceFactory(place=place, name="Bocal")
    other = SpaceFactory(place=place, name="Clain")
    required = {"check_in_by": moment(0, 9)}
    book(box, 0, 8, 9, **required, not_honoured_at=moment(0, 9))
    book(box, 1, 8, 9, **required, checked_in_at=moment(1, 8))
    book(box, 2, 8, 9, **required, attendance_declared=4)
    book(box, 3, 8, 9, **required)
    book(other, 0, 8, 9)

    measures = measure(place, MONDAY, NEXT, by="space")
    figure = no_show_rate_of(measures)
    # Four had to be confirmed; on Monday and on Thursday nobody came. The fifth had nothing to confirm.
    assert ratio(figure) == (2, 4)
    assert [str(exclusion) for exclusion in figure.exclusions] == [
        "Réservations dont l’arrivée n’était pas à confirmer : 1"
    ]
    apart = {group.label: ratio(no_show_rate_of(rows)) for group, rows in grouped(measures).items()}
    assert apart == {"Bocal": (2, 4), "Clain": (0, 0)}
    # Three of five say whether anybody came: not enough for the whole, enough for the box alone (3 of 4 is 75 %).
    assert measures.presence.known == 3


def test_a_booking_of_two_rooms_is_one_booking_in_the_whole_and_in_each_group(place, book):
    rooms = [SpaceFactory(place=place, name=name) for name in ("Nord", "Sud")]
    book(rooms, 0, 8, 9, check_in_by=moment(0, 9))

    measures = measure(place, MONDAY, NEXT, by="space")

    assert ratio(no_show_rate_of(measures)) == (1, 1)
    assert [ratio(no_show_rate_of(rows)) for rows in grouped(measures).values()] == [(1, 1), (1, 1)]


def test_two_rooms_of_one_name_stay_apart(place, book):
    first, second = (SpaceFactory(place=place, name="Bureau") for _ in range(2))
    book(first, 0, 8, 13)

    measures = measure(place, MONDAY, NEXT, by="space")

    assert {
        (group.key, group.label): ratio(booking_rate_of(rows)) for group, rows in grouped(measures).items()
    } == {(f"space-{first.pk}", "Bureau"): (5, 50), (f"space-{second.pk}", "Bureau"): (0, 50)}

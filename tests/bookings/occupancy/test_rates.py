"""Rates by hand. The arithmetic stands beside each case; hours are those of the clock in Paris."""

import csv
import io
import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command

from bookings.measures import measure
from bookings.occupancy import (
    area_time_rate,
    booking_rate,
    fill_rate_of,
    grouped,
    lease_rate_of,
    occupancy_rate,
    outside_hours,
    seat_rate_of,
)
from spaces.models import OpeningRule
from spaces.services.ledger import Hold, occupy
from tests.bookings.occupancy.week import MONDAY, NEXT, PARIS, moment, ratio
from tests.factories.spaces import PlaceFactory, SpaceFactory, divide

pytestmark = pytest.mark.django_db


def test_the_check_of_the_design_60_and_48_percent(place, book):
    a = SpaceFactory(place=place, area_m2=40)
    b = SpaceFactory(place=place, area_m2=10)
    for day in (0, 1):
        book(a, day, 8, 18)
    for day in (0, 1, 2, 3):
        book(b, day, 8, 18)

    # (20 + 40) / (50 + 50); (40 × 20 + 10 × 40) / (40 × 50 + 10 × 50) = 1200 / 2500.
    assert ratio(booking_rate(place, MONDAY, NEXT)) == (60, 100)
    assert booking_rate(place, MONDAY, NEXT).rate == Decimal("0.6")
    assert ratio(area_time_rate(place, MONDAY, NEXT)) == (1200, 2500)
    assert area_time_rate(place, MONDAY, NEXT).rate == Decimal("0.48")


def test_a_hall_counts_on_each_of_its_parts_once(place, book):
    hall = SpaceFactory(place=place)
    bays = divide(hall, "Nord", "Centre", "Sud")
    book(hall, 0, 8, 12)
    book(bays[0], 0, 13, 15)

    # The hall is no leaf: 3 bays × 50 h. Booked: 3 × 4 h + 2 h.
    assert ratio(booking_rate(place, MONDAY, NEXT)) == (14, 150)


def test_only_confirmed_bookings_count(place, book):
    room = SpaceFactory(place=place)
    book(room, 0, 8, 10)
    book(room, 1, 8, 10, status="pending")
    book(room, 2, 8, 10, status="hold")

    assert ratio(booking_rate(place, MONDAY, NEXT)) == (2, 50)


@pytest.mark.parametrize(("sunday", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_dst_days_last_23_and_25_hours(book, sunday, hours):
    place = PlaceFactory()
    OpeningRule.objects.create(place=place, weekday=7, opens=time(0), closes=time(0))
    room = SpaceFactory(place=place)
    # From 0:00 to 4:00 on the clock: 3 h on the short night, 5 h on the long one.
    begins = datetime.combine(sunday, time(0), tzinfo=PARIS)
    ends = datetime.combine(sunday, time(4), tzinfo=PARIS)
    booking = book(room, 5, 10, 11, monday=sunday - timedelta(days=6))
    booking.claim.occupations.update(used=(begins, ends), held=(begins, ends))

    assert ratio(booking_rate(place, sunday, sunday + timedelta(days=1))) == (hours - 20, hours)


def test_a_closure_in_the_middle_leaves_the_denominator(place, book):
    room = SpaceFactory(place=place)
    book(room, 0, 8, 13)
    occupy(kind="closure", holds=[Hold(room, moment(1, 0), moment(3, 0))])

    # Two days of ten hours are closed: 50 − 20.
    assert ratio(booking_rate(place, MONDAY, NEXT)) == (5, 30)


def test_a_booking_over_closing_time_is_told_apart(place, book):
    room = SpaceFactory(place=place)
    book(room, 0, 16, 21)

    # 16–18 counts, 18–21 is outside.
    figure = booking_rate(place, MONDAY, NEXT)
    assert ratio(figure) == (2, 50)
    assert outside_hours(measure(place, MONDAY, NEXT)) == 3
    assert [str(exclusion) for exclusion in figure.exclusions] == ["Heures réservées hors ouverture : 3"]


def test_a_room_in_service_from_the_middle(place, book):
    room = SpaceFactory(place=place, in_service_from=MONDAY + timedelta(days=3))
    book(room, 3, 8, 10)

    # Thursday and Friday only.
    assert ratio(booking_rate(place, MONDAY, NEXT)) == (2, 20)
    assert ratio(booking_rate(place, MONDAY, MONDAY + timedelta(days=2))) == (0, 0)


def test_an_unknown_area_is_excluded_and_the_coverage_shown(place, book):
    a = SpaceFactory(place=place, area_m2=40)
    b = SpaceFactory(place=place, area_m2=None)
    book(a, 0, 8, 18)
    book(b, 0, 8, 18)

    figure = area_time_rate(place, MONDAY, NEXT)
    # 40 × 10 / (40 × 50); one space of two is known.
    assert ratio(figure) == (400, 2000)
    assert (figure.coverage, figure.covered) == (
        Decimal("0.5"),
        "surface connue pour 50\N{NARROW NO-BREAK SPACE}% des espaces",
    )
    assert [str(exclusion) for exclusion in figure.exclusions] == ["Espaces de surface inconnue : 1"]


def test_an_empty_denominator_is_a_dash(place, book):
    SpaceFactory(place=place)

    saturday = MONDAY + timedelta(days=5)
    figure = booking_rate(place, saturday, NEXT)
    assert ratio(figure) == (0, 0)
    assert figure.text == "—"
    assert booking_rate(PlaceFactory(), MONDAY, NEXT).rate is None


def test_a_leased_room_leaves_the_hourly_rates_and_enters_the_lease_rate(place, book):
    office = SpaceFactory(place=place, area_m2=20)
    room = SpaceFactory(place=place, area_m2=60)
    SpaceFactory(place=place, area_m2=500, kind="circulation", is_bookable=False)
    occupy(kind="agreement", holds=[Hold(office, moment(0, 0), None)])
    book(room, 0, 8, 18)

    figure = booking_rate(place, MONDAY, NEXT)
    assert ratio(figure) == (10, 50)
    assert [str(exclusion) for exclusion in figure.exclusions] == [
        "Espaces qui ne se réservent pas : 1",
        "Espaces sous convention toute la période : 1",
    ]
    # 20 m² × 7 days / (20 + 60) m² × 7 days; corridors are not let.
    assert ratio(lease_rate_of(measure(place, MONDAY, NEXT))) == (140, 560)


def test_a_room_leased_for_part_of_the_period(place, book):
    office = SpaceFactory(place=place, area_m2=20)
    occupy(kind="agreement", holds=[Hold(office, moment(3, 0), moment(7, 0))])
    book(office, 0, 8, 18)

    # Monday to Wednesday remain: 30 h. Four days of seven are let.
    assert ratio(booking_rate(place, MONDAY, NEXT)) == (10, 30)
    assert ratio(lease_rate_of(measure(place, MONDAY, NEXT))) == (80, 140)


def test_seats_of_a_shared_room(place, book):
    desks = SpaceFactory(place=place, seat_count=10, capacity=10, area_m2=100)
    book(desks, 0, 8, 12, seats=1, attendees=1)
    book(desks, 0, 10, 18, seats=3, attendees=3)
    occupy(kind="agreement", holds=[Hold(desks, moment(0, 0), moment(7, 0), seats=2)])

    measures = measure(place, MONDAY, NEXT)
    # Union of 8–12 and 10–18 is 10 h; people: 1 × 4 + 3 × 8 = 28 of 10 × 50.
    assert ratio(booking_rate(place, MONDAY, NEXT)) == (10, 50)
    assert ratio(seat_rate_of(measures)) == (28, 500)
    # 28 / (10 × 10 booked hours).
    assert ratio(fill_rate_of(measures)) == (28, 100)
    # Two seats of ten, seven days: 100 × 0.2 × 7.
    assert ratio(lease_rate_of(measures)) == (140, 700)


def test_people_are_capped_by_the_capacity_and_shared_between_bays(place, book):
    hall = SpaceFactory(place=place, capacity=90)
    divide(hall, "Nord", "Sud", capacity=40)
    small = SpaceFactory(place=place, capacity=8)
    book(hall, 0, 8, 10, attendees=60)
    book(small, 0, 8, 9, attendees=12)

    measures = measure(place, MONDAY, NEXT)
    # Hall: 60 people over two bays, 30 each, 2 h: 120. Small room: min(12, 8) × 1 = 8, or 12 uncapped.
    assert ratio(seat_rate_of(measures)) == (128, (40 + 40 + 8) * 50)
    # Capacity × booked hours: 2 × 40 × 2 + 8 × 1 = 168.
    assert ratio(fill_rate_of(measures)) == (132, 168)


def test_a_night_across_midnight_and_across_the_period(place, book):
    place.buildings.all()
    room = SpaceFactory(place=place)
    for weekday in (1, 2):
        OpeningRule.objects.create(space=room, weekday=weekday, opens=time(0), closes=time(0))
    book(room, 0, 22, 26)

    # Open all Monday and Tuesday: 48 h, booked 4. On Monday alone: 24 h, booked 2.
    assert ratio(booking_rate(place, MONDAY, NEXT)) == (4, 48)
    assert ratio(booking_rate(place, MONDAY, MONDAY + timedelta(days=1))) == (2, 24)
    assert ratio(booking_rate(place, MONDAY + timedelta(days=1), NEXT)) == (2, 24)


@pytest.mark.parametrize(("known", "text"), [(4, "8\N{NARROW NO-BREAK SPACE}%"), (3, None)])
def test_presence_known_at_80_percent_and_below(place, book, known, text):
    room = SpaceFactory(place=place)
    for day in range(5):
        facts = {}
        if day < known:
            facts = {"checked_in_at": moment(day, 8)} if day else {"attendance_declared": 7}
        book(room, day, 8, 9, **facts)

    figure = occupancy_rate(place, MONDAY, NEXT)
    # Four of five bookings say (80 %): 4 h of 50. Three of five: withheld.
    assert (figure.numerator, figure.denominator) == (known, 50)
    assert figure.coverage == Decimal(known) / 5
    narrow = "\N{NARROW NO-BREAK SPACE}"
    assert figure.text == (text or f"— présence relevée pour 60{narrow}% des réservations")


def test_a_booking_not_honoured_is_known_and_counts_nobody(place, book):
    room = SpaceFactory(place=place)
    book(room, 0, 8, 18, attendance_declared=0)
    book(room, 1, 8, 18, attendance_declared=12)

    assert ratio(occupancy_rate(place, MONDAY, NEXT)) == (10, 50)
    assert ratio(booking_rate(place, MONDAY, NEXT)) == (20, 50)


def test_public_holidays_are_not_open(place, book):
    SpaceFactory(place=place)
    # Monday 6 April 2026 is Easter Monday: four days of ten hours.
    assert ratio(booking_rate(place, date(2026, 4, 6), date(2026, 4, 13))) == (0, 40)


@pytest.mark.parametrize("count", [1, 3])
def test_measuring_costs_a_constant_number_of_queries(place, book, count, django_assert_num_queries):
    for _ in range(count):
        book(SpaceFactory(place=place), 0, 8, 9)

    with django_assert_num_queries(5):
        measures = measure(place, MONDAY, NEXT)

    assert len(measures.rows) == count


def test_groups_add_up_to_the_whole(place, book):
    room = SpaceFactory(place=place, kind="workshop", name="Bois")
    other = SpaceFactory(place=place, kind="studio", name="Son")
    book(room, 0, 8, 9)
    measures = measure(place, MONDAY, NEXT, by="kind")

    assert {group.label: [row.booked for row in rows.rows] for group, rows in grouped(measures).items()} == {
        "Atelier": [1],
        "Studio": [0],
    }
    assert [group.label for group in grouped(measure(place, MONDAY, NEXT))] == ["Bois", "Son"]
    assert [row.space for row in measure(place, MONDAY, NEXT, [other]).rows] == [other]


def test_the_command_gives_the_figures_of_the_page(place, book):
    room = SpaceFactory(place=place, area_m2=40, name="Clain")
    book(room, 0, 8, 13)
    figure = booking_rate(place, MONDAY, NEXT)
    out = io.StringIO()

    call_command(
        "occupancy", "--place=ici", "--from=2026-03-02", "--to=2026-03-08", "--format=json", stdout=out
    )

    (whole,) = json.loads(out.getvalue())["groups"]
    assert whole["rates"][0] == {
        "label": "Taux de réservation",
        "rate": float(figure.rate),
        "numerator": 5.0,
        "denominator": 50.0,
        "unit": "h",
        "coverage": None,
        "exclusions": {},
    }
    out = io.StringIO()
    call_command("occupancy", "--place=ici", "--from=2026-03-02", "--to=2026-03-08", "--by=space", stdout=out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue().lstrip("\ufeff")), delimiter=";"))
    assert [(row["Groupe"], row["Valeur"]) for row in rows if row["Taux"] == "Taux de réservation"] == [
        ("", "0,1"),
        ("Clain", "0,1"),
    ]

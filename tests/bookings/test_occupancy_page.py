import io
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

import sheets
from bookings.measures import survey_of
from bookings.models import Booking
from bookings.occupancy import booking_rate
from bookings.occupancy_page import report, shown
from bookings.premises import Premises
from figures import Figure
from people.services import grant
from spaces.models import OpeningRule
from spaces.services.ledger import Hold, occupy
from tests.factories.people import UserFactory
from tests.factories.spaces import PlaceFactory, SpaceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]
PARIS = ZoneInfo("Europe/Paris")
MONDAY, NEXT = date(2026, 3, 2), date(2026, 3, 9)
WEEK = {"du": "2026-03-02", "au": "2026-03-08"}


@pytest.fixture
def place():
    """Open from Monday to Friday, 8 to 12; on Monday the only room is booked from 8 to 9:30."""
    place = PlaceFactory(slug="ici", name="Ici")
    for weekday in range(1, 6):
        OpeningRule.objects.create(place=place, weekday=weekday, opens=time(8), closes=time(12))
    book(SpaceFactory(place=place, name="=Clain", area_m2=30), MONDAY, time(8), time(9, 30))
    return place


def book(room, day, begins, ends):
    start, end = (datetime.combine(day, hour, tzinfo=PARIS) for hour in (begins, ends))
    claim = occupy(kind="booking", holds=[Hold(room, start, end)])
    return Booking.objects.create(
        place=room.place, claim=claim, organiser=UserFactory(), status="confirmed", attendees=4, title="x"
    )


@pytest.fixture
def manager(place):
    user = UserFactory()
    grant(user=user, permission="manage_place", target=place, given_by=None)
    client = Client()
    client.force_login(user)
    return client


def test_slices_by_date_and_hour(place):
    slices = survey_of(Premises(place), MONDAY, NEXT).slices

    assert len(slices) == 20
    assert [(cut.hour, cut.open, cut.booked) for cut in slices if cut.day == MONDAY] == [
        (8, 1, 1),
        (9, 1, Decimal("0.5")),
        (10, 1, 0),
        (11, 1, 0),
    ]


def test_slices_of_the_short_and_of_the_long_night():
    place = PlaceFactory()
    OpeningRule.objects.create(place=place, weekday=7, opens=time(0), closes=time(0))
    SpaceFactory(place=place)
    for sunday, hours in [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)]:
        slices = survey_of(Premises(place), sunday, sunday + timedelta(days=1)).slices
        assert sum(cut.open for cut in slices) == hours
    assert [cut.open for cut in slices if cut.hour == 2] == [2]


def test_the_report_reads_the_same_rows_everywhere(place, django_assert_num_queries):
    with django_assert_num_queries(6):
        found = report(place, MONDAY, NEXT, "space")

    # 1.5 h of 20 h.
    assert found.figures[0]["value"] == "8"
    assert found.hours == [8, 9, 10, 11]
    assert found.week[0] == (
        "lundi",
        [{"step": step, "text": text} for step, text in [(5, "100"), (3, "50"), (0, "0"), (0, "0")]],
    )
    assert found.week[6] == ("dimanche", [{"step": "closed", "text": ""}] * 4)
    assert found.days[0] == (MONDAY, Decimal("1.5") / 4)
    assert found.days[6][1] is None
    assert [line.group.label for line in found.lines] == ["=Clain"]


def test_page_and_spreadsheets_give_identical_figures(manager, place):
    exact = booking_rate(place, MONDAY, NEXT)
    address = reverse("occupancy")

    page = manager.get(address, WEEK).content.decode()
    csv = sheets.read(manager.get(address, WEEK | {"format": "csv", "par": "space"}).content)
    book = load_workbook(io.BytesIO(manager.get(address, WEEK | {"format": "xlsx", "par": "space"}).content))

    assert exact.sum == "1,5\N{NARROW NO-BREAK SPACE}h / 20\N{NARROW NO-BREAK SPACE}h"
    assert "1,5\N{NARROW NO-BREAK SPACE}h" in page
    assert 'style="' not in page.split("<main")[-1]
    first = csv.rows[0].cells
    assert first[:5] == ["", "Taux de réservation", "0,075", "1,5", "20"]
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[1][1:5] == ("Taux de réservation", 0.075, 1.5, 20)
    # Eight rates of the whole, then those of a room whose name looks like a formula and stays a name.
    assert [row[0] for row in rows[1:]] == [None] * 8 + ["'=Clain"] * 8


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"du": "1926-01-01", "au": "2026-01-01"}, "Demandez dix ans au plus."),
        ({"du": "2026-02-01", "au": "2026-01-01"}, "La période se termine avant de commencer."),
    ],
)
def test_periods_nobody_can_read_are_explained(manager, asked, message):
    answer = manager.get(reverse("occupancy"), asked)
    assert answer.status_code == 422
    assert message in answer.content.decode()


def test_only_managers_of_a_place_see_its_figures(manager):
    other = PlaceFactory(slug="ailleurs", name="Ailleurs")
    assert manager.get(reverse("occupancy"), {"lieu": "ailleurs"}).status_code == 422
    desk = UserFactory()
    grant(user=desk, permission="edit_place", target=other, given_by=None)
    client = Client()
    client.force_login(desk)
    assert client.get(reverse("occupancy")).status_code == 403


def test_without_a_period_the_page_shows_this_month(manager):
    answer = manager.get(reverse("occupancy"))
    assert answer.status_code == 200
    assert answer.context["report"].measures.start.day == 1


@pytest.mark.parametrize(
    ("numerator", "value", "unit"),
    [
        (0, "0", "%"),
        (1, "0,2", "%"),
        (250, "50", "%"),
        (499, "99,8", "%"),
        (500, "100", "%"),
        (None, "—", ""),
    ],
)
def test_a_figure_that_opens_is_nothing_or_all_only_when_it_is(numerator, value, unit):
    figure = Figure("Taux", Decimal(numerator or 0), Decimal(0 if numerator is None else 500), "h")

    opened = shown(figure)

    assert (opened["value"], opened["unit"]) == (value, unit)

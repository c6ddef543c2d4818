"""Every figure opens: onto the bookings behind it, a part of the place, each organisation, another period."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from bookings.behind import behind, shares
from bookings.measures import survey_of
from bookings.models import Booking
from bookings.occupancy import booking_rate
from bookings.occupancy_page import figures_by, report
from bookings.premises import Premises
from bookings.scopes import UnknownScope, scope_of
from people.services import grant
from reminders.typography import unbroken
from spaces.models import OpeningRule
from spaces.services.ledger import Hold, occupy
from tests.factories.people import OrganisationFactory, UserFactory
from tests.factories.spaces import FloorFactory, PlaceFactory, SpaceFactory

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
MONDAY, NEXT = date(2026, 3, 2), date(2026, 3, 9)
WEEK = {"du": "2026-03-02", "au": "2026-03-08"}


@pytest.fixture
def place():
    """Open from Monday to Friday, 8 to 18."""
    place = PlaceFactory(slug="ici", name="Ici")
    for weekday in range(1, 6):
        OpeningRule.objects.create(place=place, weekday=weekday, opens=time(8), closes=time(18))
    return place


@pytest.fixture
def desks(place):
    return SpaceFactory(place=place, name="La Remise", seat_count=10, capacity=10, kind="shared")


@pytest.fixture
def clain(place):
    return SpaceFactory(place=place, name="Clain", floor=FloorFactory(building__place=place))


def book(room, begins, ends, *, day=MONDAY, organisation=None, seats=None, **facts):
    start, end = (datetime.combine(day, time(hour), tzinfo=PARIS) for hour in (begins, ends))
    claim = occupy(kind="booking", holds=[Hold(room, start, end, seats=seats)])
    return Booking.objects.create(
        place=room.place, claim=claim, organiser=UserFactory(), organisation=organisation, status="confirmed",
        attendees=seats or 4, **({"title": "Chorale"} | facts),
    )  # fmt: skip


@pytest.fixture
def manager(place, settings):
    settings.MFA_MANDATORY_FOR_STAFF = False
    user = UserFactory()
    grant(user=user, permission="manage_place", target=place, given_by=None)
    client = Client()
    client.force_login(user)
    return client


def test_the_rows_add_up_to_the_numerator(place, desks, clain):
    book(clain, 16, 20)
    book(desks, 8, 12, seats=1)
    book(desks, 10, 18, seats=3)

    found = behind(place, MONDAY, NEXT)

    # 16–18 counts and 18–20 does not; 4 h and 8 h of the shared room, of which 10–12 twice.
    assert [(row.space.name, row.inside, row.outside) for row in found.rows] == [
        ("La Remise", 4, 0),
        ("La Remise", 8, 0),
        ("Clain", 2, 2),
    ]
    assert (found.count, found.inside, found.outside, found.together, found.counted) == (3, 14, 2, 2, 12)
    assert booking_rate(place, MONDAY, NEXT).numerator == found.counted


def test_rows_are_cut_at_the_period(place, clain):
    OpeningRule.objects.create(space=clain, weekday=1, opens=time(0), closes=time(0))
    book(clain, 22, 23, day=date(2026, 3, 1))
    book(clain, 0, 3)

    assert [(row.inside, row.outside) for row in behind(place, MONDAY, NEXT).rows] == [(3, 0)]


def test_each_organisation_has_its_share(place, desks, clain):
    ours, theirs = OrganisationFactory(name="Épi d’Or"), OrganisationFactory(name="Petites Mains")
    book(desks, 8, 12, seats=1, organisation=ours)
    book(desks, 10, 18, seats=3, organisation=theirs)
    book(clain, 8, 9)

    found = shares(survey_of(Premises(place), MONDAY, NEXT))

    # In the shared room both were there from 10 to 12: 4 + 8 h for 10 h of the room.
    assert [(share.name, share.bookings, share.rate.numerator, share.rate.percent) for share in found] == [
        ("Petites Mains", 1, 8, "8\N{NARROW NO-BREAK SPACE}%"),
        ("Épi d’Or", 1, 4, "4\N{NARROW NO-BREAK SPACE}%"),
        ("Sans structure", 1, 1, "1\N{NARROW NO-BREAK SPACE}%"),
    ]
    by = figures_by(place, MONDAY, NEXT, "organisation")
    assert [group.label for group in by] == ["", "Petites Mains", "Épi d’Or", "Sans structure"]


def test_a_part_of_the_place_has_its_own_rates(place, desks, clain):
    book(clain, 8, 13)
    book(desks, 8, 18, seats=1)

    floor = scope_of(place, f"floor-{clain.floor_id}")
    room = scope_of(place, f"space-{desks.pk}")

    assert figures_by(place, MONDAY, NEXT, "", floor).popitem()[1][0].sum == (
        "5\N{NARROW NO-BREAK SPACE}h / 50\N{NARROW NO-BREAK SPACE}h"
    )
    assert (floor.label, room.label) == (clain.floor.name, "La Remise")
    assert [row.space for row in behind(place, MONDAY, NEXT, room.spaces).rows] == [desks]


@pytest.mark.parametrize(
    "key", ["floor-999999", "space-x", "kind-castle", "roof-1", "space-", "floor-²", "x" * 200]
)
def test_a_part_that_does_not_exist_is_refused(place, key):
    with pytest.raises(UnknownScope):
        scope_of(place, key)


def test_a_part_of_another_place_is_refused(manager, place, clain):
    other = SpaceFactory(place=PlaceFactory())

    with pytest.raises(UnknownScope):
        scope_of(place, f"space-{other.pk}")
    answer = manager.get(reverse("occupancy_rows"), WEEK | {"dans": f"space-{other.pk}"})
    assert answer.status_code == 422
    assert "Cette partie du lieu n’existe pas, ou plus." in answer.content.decode()


def test_the_page_compares_with_another_period(manager, place, clain):
    book(clain, 8, 18)
    book(clain, 8, 13, day=date(2025, 3, 3))

    year = report(place, MONDAY, NEXT, "floor", than=date(2025, 3, 2))
    page = manager.get(reverse("occupancy"), WEEK | {"face": "year"}).content.decode()

    # 5 h of 50 a year earlier.
    assert year.figures[0]["scope"] == "un an plus tôt : 10\N{NARROW NO-BREAK SPACE}%"
    assert unbroken(year.figures[0]["scope"]) in page
    asked = manager.get(reverse("occupancy"), WEEK | {"face": "since"})
    assert asked.status_code == 422
    assert "Donnez le premier jour de la période à comparer." in asked.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_rows_cost_a_constant_number_of_queries(place, count, django_assert_num_queries):
    for _ in range(count):
        book(SpaceFactory(place=place), 8, 9, organisation=OrganisationFactory())

    with django_assert_num_queries(8):
        found = behind(place, MONDAY, NEXT)

    assert len(found.rows) == count


def test_the_page_of_rows_opens_each_booking(manager, place, clain):
    booking = book(clain, 16, 20, title="Chorale <du> lundi")

    page = manager.get(reverse("occupancy_rows"), WEEK).content.decode()

    assert booking.get_absolute_url() in page
    assert "Chorale &lt;du&gt; lundi" in page
    assert unbroken("lundi 2 mars 2026 de 16 h à 20 h") in page


def test_a_room_booked_by_nobody_says_so(manager, place):
    page = manager.get(reverse("occupancy_rows"), WEEK).content.decode()

    assert "Aucune réservation confirmée pendant cette période." in page

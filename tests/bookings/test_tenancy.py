"""Who holds what: areas, prices, vacancy, months ahead. The arithmetic stands beside each case."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

import sheets
from bookings.enums import AgreementStatus
from bookings.models import AgreementSpace, OccupancyAgreement
from bookings.tenancy import overview
from people.services import grant
from spaces.services.ledger import Hold, occupy
from tests.factories.bookings import at
from tests.factories.people import OrganisationFactory, UserFactory
from tests.factories.spaces import PlaceFactory, SpaceFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 3)


@pytest.fixture
def place(time_machine):
    time_machine.move_to(at("2026-03-03", "10:00"), tick=False)
    return PlaceFactory(slug="ici", name="Ici")


@pytest.fixture
def samir(place, settings):
    settings.MFA_MANDATORY_FOR_STAFF = False
    user = UserFactory(name="Samir Haddad")
    grant(user=user, permission="manage_place", target=place, given_by=None)
    return user


@pytest.fixture
def office(samir):
    client = Client()
    client.force_login(samir)
    return client


def let(name, *spaces, start, end, fee=310, seats=None, **facts):
    """A signed agreement, and its rows in the ledger."""
    place = spaces[0].place
    claim = occupy(
        kind="agreement",
        holds=[Hold(space, at(start.isoformat(), "00:00"), None, seats=seats) for space in spaces],
    )
    agreement = OccupancyAgreement.objects.create(
        place=place, claim=claim, organisation=OrganisationFactory(name=name), kind="precarious", purpose="bureau",
        status=AgreementStatus.SIGNED, signed_on=start, starts_on=start, ends_on=end, fee=fee,
        **({"service_charge": 31} | facts),
    )  # fmt: skip
    AgreementSpace.objects.bulk_create(
        AgreementSpace(agreement=agreement, space=space, seats=seats) for space in spaces
    )
    return agreement


def test_what_is_let_and_what_is_vacant(place, samir):
    first, second = (
        SpaceFactory(place=place, name=f"Bureau {n}", kind="office", is_bookable=False, area_m2=area)
        for n, area in ((101, 20), (102, 30))
    )
    SpaceFactory(place=place, name="Salle", area_m2=60)
    SpaceFactory(place=place, name="Couloir", kind="circulation", is_bookable=False, area_m2=90)
    let("Toit commun", first, start=date(2026, 1, 1), end=date(2026, 12, 31))

    found = overview(place, TODAY, samir)

    (row,) = found.tenancies
    # 310 € for 20 m². The meeting room is lent by the hour and a corridor is not let: only 102 is vacant.
    assert (row.area, row.fee_per_area, row.names) == (20, Decimal("15.5"), "Bureau 101")
    assert [space.name for space in found.vacant] == ["Bureau 102"]
    assert (found.let_area, found.vacant_area) == (20, 30)
    assert second in found.vacant


def test_income_counts_the_days_of_each_month(place, samir):
    office = SpaceFactory(place=place, name="Bureau", kind="office", is_bookable=False)
    let("Toit commun", office, start=date(2026, 3, 17), end=date(2026, 4, 30))

    months = overview(place, TODAY, samir).months

    # Fifteen of the 31 days of March: 310 × 15 / 31. All of April. Then nothing.
    assert [(month.first, month.fees, month.charges) for month in months[:3]] == [
        (date(2026, 3, 1), 150, 15),
        (date(2026, 4, 1), 310, 31),
        (date(2026, 5, 1), 0, 0),
    ]
    assert len(months) == 12
    assert overview(place, TODAY, samir).income == (460, 46)


def test_an_agreement_ended_early_stops_there(place, samir):
    office = SpaceFactory(place=place, name="Bureau", kind="office", is_bookable=False)
    let(
        "Toit commun", office, start=date(2025, 1, 1), end=date(2026, 12, 31),
        ended_on=date(2026, 4, 15),
    )  # fmt: skip

    found = overview(place, TODAY, samir)

    assert [month.fees for month in found.months[:3]] == [310, 155, 0]
    (space, cells) = found.calendar[0]
    assert space == office
    assert [(cell.holders, cell.full) for cell in cells[:3]] == [
        (("Toit commun",), True),
        (("Toit commun",), False),
        ((), False),
    ]
    assert overview(place, date(2026, 4, 16), samir).tenancies == []


def test_seats_have_their_share_of_the_area_and_an_unknown_area_has_no_price(place, samir):
    desks = SpaceFactory(place=place, name="La Remise", kind="shared", seat_count=24, area_m2=120)
    unknown = SpaceFactory(place=place, name="Bureau 104", kind="office", is_bookable=False, area_m2=None)
    let("Épi d’Or", desks, start=date(2026, 1, 1), end=date(2026, 6, 30), seats=4)
    let("La Varlope", unknown, start=date(2026, 1, 1), end=date(2026, 9, 30))

    rows = overview(place, TODAY, samir).tenancies

    # 120 × 4 / 24.
    assert [(row.names, row.area, row.fee_per_area) for row in rows] == [
        ("La Remise (4 places)", 20, Decimal("15.5")),
        ("Bureau 104", None, None),
    ]


def test_the_page_and_the_spreadsheet_say_the_same(office, place):
    room = SpaceFactory(place=place, name="Bureau 101", kind="office", is_bookable=False, area_m2=20)
    let("=Toit", room, start=date(2026, 1, 1), end=date(2026, 12, 31))

    page = office.get(reverse("tenancy")).content.decode()
    rows = sheets.read(office.get(reverse("tenancy"), {"format": "csv"}).content).rows

    assert "15,50\N{NARROW NO-BREAK SPACE}€" in page or "15,50\N{NO-BREAK SPACE}€" in page
    assert rows[0].cells[:1] + rows[0].cells[3:9] == [
        "=Toit", "Bureau 101", "01/01/2026", "31/12/2026", "20", "310", "15,5",
    ]  # fmt: skip


def test_another_place_s_agreements_are_not_told(office, place):
    elsewhere = PlaceFactory(slug="ailleurs")
    room = SpaceFactory(place=elsewhere, name="Bureau secret", kind="office", is_bookable=False)
    let("Discrète", room, start=date(2026, 1, 1), end=date(2026, 12, 31))

    assert office.get(reverse("tenancy"), {"lieu": "ailleurs"}).status_code == 422
    assert "Discrète" not in office.get(reverse("tenancy")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_reading_agreements_costs_a_constant_number_of_queries(
    place, samir, count, django_assert_num_queries
):
    for number in range(count):
        room = SpaceFactory(place=place, name=f"Bureau {number}", kind="office", is_bookable=False)
        let(f"Structure {number}", room, start=date(2026, 1, 1), end=date(2026, 12, 31))

    with django_assert_num_queries(3):
        found = overview(place, TODAY, samir)

    assert len(found.tenancies) == count

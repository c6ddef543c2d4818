"""Value lent: what the house gave below its public tariff, with the rows behind."""

import pytest
from django.test import Client
from django.urls import reverse

import sheets
from bookings.lent import lent, total
from bookings.services import book, cancel
from tests.factories.bookings import RebateFactory, TariffFactory, at
from tests.factories.people import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def office(samir, settings):
    settings.MFA_MANDATORY_FOR_STAFF = False
    client = Client()
    client.force_login(samir)
    return client


@pytest.fixture
def year(ask, clain, place, lucie, now):
    """Two mornings of an association at half price, one of a company at the full one, one cancelled."""
    TariffFactory(space=clain)
    RebateFactory(place=place)
    company = MembershipFactory(
        user=UserFactory(), organisation=OrganisationFactory(name="=Fonderie", kind="company")
    )
    for day in ("2026-03-03", "2026-03-04"):
        book(**ask(day=day))
    book(**ask(day="2026-03-05", organiser=company.user, organisation=company.organisation))
    cancel(booking=book(**ask(day="2026-03-06")), actor=lucie)
    book(**ask(day="2026-03-13"))
    now.move_to(at("2026-03-10", "09:00"))


def test_each_organisation_has_its_hours_and_what_was_lent_to_it(year, place):
    rows = lent(place, 2026)

    # 36 € for two hours, half of it paid; the booking of the 13th is still to come.
    assert [(row.name, row.bookings, row.hours, row.public, row.due, row.lent) for row in rows] == [
        ("Les Petites Mains du Clain", 2, 4, 72, 36, 36),
        ("=Fonderie", 1, 2, 36, 36, 0),
    ]
    assert (total(rows).bookings, total(rows).hours, total(rows).lent) == (3, 6, 36)
    assert lent(place, 2025) == []


def test_the_page_opens_on_the_bookings_and_the_spreadsheet_agrees(year, office, association):
    page = office.get(reverse("value_lent"), {"structure": association.pk})
    rows = sheets.read(office.get(reverse("value_lent"), {"format": "csv"}).content).rows

    assert [booking.title for booking in page.context["bookings"]] == ["Réunion de bureau"] * 2
    assert [row.cells for row in rows] == [
        ["Les Petites Mains du Clain", "2", "4", "72", "36", "36"],
        ["=Fonderie", "1", "2", "36", "36", "0"],
    ]


@pytest.mark.parametrize("asked", [{"annee": "9999"}, {"annee": "x"}, {"lieu": "ailleurs"}])
def test_a_year_or_a_place_nobody_knows_is_explained(office, asked):
    assert office.get(reverse("value_lent"), asked).status_code == 422


def test_lent_costs_a_constant_number_of_queries(year, place, django_assert_num_queries):
    with django_assert_num_queries(3):
        assert len(lent(place, 2026)) == 2

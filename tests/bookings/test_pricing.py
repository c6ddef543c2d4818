from datetime import timedelta
from decimal import Decimal

import pytest

from bookings.models import Rebate, Tariff
from bookings.pricing import Stay, public_price, quote, total

HOUR = timedelta(hours=1)
CLAIN = Tariff(hour=Decimal(18), half_day=Decimal(60), day=Decimal(100), vat_mention="TVA non applicable")


@pytest.mark.parametrize(
    ("hours", "price"),
    [
        (0.5, 9),
        (2, 36),
        (3, 54),
        (3.5, 60),
        (4, 60),
        (5, 78),
        (7, 100),
        (8, 100),
        (10, 136),
        (12, 160),
        (24, 300),
    ],
)
def test_the_cheapest_sum_of_days_half_days_and_hours(hours, price):
    assert public_price(CLAIN, hours * HOUR) == Decimal(price)


def test_without_half_day_nor_day_every_hour_counts():
    assert public_price(Tariff(hour=Decimal("7.50")), 9 * HOUR) == Decimal("67.50")


def test_why_this_price_line_by_line():
    rebates = [Rebate(label="Association, moitié prix", percent=50), Rebate(label="Adhérente", percent=10)]

    told = quote([Stay("Salle du Clain", CLAIN, 2 * HOUR)], rebates)

    assert [(line.label, line.amount) for line in told.lines] == [
        ("Tarif public, 2 h", Decimal(36)),
        ("Association, moitié prix", Decimal(-18)),
    ]
    assert (told.public, told.due, told.lent, told.vat_mention) == (36, 18, 18, "TVA non applicable")


def test_several_rooms_and_seats():
    desks = Tariff(hour=Decimal(3))
    told = quote([Stay("Salle du Clain", CLAIN, HOUR), Stay("La Remise", desks, 2 * HOUR, seats=4)], [])

    assert [(line.label, line.amount) for line in told.lines] == [
        ("Salle du Clain, 1 h", Decimal(18)),
        ("La Remise, 2 h × 4 places", Decimal(24)),
    ]
    assert told.due == 42


def test_a_room_without_tariff_is_lent_for_nothing():
    told = quote([Stay("Potager", None, HOUR)], [Rebate(label="Moitié", percent=50)])

    assert [(line.label, line.amount) for line in told.lines] == [
        ("Cet espace est prêté sans tarif", Decimal(0))
    ]
    assert (told.public, told.due, told.lent) == (0, 0, 0)


def test_cents_are_rounded_once():
    told = quote(
        [Stay("Bocal", Tariff(hour=Decimal("3.33")), 0.5 * HOUR)], [Rebate(label="Un tiers", percent=33)]
    )

    assert (told.public, told.due) == (Decimal("1.67"), Decimal("1.12"))


def test_several_dates_add_up_in_few_lines():
    rebate = Rebate(label="Un tiers", percent=33)
    clain, bocal = (
        quote([Stay("Salle", Tariff(hour=Decimal(hour)), HOUR)], [rebate]) for hour in ("18", "3.33")
    )
    lent = quote([Stay("Potager", None, HOUR)], [rebate])

    told = total([clain, bocal, clain, lent, lent])

    assert [(line.label, line.amount) for line in told.lines] == [
        ("Tarif public, 1 h × 2", Decimal(36)),
        ("Un tiers × 2", Decimal("-11.88")),
        ("Tarif public, 1 h", Decimal("3.33")),
        ("Un tiers", Decimal("-1.10")),
        ("Cet espace est prêté sans tarif", Decimal(0)),
    ]
    assert (told.public, told.due) == (Decimal("39.33"), Decimal("26.35"))

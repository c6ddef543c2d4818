"""What is due: the same sum before and after, whatever the way; nothing for what nobody had."""

from decimal import Decimal

import pytest

from bookings.models import Booking, Tariff
from bookings.release_links import release_address
from bookings.services import book, cancel, close_and_rehouse, expire_holds, hold, refuse
from tests.api.calling import Caller
from tests.bookings.browsing import ROOM, text_of, typed
from tests.factories.bookings import RebateFactory, RulesFactory, TariffFactory, at, room

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
HOURS = {"day": "2026-03-03", "starts": "14:00", "ends": "19:00"}


@pytest.fixture
def desks(place):
    return room(place, "La Remise", seat_count=6, capacity=12, safety_capacity=12, layouts={})


@pytest.fixture(autouse=True)
def _priced(place, clain, desks):
    TariffFactory(place=place, vat_mention="TVA non applicable")
    TariffFactory(space=desks, hour=Decimal("3.33"), half_day=None, day=None)
    RebateFactory(place=place, percent=33)


def written() -> tuple[Decimal, Decimal, list]:
    """What the only booking says of its price."""
    booking = Booking.objects.get()
    lines = [(line["label"], Decimal(line["amount"])) for line in booking.price_lines]
    return booking.price_due, booking.price_lent, lines


def seen(answer) -> tuple[Decimal, Decimal, list]:
    """What a page says of a price."""
    price = answer.context["price"]
    return price["total"], price["lent"], [(line.label, line.amount) for line in price["lines"]]


def test_one_room(as_lucie, association):
    asked = typed(**HOURS, organisation=str(association.pk))

    shown = seen(as_lucie.post(f"{ROOM}prix/", asked))
    as_lucie.post(ROOM, asked)

    assert shown == written()
    assert shown[0] == Decimal("52.26")


def test_seats_of_a_shared_room(as_lucie, association):
    page = "/espaces/la-caserne/la-remise/"
    asked = typed(**HOURS, organisation=str(association.pk), attendees="5")

    shown = seen(as_lucie.post(f"{page}prix/", asked))
    as_lucie.post(page, asked)

    assert shown == written()
    assert shown[2][0] == ("Tarif public, 5 h × 5 places", Decimal("83.25"))


def test_several_rooms(as_lucie, association, clain, desks):
    sent = typed(organisation=str(association.pk), attendees="7", lignes="2", layout="")
    for index, space in enumerate([clain, desks]):
        sent |= {f"r{index}-{name}": value for name, value in HOURS.items()}
        sent[f"r{index}-space"] = str(space.pk)

    shown = seen(as_lucie.post("/reserver/ensemble/", sent | {"prix": "1"}, headers={"HX-Request": "true"}))
    as_lucie.post("/reserver/ensemble/", sent)

    assert shown == written()
    assert [label for label, _amount in shown[2]] == [
        "Salle du Clain, 5 h",
        "La Remise, 5 h × 6 places",
        "Association, moitié prix",
    ]


def test_a_program_pays_what_it_was_told(lucie, association, desks):
    program = Caller(lucie)
    hours = {"start": "2026-03-03T14:00:00+01:00", "end": "2026-03-03T19:00:00+01:00"}
    offers = program.get("/availability", **hours, capacity=5, place="la-caserne").json()["items"]
    told = next(row for row in offers if row["space"] == desks.pk)
    body = {"space": desks.pk, "starts_at": hours["start"], "ends_at": hours["end"]}

    made = program.post("/bookings", body | {"title": "Atelier", "attendees": 5}).json()

    assert made["price_due"] == told["price_due"] == "55.78"


def test_a_new_title_keeps_the_price_that_was_agreed(as_lucie, ask, clain):
    booking = book(**ask())
    Tariff.objects.update(hour=90)
    page = f"{booking.get_absolute_url()}modifier/"
    asked = typed(title="Assemblée")

    shown = as_lucie.post(page, asked | {"prix": "1"}).context["price"]["total"]
    as_lucie.post(page, asked)

    assert (written()[0], Booking.objects.get().title, shown) == (
        booking.price_due,
        "Assemblée",
        Decimal("24.12"),
    )
    later = asked | {"starts": "15:00", "ends": "17:00"}
    shown = as_lucie.post(page, later | {"prix": "1"}).context["price"]["total"]
    as_lucie.post(page, later)
    assert written()[0] == shown == Decimal("40.20")


def test_what_was_refused_or_let_go_costs_nothing(as_lucie, ask, clain, place, samir, now):
    RulesFactory(space=clain, needs_approval=True)
    refused = book(**ask())
    option = hold(**ask(day="2026-03-04"), until=at("2026-03-02", "12:00"))

    refuse(booking=refused, actor=samir, reason="Travaux.")
    now.move_to(at("2026-03-02", "12:00"))
    expire_holds(place=place)

    for booking in (refused, option):
        booking.refresh_from_db()
        assert (booking.price_due, booking.price_lent) == (0, 0)
    page = text_of(as_lucie.get(refused.get_absolute_url()))
    assert "Réservation refusée" in page
    assert "Ce que la maison vous prête" not in page


def test_the_link_of_the_reminder_says_what_stays_due(client, ask, now):
    booking = book(**ask())
    address = release_address(booking).removeprefix("http://127.0.0.1:8000")

    assert "restent dus" not in text_of(client.get(address))
    now.move_to(at("2026-03-03", "12:00"))
    assert "24,12 € restent dus" in text_of(client.get(address)).replace("\N{NO-BREAK SPACE}", " ")


def test_the_team_is_not_told_that_it_makes_people_pay(client, ask, now, lucie, samir):
    page = f"{book(**ask()).get_absolute_url()}annuler/"
    now.move_to(at("2026-03-03", "12:00"))

    told = {}
    for who in (lucie, samir):
        client.force_login(who)
        told[who] = "restent dus" in text_of(client.get(page))

    assert told == {lucie: True, samir: False}


def test_what_was_given_back_too_late_is_in_the_treasurer_s_sheet(as_lucie, ask, lucie, now):
    in_time, late = book(**ask(day="2026-03-05", title="À temps")), book(**ask(title="Tard"))
    now.move_to(at("2026-03-03", "12:00"))
    for booking in (in_time, late):
        cancel(booking=booking, actor=lucie)

    as_lucie.force_login(lucie)
    _heads, *lines = as_lucie.get("/mon-espace/reservations.csv").content.decode("utf-8-sig").splitlines()

    assert [line.split(";")[4:] for line in lines] == [
        ["Tard (annulée)", "9", "", "24,12", "36", "0"],
    ]


@pytest.mark.parametrize(("hour", "due"), [(90, "24.12"), (9, "12.06")])
def test_whom_the_house_moves_never_pays_more(place, clain, ask, samir, hour, due):
    garde = room(place, "Salle de garde")
    TariffFactory(space=garde, hour=hour, half_day=None, day=None)
    book(**ask())
    week = {"starts_at": at("2026-03-03", "08:00"), "ends_at": at("2026-03-06", "22:00")}

    close_and_rehouse(spaces=[clain], kind="incident", reason="dégât des eaux", actor=samir, **week)

    booking = Booking.objects.get()
    assert (booking.booked_spaces.get().space, booking.price_due) == (garde, Decimal(due))

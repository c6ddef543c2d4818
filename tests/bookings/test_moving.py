from datetime import timedelta

import pytest

from bookings.enums import BookingStatus
from bookings.errors import AlreadyDecided, NotAllowed, SlotRefused
from bookings.models import Booking
from bookings.services import Before, approve, book, put_back, reschedule
from reminders.models import Notice
from spaces.holds import Hold
from spaces.models import Occupation
from tests.bookings.browsing import text_of
from tests.factories.bookings import RulesFactory, TariffFactory, at, room
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def stands(booking) -> list[tuple]:
    """Its state, and what the ledger holds for it."""
    booking = Booking.objects.get(pk=booking.pk)
    rows = Occupation.objects.filter(claim=booking.claim).order_by("pk")
    return [(booking.status, row.space.name, row.used.lower, row.used.upper) for row in rows]


@pytest.fixture
def boivre(place):
    return room(place, "Salle de la Boivre", slug="salle-de-la-boivre")


@pytest.fixture
def booking(ask):
    return book(**ask(layout="meeting"))


@pytest.fixture
def moved(booking, boivre, lucie):
    """The booking, moved to another room and hour, and where it stood."""
    before = Before.of(booking)
    holds = [Hold(boivre, at("2026-03-03", "09:00"), at("2026-03-03", "11:00"))]
    return reschedule(booking=booking, actor=lucie, rooms=holds), before


def test_a_move_is_undone_as_if_nothing_had_been(moved, lucie):
    booking, before = moved
    assert stands(booking) == [
        ("confirmed", "Salle de la Boivre", at("2026-03-03", "09:00"), at("2026-03-03", "11:00"))
    ]

    put_back(booking=booking, actor=lucie, before=before)

    assert stands(booking) == [
        ("confirmed", "Salle du Clain", at("2026-03-03", "14:00"), at("2026-03-03", "16:00"))
    ]
    waiting = Notice.objects.filter(outcome="waiting").order_by("kind", "occurrence")
    assert list(waiting.values_list("kind", "occurrence")) == [
        ("booking.changed", "2"),
        ("booking.confirmed", "0"),
        ("booking.reminder", "20260303T1300"),
    ]


def test_what_was_approved_is_approved_again_where_it_stood(ask, clain, lucie, samir):
    RulesFactory(space=clain, needs_approval=True)
    booking = approve(booking=book(**ask()), actor=samir)
    decided = booking.decided_at
    before = Before.of(booking)
    later = [Hold(clain, at("2026-03-03", "18:00"), at("2026-03-03", "20:00"))]
    assert reschedule(booking=booking, actor=lucie, rooms=later).status == BookingStatus.PENDING

    put_back(booking=booking, actor=lucie, before=before)

    booking.refresh_from_db()
    assert (booking.status, booking.decided_at, booking.decided_by) == ("confirmed", decided, samir)
    assert not Notice.objects.filter(kind="booking.approval", outcome="waiting", occurrence="1").exists()


def test_somebody_took_the_place_meanwhile(moved, lucie, ask):
    booking, before = moved
    book(**ask(organiser=lucie, start="15:00", end="16:00"))
    standing = stands(booking)

    with pytest.raises(SlotRefused):
        put_back(booking=booking, actor=lucie, before=before)

    assert stands(booking) == standing


def test_it_changed_since(moved, lucie):
    booking, before = moved
    reschedule(booking=booking, actor=lucie, rooms=[row.hold() for row in booking.booked_spaces.all()])

    with pytest.raises(AlreadyDecided):
        put_back(booking=booking, actor=lucie, before=before)


@pytest.mark.parametrize("later", [timedelta(minutes=11), timedelta(days=2)])
def test_too_much_time_went_by(moved, lucie, now, later):
    booking, before = moved
    now.shift(later)

    with pytest.raises(AlreadyDecided):
        put_back(booking=booking, actor=lucie, before=before)


def test_the_memory_of_another_booking_moves_nothing(moved, lucie, ask):
    _, before = moved
    other = book(**ask(start="18:00", end="19:00"))

    with pytest.raises(AlreadyDecided):
        put_back(booking=other, actor=lucie, before=before)


def test_not_by_anybody(moved):
    booking, before = moved

    with pytest.raises(NotAllowed):
        put_back(booking=booking, actor=UserFactory(), before=before)


def test_the_form_moves_and_the_planning_takes_it_back(as_lucie, booking, boivre):
    address = f"/mon-espace/reservations/{booking.pk}"
    page = as_lucie.get(f"{address}/deplacer/")
    assert page.context["form"].initial["starts"].isoformat() == "14:00:00"
    typed = {"space": boivre.pk, "day": "2026-03-05", "starts": "09:00", "ends": "11:00"}

    planning = as_lucie.post(f"{address}/deplacer/", typed, follow=True)

    assert planning.redirect_chain == [("/planning/?jour=2026-03-05", 302)]
    assert "« Réunion de bureau » : Salle de la Boivre, jeudi 5 mars 2026 de 9 h à 11 h." in text_of(planning)
    assert "Annuler le déplacement" in text_of(planning)

    back = as_lucie.post(f"{address}/remettre/", follow=True)

    assert back.redirect_chain == [("/planning/?jour=2026-03-03", 302)]
    assert "« Réunion de bureau » est revenue à sa place." in text_of(back)
    assert "Annuler le déplacement" not in text_of(back)
    again = as_lucie.post(f"{address}/remettre/", follow=True)
    assert "Ce déplacement ne s’annule plus" in text_of(again)


def test_rooms_are_offered_by_their_door_as_people_count_doors(as_lucie, booking, place):
    for number, name in [("2", "Travée Centre"), ("E1", "Cour"), ("", "Halle aux camions")]:
        room(place, name, slug=f"salle-{name[:4].lower()}", door_number=number)

    page = as_lucie.get(f"/mon-espace/reservations/{booking.pk}/deplacer/")

    assert [label for _, label in page.context["form"].fields["space"].widget.choices] == [
        "2, Travée Centre (12 pers.)",
        "12, Salle du Clain (12 pers.)",
        "E1, Cour (12 pers.)",
        "Halle aux camions (12 pers.)",
    ]


def test_the_price_of_another_room_is_said_before_the_move(as_lucie, booking, boivre):
    TariffFactory(space=boivre)
    address = f"/mon-espace/reservations/{booking.pk}/deplacer/"
    typed = {"space": boivre.pk, "day": "2026-03-05", "starts": "09:00", "ends": "11:00", "prix": "1"}
    standing = stands(booking)

    assert "Rien à payer." in text_of(as_lucie.get(address))
    assert "36 € à payer." in text_of(as_lucie.post(address, typed))
    assert stands(booking) == standing


def test_a_refused_move_changes_nothing_and_keeps_what_was_typed(as_lucie, booking, boivre, ask, samir):
    book(**ask(space=boivre, start="09:00", end="12:00", organiser=samir, organisation=None))
    standing = stands(booking)
    address = f"/mon-espace/reservations/{booking.pk}/deplacer/"

    taken = as_lucie.post(
        address, {"space": boivre.pk, "day": "2026-03-03", "starts": "10:00", "ends": "11:00"}
    )
    assert taken.status_code == 409
    assert "Salle de la Boivre n’est pas libre mardi 3 mars 2026 de 9 h à 12 h" in text_of(taken)
    assert 'value="10:00"' in taken.content.decode()
    nonsense = as_lucie.post(address, {"space": 0, "day": "hier", "starts": "25:00"})
    assert nonsense.status_code == 422
    assert set(nonsense.context["form"].errors) == {"space", "day", "starts", "ends"}
    assert stands(booking) == standing


def test_several_rooms_are_changed_with_their_own_form(as_lucie, ask, clain, boivre):
    hours = (at("2026-03-03", "14:00"), at("2026-03-03", "16:00"))
    booking = book(**ask(rooms=[Hold(clain, *hours), Hold(boivre, *hours)]))

    answer = as_lucie.get(f"/mon-espace/reservations/{booking.pk}/deplacer/")

    assert answer.url == f"/mon-espace/reservations/{booking.pk}/modifier/"


def test_the_day_offers_to_move_only_what_one_may_move(client, as_lucie, booking, jeanne, samir):
    def offered(user) -> int:
        client.force_login(user)
        return client.get("/planning/?jour=2026-03-03").content.decode().count("data-move=")

    assert offered(booking.organiser) == 1
    assert offered(samir) == 1
    assert offered(jeanne) == 0
    assert offered(UserFactory()) == 0
    client.logout()
    assert "data-move" not in client.get("/planning/?jour=2026-03-03").content.decode()

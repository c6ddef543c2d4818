from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from bookings.errors import BookingRefused, NotAllowed, SlotRefused
from bookings.models import Booking
from bookings.services import Override, book, hold, reschedule
from journal.models import AuditEvent
from spaces.holds import Hold
from spaces.models import Claim, Occupation, Part
from spaces.sources import differences
from tests.factories.bookings import RebateFactory, RulesFactory, TariffFactory, at, room
from tests.factories.people import OrganisationFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def test_a_free_room_is_confirmed_at_once_with_its_price_and_its_rows(ask, clain, place):
    TariffFactory(space=clain)
    RebateFactory(place=place)

    booking = book(**ask())

    assert booking.status == "confirmed"
    assert booking.price_public == Decimal("36.00")
    assert booking.price_due == Decimal("18.00")
    assert booking.price_lines == [
        {"label": "Tarif public, 2 h", "amount": "36.00"},
        {"label": "Association, moitié prix", "amount": "-18.00"},
    ]
    row = Occupation.objects.get()
    assert (row.space, row.used.lower, row.used.upper) == (
        clain,
        at("2026-03-03", "14:00"),
        at("2026-03-03", "16:00"),
    )
    assert differences() == []


def test_the_same_hour_is_refused_by_the_ledger_and_nothing_is_written(ask):
    book(**ask())

    with pytest.raises(SlotRefused) as refused:
        book(**ask(start="15:00", end="17:00"))

    assert refused.value.message == ("Salle du Clain n’est pas libre mardi 3 mars 2026 de 14 h à 16 h")
    assert Booking.objects.count() == 1
    assert Claim.objects.count() == 1


def test_a_booking_may_follow_another_without_a_gap(ask):
    book(**ask())

    assert book(**ask(start="16:00", end="18:00")).status == "confirmed"


def test_several_rooms_are_one_booking_refused_or_made_together(ask, place, clain):
    kitchen = room(place, "Cuisine partagée")
    book(**ask(space=kitchen, start="15:00", end="16:00"))
    both = [
        Hold(clain, at("2026-03-03", "14:00"), at("2026-03-03", "16:00")),
        Hold(kitchen, at("2026-03-03", "15:00"), at("2026-03-03", "17:00")),
    ]

    with pytest.raises(SlotRefused):
        book(**ask(rooms=both))
    assert Occupation.objects.count() == 1

    both[1] = Hold(kitchen, at("2026-03-03", "16:00"), at("2026-03-03", "17:00"))
    booking = book(**ask(rooms=both))
    assert [row.space.name for row in booking.booked_spaces.all()] == ["Salle du Clain", "Cuisine partagée"]
    assert booking.claim.occupations.count() == 2


def test_a_hall_and_its_bays_share_the_ledger(ask, place):
    hall = room(place, "Halle", capacity=200, safety_capacity=300, layouts={})
    bays = [room(place, f"Travée {name}", layouts={}) for name in ("Nord", "Sud")]
    Part.objects.bulk_create(Part(whole=hall, part=bay) for bay in bays)
    book(**ask(space=bays[0]))

    with pytest.raises(SlotRefused):
        book(**ask(space=hall))

    booking = book(**ask(space=hall, day="2026-03-04"))
    assert booking.claim.occupations.count() == 2
    assert differences() == []


def test_the_last_seat_of_a_shared_room(ask, place):
    desks = room(place, "La Remise", seat_count=3, layouts={})
    book(**ask(space=desks, seats=2, attendees=2))

    with pytest.raises(SlotRefused) as refused:
        book(**ask(space=desks, seats=2, attendees=2))
    assert refused.value.message == ("La Remise : il ne reste qu’une place libre mardi 3 mars 2026 à 14 h.")

    assert book(**ask(space=desks, seats=1, attendees=1)).status == "confirmed"
    assert differences() == []


def test_the_same_key_gives_the_same_booking(ask):
    key = uuid4()

    first = book(**ask(idempotency_key=key))
    again = book(**ask(idempotency_key=key))

    assert again == first
    assert Booking.objects.count() == 1


def test_every_rule_that_says_no_is_told_at_once(ask):
    with pytest.raises(BookingRefused) as refused:
        book(**ask(start="21:05", end="23:00", attendees=40))

    assert [refusal.rule for refusal in refused.value.refusals] == [
        "on_step",
        "within_hours",
        "enough_room",
        "safe",
    ]
    assert Booking.objects.count() == 0


def test_nobody_books_in_the_name_of_others(ask, samir):
    stranger, other = UserFactory(), OrganisationFactory()

    with pytest.raises(NotAllowed):
        book(**ask(actor=stranger))
    with pytest.raises(NotAllowed):
        book(**ask(organisation=other))

    assert book(**ask(actor=samir)).organiser.name == "Lucie Moreau"


def test_a_manager_sets_a_rule_aside_and_the_journal_says_why(ask, samir, lucie):
    late = ask(start="21:00", end="23:00")

    with pytest.raises(NotAllowed):
        book(**late, override=Override(lucie, "Concert"))
    booking = book(**late, actor=samir, override=Override(samir, "Concert autorisé par la mairie"))

    assert booking.status == "confirmed"
    event = AuditEvent.objects.get(action="booking.override")
    assert event.actor == samir
    assert event.details == {"reason": "Concert autorisé par la mairie", "rules": ["within_hours"]}


def test_no_manager_sets_the_authorised_headcount_aside(ask, samir):
    with pytest.raises(BookingRefused) as refused:
        book(**ask(attendees=16), actor=samir, override=Override(samir, "Serrez-vous"))

    assert refused.value.message == (
        "L’effectif autorisé pour Salle du Clain est de 15 personnes. Choisissez un espace plus grand."
    )


def test_a_room_with_an_approver_waits(ask, clain, samir):
    RulesFactory(space=clain, needs_approval=True)

    assert book(**ask()).status == "pending"
    assert book(**ask(day="2026-03-04", organiser=samir, organisation=None)).status == "confirmed"


def test_an_option_holds_until_its_hour_then_lets_go(ask, now):
    option = hold(**ask(), until=at("2026-03-02", "18:00"))
    assert option.status == "hold"
    with pytest.raises(SlotRefused):
        book(**ask())

    now.move_to(at("2026-03-02", "18:00"))
    assert book(**ask()).status == "confirmed"

    option.refresh_from_db()
    assert (option.status, option.reason) == ("cancelled", "L’option n’a pas été confirmée à temps.")
    assert differences() == []


def test_the_headcount_of_a_building_counts_everybody_at_once(ask, place, clain):
    building = clain.floor.building
    building.safety_capacity = 20
    building.save()
    other = room(place, "Salle de garde")
    book(**ask())

    with pytest.raises(BookingRefused) as refused:
        book(**ask(space=other, attendees=12, start="15:00", end="17:00"))
    assert refused.value.message == (
        "À ces heures, La caserne n’a plus que 11 personnes d’effectif disponible sur 20 autorisées. "
        "Venez moins nombreux, ou choisissez un autre horaire."
    )

    assert book(**ask(space=other, attendees=12, start="16:00", end="17:00")).status == "confirmed"


def test_the_monthly_quota_of_an_organisation(ask, place, association):
    RulesFactory(place=place, monthly_quota=timedelta(hours=4))
    book(**ask())
    book(**ask(day="2026-03-05", end="15:30"))

    with pytest.raises(BookingRefused) as refused:
        book(**ask(day="2026-03-06"))
    assert refused.value.message == (
        "Les Petites Mains du Clain a déjà réservé 3 h 30 ce mois-ci, sur 4 h possibles. Il reste 30 min."
    )

    assert book(**ask(day="2026-04-02")).status == "confirmed"


def test_a_whole_night_across_a_change_of_clocks_counts_real_hours(ask, clain, samir):
    """The night of 28 to 29 March 2026 lasts one hour less."""
    TariffFactory(space=clain, half_day=None, day=None, hour=Decimal(10))
    night = Hold(clain, at("2026-03-28", "22:00"), at("2026-03-29", "06:00"))

    booking = book(**ask(rooms=[night]), actor=samir, override=Override(samir, "Nuit du jeu"))

    assert booking.price_public == Decimal("70.00")


def test_a_long_name_without_a_space_is_kept_whole(ask):
    title = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunte"

    assert len(title) == 60
    assert book(**ask(title=title)).title == title


def test_a_room_may_ask_that_somebody_confirms_having_come(ask, clain, place):
    RulesFactory(place=place, check_in_within=timedelta(minutes=30))
    RulesFactory(space=clain, check_in_within=timedelta(minutes=10))

    booking = book(**ask())
    free = book(**ask(space=room(place, "Salle de la Boivre")))

    assert booking.check_in_by == at("2026-03-03", "14:10")
    assert free.check_in_by == at("2026-03-03", "14:30")


def test_moving_a_booking_moves_the_hour_at_which_somebody_confirms(ask, clain, lucie):
    RulesFactory(space=clain, check_in_within=timedelta(minutes=10))
    booking = book(**ask())

    moved = reschedule(
        booking=booking,
        actor=lucie,
        rooms=[Hold(clain, at("2026-03-03", "17:00"), at("2026-03-03", "18:00"))],
    )

    assert moved.check_in_by == at("2026-03-03", "17:10")

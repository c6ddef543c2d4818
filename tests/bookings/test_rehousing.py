"""« Reloger tout le monde »: nobody is left in a room that closes, and everybody is asked."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from bookings.errors import AlreadyDecided, NotAllowed
from bookings.models import Booking, Closure, Relocation
from bookings.rehousing import plan
from bookings.rehousing_notices import RELOCATED
from bookings.relocation_links import relocation_address
from bookings.services import (
    answer_relocation,
    book,
    cancel,
    close_and_rehouse,
    close_spaces,
    lift_closure,
    note_call,
    sign_agreement,
)
from reminders.models import Notice
from reminders.typography import unbroken
from spaces.errors import SlotTaken
from spaces.holds import Hold
from spaces.models import Occupation
from spaces.sources import differences
from tests.factories.bookings import (
    AgreementFactory,
    AgreementSpaceFactory,
    RulesFactory,
    TariffFactory,
    at,
    room,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

WEEK = {"starts_at": at("2026-03-03", "08:00"), "ends_at": at("2026-03-06", "22:00")}


@pytest.fixture
def house(place, clain):
    """A larger room, a smaller one, one without a lift, and a workshop that asks for training."""
    rooms = {
        "garde": room(place, "Salle de garde", capacity=20, layouts={"meeting": 20}, safety_capacity=25),
        "boivre": room(place, "Salle de la Boivre", capacity=6, layouts={"meeting": 6}),
        "tour": room(place, "Salle de la Tour", is_accessible=False),
        "bois": room(place, "Atelier bois"),
    }
    RulesFactory(space=rooms["bois"], audience="trained")
    return rooms


@pytest.fixture
def flood(clain, samir):
    return {"spaces": [clain], "kind": "incident", "reason": "dégât des eaux", "actor": samir, **WEEK}


def where(booking) -> list[str]:
    return list(booking.booked_spaces.values_list("space__name", flat=True))


def test_each_goes_to_the_closest_room_and_none_to_the_same(house, place, clain, ask, flood):
    big, small = book(**ask(attendees=9)), book(**ask(day="2026-03-04", attendees=4))
    two = [
        book(**ask(day="2026-03-05", start=start, end=end))
        for start, end in (("09:00", "10:00"), ("10:00", "11:00"))
    ]

    closure = close_and_rehouse(**flood)

    assert [where(row) for row in (big, small, *two)] == [
        ["Salle de garde"],
        ["Salle de la Boivre"],
        ["Salle de garde"],
        ["Salle de garde"],
    ]
    assert closure.relocations.filter(status="asked").count() == 4
    assert set(Booking.objects.values_list("status", flat=True)) == {"confirmed"}
    assert Notice.objects.filter(kind=RELOCATED).count() == 4
    assert Notice.objects.filter(kind="booking.changed").exclude(outcome="cancelled").count() == 0
    assert differences() == []


def test_what_finds_no_room_offers_another_hour_else_is_cancelled(house, place, clain, ask, flood, samir):
    wanted = book(**ask())
    book(**ask(space=house["garde"], start="13:00", end="17:00"))

    (row,) = plan(place, [Hold(clain, *WEEK.values())]).displaced

    assert [(way.what, way.why) for way in row.ways] == [
        ("Salle de garde, de 11 h à 13 h", "Autre heure, le même jour")
    ]
    whole = {"start": "08:00", "end": "22:00"}
    cancel(booking=wanted, actor=samir)
    lonely = book(**ask(day="2026-03-04", **whole))
    book(**ask(space=house["garde"], day="2026-03-04", **whole))
    closure = close_and_rehouse(**flood)
    lonely.refresh_from_db()
    assert (lonely.status, lonely.reason, lonely.price_due) == ("cancelled", "Fermeture : dégât des eaux", 0)
    assert [move.status for move in closure.relocations.all()] == ["cancelled"]
    assert differences() == []


def test_all_of_it_or_nothing(house, clain, ask, flood):
    booking, other = book(**ask()), book(**ask(day="2026-03-05"))
    to = Hold(house["garde"], at("2026-03-03", "14:00"), at("2026-03-03", "16:00"))

    with pytest.raises(SlotTaken) as taken:
        close_spaces(**flood, decisions={booking.pk: [to]})

    assert [row.start for row in taken.value.conflicts] == [at("2026-03-05", "14:00")]
    assert (where(booking), where(other)) == (["Salle du Clain"], ["Salle du Clain"])
    assert (Closure.objects.count(), Relocation.objects.count(), Notice.objects.filter(kind=RELOCATED).count()) == (
        0, 0, 0,
    )  # fmt: skip
    close_spaces(**flood, decisions={booking.pk: [to], other.pk: None})
    assert where(booking) == ["Salle de garde"]
    assert differences() == []


def test_what_runs_is_cut_short_and_the_room_closes_after_it(house, clain, ask, flood, now):
    clain.turnaround = at("2026-03-03", "00:10") - at("2026-03-03", "00:00")
    clain.save()
    booking = book(**ask())
    now.move_to(at("2026-03-03", "15:00"))

    closure = close_and_rehouse(**flood)

    booking.refresh_from_db()
    assert (booking.status, booking.released_at) == ("confirmed", at("2026-03-03", "15:00"))
    assert closure.starts_at == at("2026-03-03", "15:10")
    assert differences() == []


def test_an_agreement_is_signed_over_bookings_that_move(house, place, clain, association, ask, samir):
    booking = book(**ask())
    agreement = AgreementFactory(place=place, organisation=association)
    AgreementSpaceFactory(agreement=agreement, space=clain)
    found = plan(place, agreement.holds(agreement.ends_on))

    signed = sign_agreement(
        agreement=agreement, actor=samir, signed_on=date(2026, 3, 2), decisions=found.best
    )

    assert (signed.status, where(booking)) == ("signed", ["Salle de garde"])
    assert signed.relocations.get().booking == booking
    assert Occupation.objects.count() == 2
    assert differences() == []


def test_a_hall_and_its_kitchen_move_together(house, place, clain, ask, flood):
    slot = at("2026-03-03", "14:00"), at("2026-03-03", "16:00")
    booking = book(**ask(rooms=[Hold(clain, *slot), Hold(house["boivre"], *slot)], attendees=5))

    close_and_rehouse(**flood)

    assert sorted(where(booking)) == ["Salle de garde", "Salle de la Boivre"]
    assert differences() == []


@pytest.fixture
def moved(house, ask, flood):
    TariffFactory(space=house["garde"])
    book(**ask())
    return close_and_rehouse(**flood).relocations.get()


def test_yes_keeps_and_no_cancels_without_charge_even_late(moved, now, samir, lucie):
    now.move_to(at("2026-03-03", "10:00"))

    assert answer_relocation(relocation=moved, accepts=False).status == "declined"

    booking = Booking.objects.get()
    assert (booking.status, booking.price_due) == ("cancelled", 0)
    with pytest.raises(AlreadyDecided):
        answer_relocation(relocation=moved, accepts=True)
    with pytest.raises(NotAllowed):
        note_call(relocation=moved, actor=lucie)
    assert note_call(relocation=moved, actor=samir).called_at == at("2026-03-03", "10:00")


def test_a_mail_scanner_answers_nothing_and_a_person_does(moved, client):
    url = relocation_address(moved).split("testserver")[-1].split(":8000")[-1]
    url = url[url.index("/relogement/") :]

    for scanner in (client.get, client.head):
        assert scanner(url + "?reponse=non").status_code == 200
    moved.refresh_from_db()
    assert moved.status == "asked"
    assert client.get(url[:-2] + "x/").status_code == 404
    assert "Merci, c’est noté" in client.post(url, {"reponse": "oui"}).content.decode()
    late = client.post(url, {"reponse": "non"})
    assert (late.status_code, Booking.objects.get().status) == (409, "confirmed")


@pytest.fixture
def office(client, samir, settings):
    settings.DEMO = True
    client.force_login(samir)
    return client


def test_closing_shows_who_is_there_and_one_button_rehouses_them(office, house, clain, ask, lucie):
    lucie.phone = "06 12 34 56 78"
    lucie.save()
    booking = book(**ask())
    typed = {
        "spaces": [clain.pk],
        "starts_at": "2026-03-03T08:00",
        "ends_at": "2026-03-03T22:00",
        "kind": "incident",
        "reason": "dégât des eaux",
    }
    url = reverse("closure_new")
    assert office.get(url).status_code == 200

    asked = office.post(url, typed)
    page = asked.content.decode()
    (_, chosen) = asked.context["rows"][0]
    assert (asked.status_code, Closure.objects.count()) == (200, 0)
    assert unbroken("à appeler : 06 12 34 56 78") in page
    assert "Reloger tout le monde et fermer" in page

    done = office.post(url, {**typed, f"way-{booking.pk}": chosen}, follow=True)
    assert where(booking) == ["Salle de garde"]
    assert unbroken("1 personne à appeler") in done.content.decode()
    move = Relocation.objects.get()
    called = office.post(reverse("relocation_called", args=[move.pk]), follow=True)
    assert unbroken("1 personne à appeler") not in called.content.decode()
    office.post(reverse("closure_lift", args=[move.closure_id]))
    assert Closure.objects.get().lifted_at is not None
    wrong = office.post(url, {**typed, "ends_at": "2026-03-03T07:00"})
    assert "La fin doit venir après le début." in wrong.content.decode()
    night = {"starts_at": "2026-03-29T02:30", "ends_at": "2026-03-29T08:00"}
    assert (
        unbroken("n’existe pas le dimanche 29 mars 2026") in office.post(url, typed | night).content.decode()
    )
    twice = {"starts_at": "2026-10-25T02:30", "ends_at": "2026-10-25T02:45"}
    office.post(url, typed | twice)
    closure = Closure.objects.get(starts_at__gt=at("2026-10-01", "00:00"))
    assert closure.ends_at - closure.starts_at == timedelta(minutes=75)


def test_the_page_says_how_many_move_and_how_many_are_lost(office, house, place, clain, ask):
    """Seats of a shared room may become a meeting room, never a workshop or a room too small."""
    desks = room(place, "Coworking", kind="shared", seat_count=24, capacity=24, layouts={})
    seated = book(**ask(space=desks, seats=5, attendees=5))
    for title in ("Trop nombreux", "Trop nombreux aussi"):
        book(
            **ask(
                space=desks, seats=8, attendees=8, day="2026-03-04", start="08:00", end="22:00", title=title
            )
        )
    book(**ask(space=house["boivre"], attendees=5))
    for taken in (house["garde"], clain):
        book(**ask(space=taken, start="08:00", end="22:00"))
    for taken in (house["garde"], house["tour"], clain):
        book(**ask(space=taken, day="2026-03-04", start="08:00", end="22:00"))
    typed = {
        "spaces": [desks.pk],
        "starts_at": "2026-03-03T08:00",
        "ends_at": "2026-03-05T22:00",
        "kind": "works",
        "reason": "peinture",
    }
    url = reverse("closure_new")

    asked = office.post(url, typed)
    assert asked.context["outlook"] == {
        "heading": "3 réservations : 1 à reloger, 2 à annuler",
        "intro": (
            "La meilleure salle est déjà choisie pour 1, dont 1 à une autre heure du même jour. Pour 2, aucune salle ne"
            " convient ce jour-là : elles seront annulées, sans frais. Qui est relogé reçoit un courriel avec deux boutons, « Ça nous va » et"
            " « Non merci »."
        ),
        "button": "Fermer : 2 annulées, les autres comme choisi",
    }
    ways = {f"way-{row.booking.pk}": chosen for row, chosen in asked.context["rows"]}
    done = office.post(url, typed | ways, follow=True)
    assert where(seated) == ["Salle de la Boivre"]
    assert seated.booked_spaces.get().seats is None
    assert unbroken("1 réservation déplacée, 2 annulées") in done.content.decode()
    assert differences() == []


def test_what_cannot_be_moved_is_said(office, house, clain, flood):
    close_spaces(**flood)
    typed = {
        "spaces": [clain.pk],
        "starts_at": "2026-03-03T08:00",
        "ends_at": "2026-03-03T22:00",
        "kind": "works",
        "reason": "peinture",
    }
    refused = office.post(reverse("closure_new"), typed)
    assert (refused.status_code, Closure.objects.count()) == (422, 1)
    assert "Ceci ne se déplace pas d’ici" in refused.content.decode()
    lift_closure(closure=Closure.objects.get(), actor=flood["actor"])
    assert office.post(reverse("closure_new"), typed).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_proposing_costs_a_constant_number_of_queries(
    count, house, place, clain, ask, django_assert_num_queries
):
    for number in range(count):
        book(**ask(day=f"2026-03-0{3 + number}"))
    with django_assert_num_queries(15):
        plan(place, [Hold(clain, *WEEK.values())])

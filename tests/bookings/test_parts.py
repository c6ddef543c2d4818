"""Dividing and reuniting rooms under real bookings: what comes moves, what was stays, the ledger agrees."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from bookings.measures import measure
from bookings.services import book, cancel, close_spaces, release_early, reschedule, sign_agreement
from journal.models import AuditEvent
from reminders.typography import unbroken
from spaces.conflicts import conflicts
from spaces.errors import NotAllowed, PartsRefused, SlotTaken
from spaces.holds import Hold
from spaces.models import Occupation, Part, Space
from spaces.queries import day_planning, gaps
from spaces.services.layout import set_parts
from spaces.sources import differences
from tests.factories.bookings import AgreementFactory, AgreementSpaceFactory, at, room

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

TODAY = date(2026, 3, 2)
THURSDAY = date(2026, 3, 5)


@pytest.fixture
def halves(place):
    return [room(place, name, capacity=6, area_m2=20) for name in ("Clain Est", "Clain Ouest")]


def held(booking) -> list[tuple[str, object, object]]:
    rows = Occupation.objects.filter(claim=booking.claim).order_by("used", "space__name")
    return [(row.space.name, row.used.lower, row.used.upper) for row in rows.select_related("space")]


def test_splitting_a_room_moves_what_comes_and_leaves_what_was(clain, halves, ask, samir, place):
    before, after = book(**ask(day="2026-03-03")), book(**ask(day="2026-03-06"))
    week = date(2026, 3, 2), date(2026, 3, 5)
    figures = [(row.space.name, row.open, row.booked) for row in measure(place, *week, [clain]).rows]

    assert set_parts(whole=clain, parts=halves, on=THURSDAY, actor=samir) == 1

    slot = at("2026-03-03", "14:00"), at("2026-03-03", "16:00")
    assert held(before) == [("Salle du Clain", *slot)]
    later = at("2026-03-06", "14:00"), at("2026-03-06", "16:00")
    assert held(after) == [("Clain Est", *later), ("Clain Ouest", *later)]
    assert [(row.space.name, row.open, row.booked) for row in measure(place, *week, [clain]).rows] == figures
    assert differences() == []
    assert [half.in_service_from for half in Space.objects.filter(pk__in=[h.pk for h in halves])] == (
        [THURSDAY] * 2
    )
    event = AuditEvent.objects.get(action="space.parts_set")
    assert (event.actor, event.details["moved"]) == (samir, 1)


def test_before_the_day_the_room_is_one_and_from_that_day_its_parts_hold(clain, halves, ask, samir, place):
    set_parts(whole=clain, parts=halves, on=THURSDAY, actor=samir)

    whole = book(**ask(day="2026-03-04"))
    half = book(**ask(space=halves[0], day="2026-03-05", attendees=4))

    assert [name for name, *_ in held(whole)] == ["Salle du Clain"]
    assert [name for name, *_ in held(half)] == ["Clain Est"]
    for hour, blocked in (("15:00", 1), ("17:00", 0)):
        asked = Hold(clain, at("2026-03-05", hour), at("2026-03-05", "18:00"))
        assert len(conflicts([asked])) == blocked
        assert Space.objects.filter(pk=clain.pk).free_during(asked.start, asked.end).exists() is not blocked
    (row,) = day_planning(place, THURSDAY, [clain])
    assert [block.claim_id for block in row.blocks] == [half.claim_id]
    found = gaps([clain], at("2026-03-05", "12:00"), at("2026-03-05", "22:00"), timedelta(hours=2))
    assert [(gap.start, gap.end) for gap in found] == [
        (at("2026-03-05", "12:00"), at("2026-03-05", "14:00")),
        (at("2026-03-05", "16:00"), at("2026-03-05", "22:00")),
    ]
    # Wednesday counts the room, Thursday its halves.
    measures = measure(place, date(2026, 3, 4), date(2026, 3, 6), [clain, *halves])
    assert [(row.space.name, row.open, row.booked) for row in measures.rows] == [
        ("Salle du Clain", 14, 2),
        ("Clain Est", 14, 2),
        ("Clain Ouest", 14, 0),
    ]
    assert differences() == []


def test_what_lasts_across_the_day_is_cut_there(clain, halves, association, samir, place):
    agreement = AgreementFactory(place=place, organisation=association)
    AgreementSpaceFactory(agreement=agreement, space=clain)
    signed = sign_agreement(agreement=agreement, actor=samir, signed_on=date(2026, 1, 1))

    set_parts(whole=clain, parts=halves, on=THURSDAY, actor=samir)

    first, cut, last = at("2026-01-01", "00:00"), at("2026-03-05", "00:00"), at("2027-01-01", "00:00")
    assert held(signed) == [
        ("Salle du Clain", first, cut),
        ("Clain Est", cut, last),
        ("Clain Ouest", cut, last),
    ]
    assert differences() == []


def test_the_verbs_of_a_booking_go_on_after_a_division(clain, halves, ask, samir, lucie, now):
    moved, gone = book(**ask(day="2026-03-05")), book(**ask(day="2026-03-06"))
    running = book(**ask(day="2026-03-03"))
    set_parts(whole=clain, parts=halves, on=TODAY, actor=samir)

    rooms = [Hold(clain, at("2026-03-05", "18:00"), at("2026-03-05", "19:00"))]
    reschedule(booking=moved, actor=lucie, rooms=rooms)
    cancel(booking=gone, actor=lucie)
    now.move_to(at("2026-03-03", "15:00"))
    release_early(booking=running, actor=lucie)

    assert [name for name, *_ in held(moved)] == ["Clain Est", "Clain Ouest"]
    assert held(gone) == []
    assert {end for *_, end in held(running)} == {at("2026-03-03", "15:00")}
    assert differences() == []


def test_what_stands_in_the_way_is_listed_and_nothing_changes(clain, halves, ask, samir):
    whole = book(**ask(day="2026-03-06"))
    book(**ask(space=halves[1], day="2026-03-06", start="15:00", end="17:00", attendees=4))
    before = held(whole)

    with pytest.raises(SlotTaken) as taken:
        set_parts(whole=clain, parts=halves, on=THURSDAY, actor=samir)

    assert [(row.space, row.start) for row in taken.value.conflicts] == [
        (halves[1], at("2026-03-06", "15:00"))
    ]
    assert (held(whole), Part.objects.count(), differences()) == (before, 0, [])


def test_the_longer_pause_of_a_part_comes_between_two_bookings(clain, halves, ask, samir):
    halves[0].turnaround = timedelta(minutes=30)
    halves[0].save()
    book(**ask(day="2026-03-06"))
    book(**ask(day="2026-03-06", start="16:00", end="18:00"))
    with pytest.raises(PartsRefused, match="s’y suivent de trop près"):
        set_parts(whole=clain, parts=halves, on=THURSDAY, actor=samir)
    assert (Part.objects.count(), differences()) == (0, [])


def test_the_wall_falls_and_the_bays_exist_no_more(clain, halves, ask, samir, place):
    set_parts(whole=clain, parts=halves, on=TODAY, actor=samir)
    whole = book(**ask(day="2026-03-06"))
    half = book(**ask(space=halves[0], day="2026-03-06", start="18:00", end="20:00", attendees=4))
    with pytest.raises(SlotTaken):
        set_parts(whole=clain, parts=[], on=THURSDAY, actor=samir, retired=halves)
    cancel(booking=half, actor=samir)

    assert set_parts(whole=clain, parts=[], on=THURSDAY, actor=samir, retired=halves) == 1

    assert [name for name, *_ in held(whole)] == ["Salle du Clain"]
    assert Space.objects.get(pk=halves[0].pk).in_service_until == date(2026, 3, 4)
    assert [(row.space.name, row.open) for row in measure(place, THURSDAY, date(2026, 3, 7)).rows] == [
        ("Salle du Clain", 28)
    ]
    assert differences() == []


def test_a_hall_loses_a_bay_and_gains_another(clain, halves, ask, samir, place):
    store = room(place, "Réserve")
    set_parts(whole=clain, parts=halves, on=TODAY, actor=samir)
    early, late = book(**ask(day="2026-03-04")), book(**ask(day="2026-03-06"))

    set_parts(whole=clain, parts=[halves[0], store], on=THURSDAY, actor=samir)

    assert [name for name, *_ in held(early)] == ["Clain Est", "Clain Ouest"]
    assert [name for name, *_ in held(late)] == ["Clain Est", "Réserve"]
    # The bay that left is a room by itself, and free.
    assert book(**ask(space=halves[1], day="2026-03-06", attendees=4)).status == "confirmed"
    assert differences() == []


def test_a_division_foreseen_for_later_gives_way_to_one_from_today(clain, halves, ask, samir):
    set_parts(whole=clain, parts=halves, on=date(2026, 6, 1), actor=samir)
    summer = book(**ask(day="2026-06-02"))
    set_parts(whole=clain, parts=[], on=TODAY, actor=samir)

    assert ([name for name, *_ in held(summer)], Part.objects.count()) == (["Salle du Clain"], 0)
    assert differences() == []


def test_a_bay_is_divided_once_its_hall_lets_it_go(clain, halves, samir, place, ask):
    closets = [room(place, "Placard nord"), room(place, "Placard sud")]
    set_parts(whole=clain, parts=halves, on=TODAY, actor=samir)
    with pytest.raises(PartsRefused) as refused:
        set_parts(whole=halves[0], parts=closets, on=THURSDAY, actor=samir)
    assert refused.value.message == (
        "Clain Est fait partie de Salle du Clain : retirez-le d’abord des parties de Salle du Clain."
    )
    with pytest.raises(PartsRefused):
        set_parts(whole=room(place, "Grande salle"), parts=[clain], on=THURSDAY, actor=samir)

    set_parts(whole=clain, parts=[*closets, halves[1]], on=THURSDAY, actor=samir)
    set_parts(whole=halves[0], parts=closets, on=THURSDAY, actor=samir)

    assert [name for name, *_ in held(book(**ask(space=halves[0], day="2026-03-06")))] == [
        "Placard nord",
        "Placard sud",
    ]
    assert differences() == []


def test_dividing_is_for_managers_and_never_for_yesterday(clain, halves, samir, lucie, place):
    facts = {"whole": clain, "parts": halves, "on": THURSDAY, "actor": samir}
    with pytest.raises(NotAllowed):
        set_parts(**facts | {"actor": lucie})
    archived = room(place, "Ancienne salle", is_archived=True)
    for wrong in (
        {"on": date(2026, 3, 1)},
        {"parts": [clain]},
        {"parts": [halves[0], halves[0]]},
        {"parts": [archived]},
        {"retired": halves},
    ):
        with pytest.raises(PartsRefused):
            set_parts(**facts | wrong)
    assert Part.objects.count() == 0


def test_seats_taken_one_by_one_and_closures_are_dealt_with(halves, ask, samir, place):
    desks = room(place, "Remise", seat_count=4)
    book(**ask(space=desks, day="2026-03-06", seats=2, attendees=2))
    with pytest.raises(PartsRefused) as refused:
        set_parts(whole=desks, parts=halves, on=THURSDAY, actor=samir)
    assert refused.value.message.startswith("Remise : une réservation vient après ce jour")

    closure = close_spaces(
        spaces=[desks],
        starts_at=at("2026-03-09", "08:00"),
        ends_at=at("2026-03-09", "22:00"),
        kind="works",
        reason="peinture",
        actor=samir,
    )
    set_parts(whole=desks, parts=halves, on=date(2026, 3, 7), actor=samir)
    assert [name for name, *_ in held(closure)] == ["Clain Est", "Clain Ouest"]
    assert differences() == []


def test_a_room_that_is_still_held_is_not_archived(clain, ask):
    booking = book(**ask())
    clain.is_archived = True
    with pytest.raises(ValidationError) as refused:
        clain.full_clean()
    assert refused.value.message_dict == {
        "is_archived": ["Une réservation vient encore ici : déplacez d’abord ce qui est prévu."]
    }
    cancel(booking=booking, actor=booking.organiser)
    clain.full_clean()


@pytest.fixture
def office(client, samir, settings):
    settings.DEMO = True
    client.force_login(samir)
    return client


def test_the_page_divides_and_says_what_follows(office, clain, halves, ask):
    url = reverse("space_parts", args=[clain.pk])
    book(**ask(day="2026-03-06"))
    in_the_way = book(**ask(space=halves[0], day="2026-03-06", attendees=4))

    assert office.get(url).status_code == 200
    typed = {"on": "2026-03-05", "parts": [half.pk for half in halves]}
    refused = office.post(url, typed)
    assert refused.status_code == 422
    assert unbroken("Clain Est n’est pas libre vendredi 6 mars 2026 de 14 h à 16 h (Réunion de bureau)") in (
        refused.content.decode()
    )
    cancel(booking=in_the_way, actor=in_the_way.organiser)
    done = office.post(url, typed, follow=True)
    assert [str(message) for message in done.context["messages"]] == [
        "Salle du Clain : c’est noté, une réservation suit le nouveau découpage."
    ]
    assert office.post(url, {"on": "2026-03-01"}).status_code == 422

"""Auditions: rooms that are really held, slots that nobody takes twice, convocations that leave once."""

from datetime import timedelta

import icalendar
import pytest
from django.core import mail

import clock
from incubator.enums import Status
from incubator.errors import NotAllowed, Refused, WrongState
from incubator.models import Audition, AuditionDay, Message
from incubator.services import (
    ask_another_slot,
    call_off_auditions,
    confirm_audition,
    convoke,
    move_auditions,
    seat,
    spread,
    unseat,
)
from incubator.transitions import transition
from reminders.models import Notice
from reminders.sweep import sweep
from spaces import sources
from spaces.errors import SlotTaken
from spaces.models import Occupation
from tests.factories.incubator import brought_to, given, published_call
from tests.factories.people import UserFactory
from tests.factories.spaces import SpaceFactory
from tests.incubator.hearing import AFTERNOON, LONG_AGO, a_day, dossiers, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(call):
    return call.stages.first()


@pytest.fixture
def officer(call):
    return given(call, "handle_call")


@pytest.fixture
def room(call):
    return SpaceFactory(place=call.place, name="Salle du Clain", is_bookable=True)


def orders(stage):
    rows = Audition.objects.filter(stage=stage, day__isnull=False).order_by("day__starts_at", "position")
    return list(rows.values_list("position", "application__title"))


def test_a_room_is_held_for_the_whole_run_and_given_back(stage, officer, room):
    day = a_day(stage, officer, space=room)
    (held,) = Occupation.objects.filter(space=room)
    assert (held.used.lower, held.used.upper) == (AFTERNOON, AFTERNOON + timedelta(hours=1))
    assert sources.differences() == []
    assert sources.describe([day.claim_id], officer) == {day.claim_id: "Auditions : Services de proximité"}
    assert sources.describe([day.claim_id], UserFactory()) == {}
    call_off_auditions(day=day, by=officer)
    assert not Occupation.objects.exists()
    assert sources.differences() == []


def test_a_room_that_somebody_has_is_refused_and_nothing_is_written(stage, officer, room):
    a_day(stage, officer, space=room)
    with pytest.raises(SlotTaken):
        a_day(stage, officer, space=room, starts_at=AFTERNOON + timedelta(minutes=30))
    assert AuditionDay.objects.count() == 1


def test_a_day_that_moves_takes_its_room_along(stage, officer, room):
    day = a_day(stage, officer, space=room)
    other = SpaceFactory(place=room.place)
    later = AFTERNOON + timedelta(hours=3)
    move_auditions(day=day, by=officer, starts_at=later, minutes=30, count=2, space=other, where="")
    (held,) = Occupation.objects.all()
    assert (held.space, held.used.lower) == (other, later)
    move_auditions(day=day, by=officer, starts_at=later, minutes=30, count=2, space=None, where="En visio")
    assert not Occupation.objects.exists()
    assert sources.differences() == []
    day.refresh_from_db()
    assert (day.claim, day.room) == (None, "En visio")
    move_auditions(day=day, by=officer, starts_at=later, minutes=30, count=2, space=room, where="")
    assert Occupation.objects.get().space == room
    assert sources.differences() == []


def test_yesterday_is_refused(stage, officer):
    with pytest.raises(Refused, match="déjà passée"):
        a_day(stage, officer, starts_at=clock.now() - timedelta(days=1))


def test_spreading_fills_the_free_slots_in_the_order_of_numbers_and_tells_nobody(call, stage, officer):
    first, second, third, fourth = dossiers(call, 4)
    day = a_day(stage, officer)
    seat(application=third, day=day, position=0, by=officer)
    assert [row.application for row in spread(stage=stage, by=officer)] == [first, second]
    assert orders(stage) == [(0, "Projet 3"), (1, "Projet 1"), (2, "Projet 2")]
    assert sent() == []
    with pytest.raises(Refused, match="Aucun créneau n’est libre"):
        spread(stage=stage, by=officer)
    a_day(stage, officer, starts_at=AFTERNOON + timedelta(days=1))
    assert [row.application for row in spread(stage=stage, by=officer)] == [fourth]
    with pytest.raises(Refused, match="ont un créneau"):
        spread(stage=stage, by=officer)


def test_a_slot_is_given_once(call, stage, officer):
    first, second = dossiers(call, 2)
    day = a_day(stage, officer)
    seat(application=first, day=day, position=1, by=officer)
    assert seat(application=first, day=day, position=1, by=officer).sequence == 0
    with pytest.raises(Refused, match="déjà pris"):
        seat(application=second, day=day, position=1, by=officer)
    with pytest.raises(Refused, match="n’existe pas"):
        seat(application=second, day=day, position=3, by=officer)
    with pytest.raises(Refused, match="déplacez-les"):
        move_auditions(day=day, by=officer, starts_at=AFTERNOON, minutes=20, count=1, space=None, where="B")


def test_only_what_is_read_in_the_stage_is_heard(call, stage, officer):
    day = a_day(stage, officer)
    for status in (Status.SUBMITTED, Status.REJECTED):
        with pytest.raises(WrongState):
            seat(application=brought_to(status, call=call), day=day, position=0, by=officer)
    elsewhere = brought_to(Status.UNDER_REVIEW)
    with pytest.raises(WrongState):
        seat(application=elsewhere, day=day, position=0, by=officer)


def test_another_team_touches_nothing(call, stage, officer):
    stranger = given(published_call(), "manage_call")
    (dossier,) = dossiers(call, 1)
    day = a_day(stage, officer)
    audition = seat(application=dossier, day=day, position=0, by=officer)
    verbs = [
        lambda: a_day(stage, stranger),
        lambda: move_auditions(
            day=day, by=stranger, starts_at=AFTERNOON, minutes=9, count=3, space=None, where=""
        ),
        lambda: call_off_auditions(day=day, by=stranger),
        lambda: seat(application=dossier, day=day, position=1, by=stranger),
        lambda: unseat(audition=audition, by=stranger),
        lambda: spread(stage=stage, by=stranger),
        lambda: convoke(stage=stage, by=stranger),
    ]
    for verb in verbs:
        with pytest.raises(NotAllowed):
            verb()
    assert orders(stage) == [(0, "Projet 1")]


def test_a_convocation_leaves_once_with_its_calendar(call, stage, officer, room):
    (dossier,) = dossiers(call, 1)
    seat(application=dossier, day=a_day(stage, officer, space=room), position=1, by=officer)
    assert len(convoke(stage=stage, by=officer)) == 1
    assert convoke(stage=stage, by=officer) == []
    Notice.objects.filter(kind="application.audition").update(next_attempt_at=LONG_AGO)
    sweep()
    (letter,) = mail.outbox
    assert letter.to == [dossier.owner.email]
    assert letter.subject == "Votre audition, jeudi 14 janvier 2027, 14 h 20"
    assert "Salle du Clain, Bâtiment B" in letter.body
    (part,) = letter.attachments
    assert (part.get_filename(), part.get_content_type()) == ("audition.ics", "text/calendar")
    (event,) = icalendar.Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")
    assert event.decoded("dtstart") == AFTERNOON + timedelta(minutes=20)
    assert event.decoded("dtend") == AFTERNOON + timedelta(minutes=40)
    assert (event["sequence"], str(event["status"])) == (0, "CONFIRMED")
    sweep()
    assert len(mail.outbox) == 1


def test_moving_and_freeing_tell_those_who_were_convoked(call, stage, officer):
    told, untold = dossiers(call, 2)
    day = a_day(stage, officer)
    audition = seat(application=told, day=day, position=0, by=officer)
    convoke(stage=stage, by=officer)
    sent()
    seat(application=untold, day=day, position=1, by=officer)
    seat(application=told, day=day, position=2, by=officer)
    assert sent() == [(told.owner.email, "Changement : votre audition, jeudi 14 janvier 2027, 14 h 40")]
    unseat(audition=audition, by=officer)
    unseat(audition=Audition.objects.get(application=untold), by=officer)
    assert sent() == [(told.owner.email, f"Audition annulée : {told.title}")]
    audition.refresh_from_db()
    assert (audition.day, audition.sequence) == (None, 2)


def test_a_change_before_the_mail_left_says_the_last_hour_only(call, stage, officer):
    (dossier,) = dossiers(call, 1)
    day = a_day(stage, officer)
    seat(application=dossier, day=day, position=0, by=officer)
    convoke(stage=stage, by=officer)
    seat(application=dossier, day=day, position=1, by=officer)
    seat(application=dossier, day=day, position=2, by=officer)
    assert [subject for _to, subject in sent()] == [
        "Changement : votre audition, jeudi 14 janvier 2027, 14 h 40"
    ]


def test_the_day_before_one_is_reminded_of_the_hour_that_stands(call, stage, officer, time_machine):
    (dossier,) = dossiers(call, 1)
    day = a_day(stage, officer)
    seat(application=dossier, day=day, position=0, by=officer)
    convoke(stage=stage, by=officer)
    seat(application=dossier, day=day, position=2, by=officer)
    sent()
    Notice.objects.filter(kind="application.audition_tomorrow").update(
        due_at=clock.now(), next_attempt_at=LONG_AGO
    )
    assert [subject for _to, subject in sent()] == [f"Demain, votre audition : {dossier.title}"]


def test_the_holder_confirms_then_cannot_after_all(call, stage, officer):
    (dossier,) = dossiers(call, 1)
    audition = seat(application=dossier, day=a_day(stage, officer), position=0, by=officer)
    with pytest.raises(WrongState):
        confirm_audition(audition=audition, by=dossier.owner)
    convoke(stage=stage, by=officer)
    with pytest.raises(NotAllowed):
        confirm_audition(audition=audition, by=officer)
    assert confirm_audition(audition=audition, by=dossier.owner).confirmed_at == clock.now()
    for nothing, why in (("  ", "quand vous pourriez"), ("x" * 501, "500 signes")):
        with pytest.raises(Refused, match=why):
            ask_another_slot(audition=audition, by=dossier.owner, why=nothing)
    asked = ask_another_slot(audition=audition, by=dossier.owner, why="Plutôt après 16 h.")
    assert (asked.wish, asked.confirmed_at, asked.position) == ("Plutôt après 16 h.", None, 0)
    assert Message.objects.get().body == "Je demande un autre créneau d’audition. Plutôt après 16 h."


def test_it_is_too_late_to_answer_once_it_began(call, stage, officer, time_machine):
    (dossier,) = dossiers(call, 1)
    audition = seat(application=dossier, day=a_day(stage, officer), position=0, by=officer)
    convoke(stage=stage, by=officer)
    time_machine.move_to(AFTERNOON, tick=False)
    with pytest.raises(WrongState, match="passée"):
        confirm_audition(audition=audition, by=dossier.owner)


def test_whoever_withdraws_gives_the_slot_back_and_hears_no_more(call, stage, officer):
    (dossier,) = dossiers(call, 1)
    seat(application=dossier, day=a_day(stage, officer), position=0, by=officer)
    convoke(stage=stage, by=officer)
    transition(application=dossier, name="withdraw", actor=dossier.owner)
    assert orders(stage) == []
    assert sent() == []


def test_an_audition_that_was_heard_stays_where_it_was(call, stage, officer, time_machine):
    (dossier,) = dossiers(call, 1)
    seat(application=dossier, day=a_day(stage, officer), position=0, by=officer)
    time_machine.move_to(AFTERNOON + timedelta(days=1), tick=False)
    transition(application=dossier, name="withdraw", actor=dossier.owner)
    assert orders(stage) == [(0, "Projet 1")]

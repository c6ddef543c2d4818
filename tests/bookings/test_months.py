"""One mail a month to whoever comes often, and nothing the day before what it said."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.db.models.functions import Now

from bookings import months, notices
from bookings.models import Booking
from bookings.months import MONTH, SAID, TOO_FEW, tell_months, what_of
from bookings.services import book, cancel, reschedule
from bookings.tasks import tell_months as task
from reminders.models import Notice, Outcome
from reminders.registry import kind_of
from reminders.services import choose
from reminders.sweep import sweep

pytestmark = pytest.mark.django_db
# Friday 27 March 2026 in Paris: five days before April.
BEFORE = datetime(2026, 3, 27, 7, 59, tzinfo=UTC)
OPENS = datetime(2026, 3, 27, 8, 0, tzinfo=UTC)
TUESDAYS = ("2026-04-07", "2026-04-14", "2026-04-21")


@pytest.fixture
def clock_hand():
    with time_machine.travel(datetime(2026, 3, 2, 8, 0, tzinfo=UTC), tick=False) as hand:
        yield hand


@pytest.fixture
def tuesdays(clock_hand, ask, place):
    """Three Tuesdays of April, booked at the beginning of March."""
    return [book(**ask(day=day)) for day in TUESDAYS]


def told(place) -> Notice:
    """Let the month's mail leave, and only it."""
    assert tell_months(place) == 1
    Notice.objects.exclude(kind=MONTH).update(next_attempt_at=Now() + timedelta(days=9999))
    Notice.objects.filter(kind=MONTH).update(next_attempt_at=Now(), expires_at=None)
    assert sweep()[0] == 1
    return Notice.objects.get(kind=MONTH)


def verdict(booking) -> str | None:
    booking = Booking.objects.get(pk=booking.pk)
    row = Notice.objects.filter(kind=notices.REMINDER, subject_id=str(booking.pk)).latest("pk")
    return kind_of(notices.REMINDER).still_deserved(booking, row)


def test_the_month_is_told_once_five_days_before_at_nine(clock_hand, tuesdays, place, lucie):
    clock_hand.move_to(BEFORE)
    assert tell_months(place) == 0
    clock_hand.move_to(OPENS)
    assert (task(), task()) == (1, 0)
    notice = Notice.objects.get(kind=MONTH)
    assert (notice.recipient, notice.occurrence) == (lucie, f"{place.pk} 2026-04")
    assert (notice.due_at, notice.expires_at) == (OPENS, datetime(2026, 4, 30, 22, 0, tzinfo=UTC))


def test_it_names_the_dates_to_come_and_gives_each_back_in_one_gesture(clock_hand, tuesdays, place):
    clock_hand.move_to(OPENS)
    told(place)
    (message,) = mail.outbox
    assert message.subject == f"Vos mardis d’avril, {place.name}"
    assert message.body.count("Pas cette fois ? http://127.0.0.1:8000/pas-cette-fois/") == 3
    assert "- mardi 7, de 14 h à 16 h : « Réunion de bureau », " in message.body


def test_what_it_said_is_not_said_again_the_day_before(clock_hand, tuesdays, place):
    clock_hand.move_to(OPENS)
    assert [verdict(booking) for booking in tuesdays] == [None] * 3
    told(place)
    assert [verdict(booking) for booking in tuesdays] == [SAID] * 3


def test_what_moved_or_was_booked_after_it_keeps_its_own_reminder(clock_hand, tuesdays, place, ask, lucie):
    clock_hand.move_to(OPENS)
    told(place)
    moved, kept, _last = tuesdays
    facts = ask(day="2026-04-08")
    reschedule(booking=moved, actor=lucie, rooms=facts["rooms"])
    added = book(**ask(day="2026-04-28"))
    assert [verdict(booking) for booking in (moved, kept, added)] == [None, SAID, None]
    assert Notice.objects.filter(kind=notices.CHANGED, subject_id=str(moved.pk)).count() == 1


def test_what_was_written_down_and_did_not_leave_spares_no_reminder(clock_hand, tuesdays, place):
    clock_hand.move_to(OPENS)
    tell_months(place)
    assert [verdict(booking) for booking in tuesdays] == [None] * 3


def test_whoever_reads_a_digest_keeps_the_day_before_in_it(clock_hand, tuesdays, place, lucie):
    choose(user=lucie, pace="daily")
    clock_hand.move_to(OPENS)
    tell_months(place)
    Notice.objects.filter(kind=MONTH).update(next_attempt_at=Now(), expires_at=None)
    Notice.objects.exclude(kind=MONTH).update(next_attempt_at=Now() + timedelta(days=9999))
    sweep()
    assert Notice.objects.get(kind=MONTH).outcome == Outcome.GATHERED
    assert verdict(tuesdays[0]) is None


def test_two_dates_are_not_often(clock_hand, ask, place):
    for day in TUESDAYS[:2]:
        book(**ask(day=day))
    clock_hand.move_to(OPENS)
    assert tell_months(place) == 0


def test_dates_given_back_meanwhile_leave_too_few_to_tell(clock_hand, tuesdays, place, lucie):
    clock_hand.move_to(OPENS)
    tell_months(place)
    cancel(booking=tuesdays[0], actor=lucie)
    notice = Notice.objects.get(kind=MONTH)
    assert kind_of(MONTH).still_deserved(lucie, notice) == TOO_FEW


def test_a_house_that_was_stopped_tells_late_what_still_makes_sense(clock_hand, tuesdays, ask, place):
    clock_hand.move_to(datetime(2026, 4, 2, 10, 0, tzinfo=UTC))
    assert tell_months(place) == 1
    clock_hand.move_to(datetime(2026, 4, 15, 10, 0, tzinfo=UTC))
    assert kind_of(MONTH).still_deserved(tuesdays[0].organiser, Notice.objects.get(kind=MONTH)) == TOO_FEW


def test_whoever_becomes_a_regular_within_the_month_is_not_written_to_again(clock_hand, ask, place):
    clock_hand.move_to(datetime(2026, 4, 2, 10, 0, tzinfo=UTC))
    for day in TUESDAYS:
        book(**ask(day=day))
    assert tell_months(place) == 0


def test_whoever_left_is_not_written_to(clock_hand, tuesdays, place, lucie):
    lucie.is_active = False
    lucie.save()
    clock_hand.move_to(OPENS)
    assert tell_months(place) == 0
    assert kind_of(MONTH).find(str(lucie.pk)) is None


def test_a_month_begins_at_midnight_of_the_place_on_the_night_of_summer_time(clock_hand, place):
    # The clocks of Paris change on 29 March: the first of March is an hour further from UTC than the last.
    assert months._instant(place, date(2026, 3, 1)) == datetime(2026, 2, 28, 23, 0, tzinfo=UTC)
    assert months._instant(place, date(2026, 4, 1)) == datetime(2026, 3, 31, 22, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("weekdays", "month", "expected"),
    [
        ({1}, 12, "Vos mardis de décembre"),
        ({3, 1}, 4, "Vos mardis et jeudis d’avril"),
        ({1, 3, 5}, 8, "Vos réservations d’août"),
        ({6}, 10, "Vos dimanches d’octobre"),
    ],
)
def test_a_month_is_named_after_its_days(weekdays, month, expected):
    assert what_of(weekdays, date(2026, month, 1)) == expected


@pytest.mark.parametrize("count", [3, 6])
def test_the_mail_costs_the_same_whatever_the_dates(
    clock_hand, ask, place, lucie, count, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr(months, "SHOWN", 4)
    for number in range(count):
        book(**ask(day=f"2026-04-{number + 7:02}"))
    notice = Notice(kind=MONTH, occurrence=f"{place.pk} 2026-04")
    with django_assert_num_queries(5):
        context = kind_of(MONTH).context(lucie, notice)
    assert (len(context["dates"]), context["more"]) == (min(count, 4), max(count - 4, 0))

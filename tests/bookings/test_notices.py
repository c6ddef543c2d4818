import icalendar
import pytest
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.html import escape

from bookings import notices
from bookings.ical.invite import calendar_file
from bookings.services import book, cancel, reschedule
from people.services import grant
from reminders.models import Notice
from reminders.registry import kind_of
from tests.factories.bookings import RulesFactory, at
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

OURS = [
    notices.CONFIRMED,
    notices.REMINDER,
    notices.CHANGED,
    notices.CANCELLED,
    notices.REFUSED,
    notices.RECEIVED,
    notices.APPROVAL,
    notices.OFFERED,
]


def reminder_of(booking) -> Notice:
    return Notice.objects.get(kind=notices.REMINDER, subject_id=str(booking.pk))


def test_a_booking_is_confirmed_now_and_reminded_the_day_before(ask):
    booking = book(**ask(day="2026-03-05"))

    rows = Notice.objects.filter(subject_id=str(booking.pk)).order_by("kind")
    assert list(rows.values_list("kind", "due_at")) == [
        ("booking.confirmed", at("2026-03-02", "09:00")),
        ("booking.reminder", at("2026-03-04", "14:00")),
    ]
    assert kind_of(notices.REMINDER).still_deserved(booking, reminder_of(booking)) is None


@pytest.mark.parametrize(
    ("day", "the_day_before"),
    [("2026-03-29", "2026-03-28"), ("2026-10-25", "2026-10-24")],
    ids=["summer", "winter"],
)
def test_the_reminder_keeps_its_hour_when_the_clocks_change(ask, day, the_day_before):
    booking = book(**ask(day=day, start="09:00", end="10:00"))
    assert reminder_of(booking).due_at == at(the_day_before, "09:00")


def test_a_booking_and_its_reminder_move_together_or_not_at_all(ask, lucie):
    booking = book(**ask(day="2026-03-05"))
    moved = ask(day="2026-03-06")["rooms"]

    def due() -> list:
        rows = Notice.objects.filter(kind=notices.REMINDER, subject_id=str(booking.pk), outcome="waiting")
        return list(rows.values_list("due_at", flat=True))

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        reschedule(booking=booking, actor=lucie, rooms=moved)
        assert due() == [at("2026-03-05", "14:00")]
        raise ZeroDivisionError
    assert due() == [at("2026-03-04", "14:00")]
    reschedule(booking=booking, actor=lucie, rooms=moved)
    assert due() == [at("2026-03-05", "14:00")]


def test_what_is_booked_less_than_a_day_ahead_gets_no_reminder_and_the_ledger_says_why(ask):
    booking = book(**ask(day="2026-03-02"))

    assert kind_of(notices.REMINDER).still_deserved(booking, reminder_of(booking)) == (
        "réservée moins de 24 h avant : la confirmation suffit"
    )


def test_a_cancelled_booking_deserves_no_reminder(ask, lucie):
    booking = book(**ask(day="2026-03-05"))
    row = reminder_of(booking)
    cancelled = cancel(booking=booking, actor=lucie)

    assert kind_of(notices.REMINDER).still_deserved(cancelled, row) == "la réservation est annulée"
    assert kind_of(notices.CONFIRMED).still_deserved(cancelled, row) == "la réservation est annulée"


def test_a_request_is_told_to_its_approvers_else_to_the_managers(ask, clain, samir):
    RulesFactory(space=clain, needs_approval=True)

    assert notices.approvers_of(book(**ask())) == [samir]
    fatou = UserFactory()
    grant(user=fatou, permission="approve_space", target=clain, given_by=None)
    assert notices.approvers_of(book(**ask(day="2026-03-04"))) == [fatou]


@pytest.mark.parametrize("key", OURS)
def test_every_mail_of_ours_reads_from_its_sample_and_from_a_real_booking(key, ask):
    kind = kind_of(key)
    booking = book(**ask(title="Tricot & thé"))

    for context in (kind.sample(), kind.context(booking, None)):
        subject, text, html = (
            render_to_string(f"{kind.template}.{part}", context) for part in ("subject.txt", "txt", "html")
        )
        assert len(subject.splitlines()) == 1
        assert context["title"] in text
        assert escape(context["title"]) in html
        assert "http://" in text


def test_the_calendar_file_gives_the_hours_in_utc_and_keeps_its_name(ask):
    booking = book(**ask(title="Réunion\x07 de bureau"))

    calendar = icalendar.Calendar.from_ical(calendar_file(booking))
    (event,) = calendar.walk("VEVENT")

    assert event["DTSTART"].dt == at("2026-03-03", "14:00")
    assert event["DTEND"].dt == at("2026-03-03", "16:00")
    assert event["SUMMARY"] == "Réunion de bureau"
    assert event["STATUS"] == "CONFIRMED"
    assert event["UID"].startswith(str(booking.pk))
    assert "METHOD" not in calendar

"""Every duration that the register of processing announces is held, to the second, and applied once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.usersessions.models import UserSession

from bookings.models import Booking, BookingSpace, Guest, Report, VisitorRequest
from meetings.enums import BodyKind
from meetings.models import Attendance, Meeting
from people.models import Invitation
from privacy.retention import rule_of, rules
from privacy.services import apply_retention
from reminders.models import Notice
from tests.factories.bookings import foreign_agreement, foreign_booking, foreign_report
from tests.factories.meetings import room
from tests.factories.people import OrganisationFactory, UserFactory
from tests.factories.spaces import MessageFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2037, 3, 31, 12, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
ELSEWHERE = {
    "people.accounts": "tests/privacy/test_retention.py",
    "journal": "tests/privacy/test_retention.py",
    "people.contacts": "tests/privacy/test_holdings.py",
}


def booked(then: datetime) -> Booking:
    booking = foreign_booking()
    BookingSpace.objects.filter(booking=booking).update(starts_at=then - HOUR, ends_at=then)
    Booking.objects.filter(pk=booking.pk).update(reason="Maladie")
    return booking


def asked(then: datetime, **more: Any) -> VisitorRequest:
    booking = booked(then)
    facts = {
        "space": booking.booked_spaces.get().space, "starts_at": then - HOUR, "ends_at": then, "attendees": 2,
        "name": "Aïcha", "email": "aicha@exemple.example", "title": "Semis", "created_at": then,
    }  # fmt: skip
    return VisitorRequest.objects.create(**facts | {"booking": booking} | more)


def settled(then: datetime) -> Report:
    report = foreign_report()
    Report.objects.filter(pk=report.pk).update(status="done", ended_at=then, email="ana@exemple.example")
    return report


def met(then: datetime) -> Attendance:
    held = room(names=["Ana"], kind=BodyKind.COLLECTIVE)
    Meeting.objects.filter(pk=held.meeting.pk).update(starts_at=then - HOUR, ends_at=then)
    return held.row("Ana")


def invited(then: datetime) -> Invitation:
    return Invitation.objects.create(
        organisation=OrganisationFactory(), email="ana@exemple.example", expires_at=then
    )


def told(then: datetime) -> Notice:
    return Notice.objects.create(
        kind="privacy.fading",
        subject_id="1",
        email="ana@exemple.example",
        due_at=then,
        next_attempt_at=then,
        outcome="cancelled",
    )


def connected(then: datetime) -> UserSession:
    return UserSession.objects.create(
        user=UserFactory(), ip="203.0.113.9", session_key="x", user_agent="x", last_seen_at=then
    )


def ending(then: datetime) -> Any:
    agreement = foreign_agreement()
    type(agreement).objects.filter(pk=agreement.pk).update(ends_on=then.date())
    return agreement


@dataclass(frozen=True)
class Kept:
    """A row that somebody last touched at a moment, and what is left of it once its time is over."""

    make: Callable[[datetime], Any]
    left: dict[str, Any] | None = None
    step: timedelta = SECOND


KEPT = {
    "account.sessions": Kept(connected),
    "bookings.agreements": Kept(ending, {"purpose": "Convention"}, step=timedelta(days=1)),
    "bookings.bookings": Kept(booked, {"title": "Réservation", "reason": "", "attendees": 2}),
    "bookings.guests": Kept(
        lambda then: Guest.objects.create(booking=booked(then), email="ana@exemple.example")
    ),
    "bookings.reports": Kept(settled, {"email": "", "what": "Secret"}),
    "bookings.visitor_requests": Kept(lambda then: asked(then, booking=None)),
    "bookings.visitors": Kept(asked),
    "meetings.sheets": Kept(met, {"name": "Participant", "email": "", "user": None}),
    "people.invitations": Kept(invited),
    "reminders": Kept(told),
    "spaces.messages": Kept(lambda then: MessageFactory(sent_at=then)),
}


def gone(key: str) -> int:
    (applied,) = [one for one in apply_retention() if one.rule.key == key]
    return applied.let_go


def test_no_duration_is_announced_without_being_tried():
    assert sorted(KEPT.keys() | ELSEWHERE) == [rule.key for rule in rules()]


@pytest.mark.parametrize("key", KEPT)
def test_it_goes_when_its_time_is_over_and_not_before(key):
    kept, rule = KEPT[key], rule_of(key)
    row = kept.make(rule.limit(NOW))
    with time_machine.travel(NOW - kept.step, tick=False) as now:
        assert gone(key) == 0
        now.move_to(NOW)
        assert gone(key) == 1
        assert type(row).objects.filter(pk=row.pk).values(*kept.left or ("pk",)).first() == kept.left
        assert gone(key) == 0
    history = getattr(type(row), "pgh_event_model", None)
    if kept.left and history:
        columns = {name for name in kept.left if name in {field.name for field in history._meta.fields}}
        versions = history.objects.filter(pgh_obj_id=row.pk).values(*columns)
        assert [version for version in versions if any(version[c] != kept.left[c] for c in columns)] == []

"""What bookings that wait are reminded of: papers that are missing, an answer that is late, an option that ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import clock
from bookings import checks
from bookings.enums import BookingStatus
from bookings.models import Booking
from reminders import services as reminders
from reminders.registry import Kind, register

PAPERS = "booking.papers"
LATE_ANSWER = "booking.late_answer"
HOLD_EXPIRING = "booking.hold_expiring"

ANSWER_WITHIN = timedelta(days=2)
WEEK = timedelta(days=7)
DAY = timedelta(days=1)
KINDS = (PAPERS, LATE_ANSWER, HOLD_EXPIRING)


def waiting(booking: Booking, managers: list[Any]) -> None:
    """It waits for an answer or for papers: say which now and a week before; tell the managers if nobody answers."""
    now, start = clock.now(), booking.starts_at
    if checks.lacking(booking):
        for due in dict.fromkeys([now, start - WEEK]):
            if due >= now:
                _schedule(PAPERS, booking, booking.organiser, due)
        return
    late = min(now + ANSWER_WITHIN, start - DAY)
    if late > now:
        for manager in managers:
            _schedule(LATE_ANSWER, booking, manager, late)


def kept(booking: Booking) -> None:
    """It is an option: say so a day before it is let go."""
    ends = booking.hold_expires_at
    if ends is not None and ends - DAY > clock.now():
        _schedule(HOLD_EXPIRING, booking, booking.organiser, ends - DAY)


def _schedule(kind: str, booking: Booking, recipient: Any, due: Any) -> None:
    reminders.schedule(
        kind=kind,
        subject=booking,
        recipient=recipient,
        due_at=due,
        occurrence=f"{booking.sequence}/{due:%Y%m%dT%H%M}",
        expires_at=booking.starts_at,
    )


def _still_lacking(booking: Booking, notice: Any) -> str | None:
    if booking.status != BookingStatus.PENDING:
        return f"la réservation est {booking.get_status_display()}"
    return None if checks.lacking(booking) else "les pièces sont arrivées"


def _still_kept(booking: Booking, notice: Any) -> str | None:
    return (
        None if booking.status == BookingStatus.HOLD else f"la réservation est {booking.get_status_display()}"
    )


def _still_unanswered(booking: Booking, notice: Any) -> str | None:
    if booking.status == BookingStatus.PENDING:
        return None
    return f"la réservation est {booking.get_status_display()}"


def register_kinds(find: Any, context: Any, sample: Any) -> None:
    """Say to the reminders what each of these is; what they say of a booking is what every mail says of it."""

    def with_papers(booking: Booking, notice: Any) -> dict[str, Any]:
        return {**context(booking, notice), "papers": [str(refusal) for refusal in checks.lacking(booking)]}

    def sample_with_papers() -> dict[str, Any]:
        return {**sample(), "papers": ["Cuisine partagée demande une caution. Déposez-la à l’accueil."]}

    for key, label, template, deserved, told, example in [
        (PAPERS, "Pièces à apporter", "papers", _still_lacking, with_papers, sample_with_papers),
        (LATE_ANSWER, "Demande sans réponse", "late_answer", _still_unanswered, context, sample),
        (HOLD_EXPIRING, "Option qui se termine", "hold_expiring", _still_kept, context, sample),
    ]:
        register(
            Kind(
                key=key,
                label=label,
                template=f"bookings/mail/{template}",
                find=find,
                still_deserved=deserved,
                context=told,
                essential=key != HOLD_EXPIRING,
                sample=example,
            )
        )

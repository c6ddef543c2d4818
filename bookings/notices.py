"""What bookings write to people, and when: each kind of notice, and the moments that schedule them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse

import clock
from bookings import guest_notices, waiting_notices
from bookings.enums import BookingStatus
from bookings.ical.invite import calendar_file
from bookings.models import Booking
from bookings.months import SAID, said_in_its_month
from bookings.private_links import private_address
from bookings.release_links import release_address
from people.grants import holding
from people.models import User
from reminders import services as reminders
from reminders.registry import Kind, nothing_attached, register
from spaces.models import Place, Space
from spaces.wording import moments

CONFIRMED = "booking.confirmed"
REMINDER = "booking.reminder"
CHANGED = "booking.changed"
CANCELLED = "booking.cancelled"
REFUSED = "booking.refused"
RECEIVED = "booking.received"
APPROVAL = "booking.approval"
OFFERED = "booking.offered"
NOT_HONOURED = "booking.not_honoured"

DAY_BEFORE = timedelta(hours=24)


def booked(booking: Booking) -> None:
    """A booking was just written: confirmed, waiting, or an option."""
    if booking.status == BookingStatus.CONFIRMED:
        _confirm(booking)
    elif booking.status == BookingStatus.PENDING:
        _wait(booking)
    elif booking.status == BookingStatus.HOLD:
        waiting_notices.kept(booking)


def _wait(booking: Booking) -> None:
    _schedule(RECEIVED, booking)
    ask_approvers(booking)


def ask_approvers(booking: Booking) -> None:
    """It waits: whoever decides hears of it, and again if it lasts."""
    for approver in approvers_of(booking):
        reminders.schedule(
            kind=APPROVAL,
            subject=booking,
            recipient=approver,
            due_at=clock.now(),
            occurrence=str(booking.sequence),
            expires_at=booking.starts_at,
        )
    waiting_notices.waiting(booking, holding("manage_place", Place, [booking.place_id]))
    reminders.wake()


def offered(booking: Booking) -> None:
    """What somebody waited for is free: theirs, if they answer in time."""
    _schedule(OFFERED, booking)


def approved(booking: Booking) -> None:
    """Somebody said yes."""
    _confirm(booking)


def refused(booking: Booking) -> None:
    """Somebody said no."""
    _drop(booking, "réservation refusée")
    _schedule(REFUSED, booking)
    guest_notices.follow(booking)


def changed(booking: Booking, *, moved: bool) -> None:
    """The organiser, or somebody for them, changed it."""
    _drop(booking, "réservation modifiée")
    if booking.status == BookingStatus.PENDING:
        _wait(booking)
    elif booking.status == BookingStatus.CONFIRMED:
        _schedule(CHANGED, booking)
        remind(booking)
    guest_notices.follow(booking)


def put_back(booking: Booking) -> None:
    """A move was undone: what nobody read of it yet need not be written."""
    reminders.cancel(subject=booking, kinds=[CHANGED], reason="déplacement annulé")
    changed(booking, moved=True)


def cancelled(booking: Booking) -> None:
    """The rooms are given back: nobody is reminded of it any more."""
    _drop(booking, "réservation annulée")
    _schedule(CANCELLED, booking)
    guest_notices.follow(booking)


def not_honoured(booking: Booking) -> None:
    """Nobody came to claim it: the room is given back, and the organiser hears of it once."""
    reminders.schedule(
        kind=NOT_HONOURED,
        subject=booking,
        recipient=booking.organiser,
        due_at=clock.now(),
        occurrence=str(booking.sequence),
        expires_at=booking.ends_at + DAY_BEFORE,
    )
    reminders.wake()


def _confirm(booking: Booking) -> None:
    _schedule(CONFIRMED, booking)
    remind(booking)
    guest_notices.follow(booking)


def remind(booking: Booking) -> None:
    start = booking.starts_at
    if start <= clock.now():
        return
    reminders.schedule(
        kind=REMINDER,
        subject=booking,
        recipient=booking.organiser,
        # On the wall clock of the place: the same hour the day before, also when the clocks change.
        due_at=clock.local(start, booking.zone) - DAY_BEFORE,
        occurrence=f"{start:%Y%m%dT%H%M}",
        expires_at=start,
    )


def _schedule(kind: str, booking: Booking) -> None:
    if booking.starts_at <= clock.now():
        return
    reminders.schedule(
        kind=kind,
        subject=booking,
        recipient=booking.organiser,
        due_at=clock.now(),
        occurrence=str(booking.sequence),
    )
    reminders.wake()


def _drop(booking: Booking, reason: str) -> None:
    reminders.cancel(
        subject=booking, kinds=[REMINDER, RECEIVED, APPROVAL, *waiting_notices.KINDS], reason=reason
    )


def approvers_of(booking: Booking) -> list[User]:
    """Those who approve one of its spaces; the managers of the place when nobody does."""
    spaces = [row.space_id for row in booking.booked_spaces.all()]
    approvers = holding("approve_space", Space, spaces)
    return approvers or holding("manage_place", Place, [booking.place_id])


def _find(subject_id: str) -> Booking | None:
    try:
        return Booking.objects.with_rooms().filter(pk=subject_id).first()
    except (ValidationError, ValueError):
        return None


def _while(*states: str) -> Any:
    def still_deserved(booking: Booking, notice: Any) -> str | None:
        if booking.status in states:
            return None
        return f"la réservation est {booking.get_status_display()}"

    return still_deserved


def _day_before(booking: Booking, notice: Any) -> str | None:
    if booking.status != BookingStatus.CONFIRMED:
        return f"la réservation est {booking.get_status_display()}"
    start = booking.starts_at
    settled = max(booking.created_at, booking.decided_at or booking.created_at)
    if settled > start - DAY_BEFORE:
        return "réservée moins de 24 h avant : la confirmation suffit"
    if notice.occurrence != f"{start:%Y%m%dT%H%M}":
        return "la réservation a changé d’heure"
    return SAID if said_in_its_month(booking, notice) else None


def _still_missed(booking: Booking, notice: Any) -> str | None:
    return None if booking.not_honoured_at else "quelqu’un est venu après tout"


def _context(booking: Booking, notice: Any) -> dict[str, Any]:
    rows = booking.booked_spaces.all()
    own_link = settings.BASE_URL + booking.get_absolute_url()
    return {
        "title": booking.title,
        "when": moments(booking.starts_at, booking.ends_at, booking.zone),
        "rooms": [
            {
                "name": row.space.name,
                "door": row.space.door_number,
                "when": moments(row.starts_at, row.ends_at, booking.zone),
            }
            for row in rows
        ],
        "place": booking.place.name,
        "address": booking.place.address,
        "phone": booking.place.phone,
        "attendees": booking.attendees,
        "organiser": str(booking.organiser),
        "organisation": str(booking.organisation or ""),
        "reason": booking.reason,
        "until": _until(booking),
        "link": private_address(booking) or own_link,
        "own_link": own_link,
        "release_link": release_address(booking),
        "queue_link": settings.BASE_URL + reverse("bookings:approvals"),
        "may_cancel": booking.holds_space,
    }


def _until(booking: Booking) -> str:
    at = booking.hold_expires_at
    return moments(at, at, booking.zone) if at else ""


def _calendar(booking: Booking, notice: Any) -> list[tuple[str, bytes, str]]:
    return [("reservation.ics", calendar_file(booking), "text/calendar")]


def _sample() -> dict[str, Any]:
    return {
        "title": "Réunion de bureau",
        "when": "mardi 3 mars 2026 de 14 h à 16 h",
        "rooms": [{"name": "Salle du Clain", "door": "12", "when": "mardi 3 mars 2026 de 14 h à 16 h"}],
        "place": "La Caserne",
        "address": "Pont-Achard, Poitiers",
        "phone": "",
        "attendees": 9,
        "organiser": "Lucie Moreau",
        "organisation": "Les Petites Mains du Clain",
        "reason": "La salle est en travaux ce jour-là.",
        "until": "lundi 2 mars 2026 à 18 h",
        "link": settings.BASE_URL + "/mon-espace/",
        "release_link": settings.BASE_URL + "/pas-cette-fois/exemple/",
        "queue_link": settings.BASE_URL + "/mon-espace/",
        "may_cancel": True,
    }


def register_kinds() -> None:
    """Say to the reminders what each notice of this department is (called when the app is ready)."""
    standing = _while(BookingStatus.CONFIRMED)
    waiting = _while(BookingStatus.PENDING)
    kinds = [
        (CONFIRMED, "Réservation confirmée", "confirmed", standing, _calendar, True),
        (REMINDER, "Rappel de la veille", "reminder", _day_before, nothing_attached, False),
        (CHANGED, "Réservation modifiée", "changed", standing, _calendar, True),
        (CANCELLED, "Réservation annulée", "cancelled", _while(BookingStatus.CANCELLED), _calendar, True),
        (REFUSED, "Réservation refusée", "refused", _while(BookingStatus.REFUSED), nothing_attached, True),
        (RECEIVED, "Demande reçue", "received", waiting, nothing_attached, True),
        (APPROVAL, "Demande à valider", "approval", waiting, nothing_attached, True),
        (NOT_HONOURED, "Salle rendue, faute de venue", "not_honoured", _still_missed, nothing_attached, True),
        (OFFERED, "Place libérée", "offered", _while(BookingStatus.HOLD), nothing_attached, True),
    ]
    for key, label, template, deserved, attachments, essential in kinds:
        register(
            Kind(
                key=key,
                label=label,
                template=f"bookings/mail/{template}",
                find=_find,
                still_deserved=deserved,
                context=_context,
                attachments=attachments,
                essential=essential,
                sample=_sample,
            )
        )
    waiting_notices.register_kinds(_find, _context, _sample)

"""What invited people are written, each thing once: come, it has changed, do not come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q

import clock
from bookings.enums import BookingStatus
from bookings.ical.itip import invitation, method_for
from bookings.models import Booking, Guest
from bookings.private_links import guest_path
from reminders import services as reminders
from reminders.models import Notice, Outcome
from reminders.registry import Kind, register
from spaces.wording import moments

INVITED, CHANGED, CANCELLED = "guest.invited", "guest.changed", "guest.cancelled"


def follow(booking: Booking) -> None:
    """A booking was confirmed, changed or given back: its guests hear of what they did not know."""
    tell(booking, booking.guests.standing().filter(declined_at__isnull=True))


def tell(booking: Booking, guests: Iterable[Guest]) -> None:
    """Write what these guests must hear now; what has not left yet and is no longer true is taken back."""
    if booking.starts_at <= clock.now() or not (guests := list(guests)):
        return
    reminders.cancel_each(
        subjects=guests, kinds=[INVITED, CHANGED, CANCELLED], reason="une suite le remplace"
    )
    informed = _informed(guests)
    told: dict[str, list[tuple[Guest, str, str]]] = {}
    for guest in guests:
        if kind := _kind_for(booking, guest, knows=guest.pk in informed):
            told.setdefault(kind, []).append((guest, guest.email, f"{guest.times}.{booking.sequence}"))
    for kind, rows in told.items():
        reminders.schedule_each(kind=kind, told=rows, due_at=clock.now(), expires_at=booking.starts_at)
    if told:
        reminders.wake()


def _kind_for(booking: Booking, guest: Guest, *, knows: bool) -> str | None:
    if guest.removed_at or booking.status in (BookingStatus.CANCELLED, BookingStatus.REFUSED):
        return CANCELLED if knows else None
    if booking.status == BookingStatus.CONFIRMED:
        return CHANGED if knows else INVITED
    return None


def _informed(guests: Sequence[Guest]) -> set[UUID]:
    """Those whose present invitation has left, or may have."""
    left = Q(outcome__in=[Outcome.SENT, Outcome.IN_DOUBT]) | Q(sending_at__isnull=False)
    rows = Notice.objects.filter(left, kind=INVITED, subject_id__in=[str(guest.pk) for guest in guests])
    times = {
        (subject, occurrence.split(".")[0])
        for subject, occurrence in rows.values_list("subject_id", "occurrence")
    }
    return {guest.pk for guest in guests if (str(guest.pk), str(guest.times)) in times}


def _find(subject_id: str) -> Guest | None:
    try:
        rows = Guest.objects.select_related("booking__place", "booking__organiser", "booking__organisation")
        return rows.prefetch_related("booking__booked_spaces__space").filter(pk=subject_id).first()
    except (ValidationError, ValueError):
        return None


def _still_invited(guest: Guest, notice: Any) -> str | None:
    if guest.removed_at:
        return "l’invitation est retirée"
    if guest.declined_at:
        return "la personne a décliné"
    if guest.booking.status != BookingStatus.CONFIRMED:
        return f"la réservation est {guest.booking.get_status_display()}"
    return None


def _no_longer(guest: Guest, notice: Any) -> str | None:
    if guest.removed_at is None and guest.booking.status == BookingStatus.CONFIRMED:
        return "la personne est de nouveau invitée"
    return None


def _context(guest: Guest, notice: Any) -> dict[str, Any]:
    booking = guest.booking
    return {
        "title": booking.title,
        "when": moments(booking.starts_at, booking.ends_at, booking.zone),
        "rooms": [
            {
                "name": row.space.name,
                "door": row.space.door_number,
                "when": moments(row.starts_at, row.ends_at, booking.zone),
            }
            for row in booking.booked_spaces.all()
        ],
        "place": booking.place.name,
        "address": booking.place.address,
        "organiser": str(booking.organiser),
        "organisation": str(booking.organisation or ""),
        "alone": guest.removed_at is not None,
        "decline_link": settings.BASE_URL + guest_path(guest),
    }


def _calendar(guest: Guest, notice: Any) -> list[tuple[str, bytes, str]]:
    mimetype = f"text/calendar; method={method_for(guest)}; charset=utf-8"
    return [("invitation.ics", invitation(guest), mimetype)]


def _sample() -> dict[str, Any]:
    return {
        "title": "Réunion de bureau",
        "when": "mardi 3 mars 2026 de 14 h à 16 h",
        "rooms": [{"name": "Salle du Clain", "door": "12", "when": "mardi 3 mars 2026 de 14 h à 16 h"}],
        "place": "La Caserne",
        "address": "Pont-Achard, Poitiers",
        "organiser": "Lucie Moreau",
        "organisation": "Les Petites Mains du Clain",
        "alone": False,
        "decline_link": settings.BASE_URL + "/invite/exemple/",
    }


def register_kinds() -> None:
    """Say to the reminders what each notice is (called when the app is ready)."""
    kinds = [
        (INVITED, "Invitation", "guest_invited", _still_invited),
        (CHANGED, "Invitation modifiée", "guest_changed", _still_invited),
        (CANCELLED, "Invitation annulée", "guest_cancelled", _no_longer),
    ]
    for key, label, template, deserved in kinds:
        register(
            Kind(
                key=key,
                label=label,
                template=f"bookings/mail/{template}",
                find=_find,
                still_deserved=deserved,
                context=_context,
                attachments=_calendar,
                essential=True,
                sample=_sample,
            )
        )

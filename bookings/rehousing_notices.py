"""What those who had to move are written: where they go, with two buttons."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

import clock
from bookings import notices
from bookings.enums import RelocationStatus
from bookings.models import Relocation
from bookings.rehousing import leaving
from bookings.relocation_links import relocation_address
from reminders import services as reminders
from reminders.registry import Kind, register

RELOCATED = "relocation.asked"


def moved(relocation: Relocation) -> None:
    """Ask the organiser, in the place of the ordinary « votre réservation a changé »."""
    booking = relocation.booking
    booking.refresh_from_db()
    if relocation.status != RelocationStatus.ASKED:
        return
    reminders.cancel(subject=booking, kinds=[notices.CHANGED], reason="relogement : un autre courriel le dit")
    reminders.schedule(
        kind=RELOCATED,
        subject=relocation,
        recipient=booking.organiser,
        due_at=clock.now(),
        expires_at=booking.starts_at,
    )
    reminders.wake()


def _find(subject_id: str) -> Relocation | None:
    try:
        rows = Relocation.objects.select_related("booking__place", "booking__organiser")
        return rows.prefetch_related("booking__booked_spaces__space").filter(pk=subject_id).first()
    except (ValidationError, ValueError):
        return None


def _still_asked(relocation: Relocation, notice: Any) -> str | None:
    if relocation.status != RelocationStatus.ASKED:
        return f"déjà répondu : {relocation.get_status_display()}"
    if not relocation.booking.holds_space:
        return f"la réservation est {relocation.booking.get_status_display()}"
    return None


def _context(relocation: Relocation, notice: Any) -> dict[str, Any]:
    booking = relocation.booking
    address = relocation_address(relocation)
    return {
        "title": booking.title,
        "left": relocation.left,
        "reason": relocation.reason,
        "now": leaving(booking),
        "place": booking.place.name,
        "phone": booking.place.phone,
        "yes_link": f"{address}?reponse=oui",
        "no_link": f"{address}?reponse=non",
        "link": settings.BASE_URL + booking.get_absolute_url(),
    }


def _sample() -> dict[str, Any]:
    return {
        "title": "Réunion de bureau",
        "left": "Salle du Clain, mardi 3 mars 2026 de 14 h à 16 h",
        "reason": "dégât des eaux",
        "now": "Salle de garde, mardi 3 mars 2026 de 14 h à 16 h",
        "place": "La Caserne",
        "phone": "05 49 00 00 00",
        "yes_link": settings.BASE_URL + "/relogement/exemple/?reponse=oui",
        "no_link": settings.BASE_URL + "/relogement/exemple/?reponse=non",
        "link": settings.BASE_URL + "/mon-espace/",
    }


def register_kinds() -> None:
    """Say to the reminders what this notice is (called when the app is ready)."""
    register(
        Kind(
            key=RELOCATED,
            label="Réservation relogée : cela vous va-t-il ?",
            template="bookings/mail/relocated",
            find=_find,
            still_deserved=_still_asked,
            context=_context,
            essential=True,
            sample=_sample,
        )
    )

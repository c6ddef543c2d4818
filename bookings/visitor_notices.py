"""What is written to somebody who asks for a room without an account."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

import clock
from bookings.models import VisitorRequest
from bookings.private_links import request_path
from reminders import services as reminders
from reminders.registry import Kind, register
from spaces.wording import moments

ASKED = "visitor.asked"


def asked(request: VisitorRequest) -> None:
    """Send the link that confirms."""
    reminders.schedule(
        kind=ASKED,
        subject=request,
        recipient=request.email,
        due_at=clock.now(),
        expires_at=request.expires_at,
    )
    reminders.wake()


def _find(subject_id: str) -> VisitorRequest | None:
    try:
        return VisitorRequest.objects.select_related("space__place").filter(pk=subject_id).first()
    except (ValidationError, ValueError):
        return None


def _unanswered(request: VisitorRequest, notice: Any) -> str | None:
    return "la demande est déjà confirmée" if request.booking_id else None


def _context(request: VisitorRequest, notice: Any) -> dict[str, Any]:
    zone = request.space.place.zone
    return {
        "room": request.space.name,
        "when": moments(request.starts_at, request.ends_at, zone),
        "place": request.space.place.name,
        "deadline": moments(request.expires_at, request.expires_at, zone),
        "link": settings.BASE_URL + request_path(request),
        "own_link": "",
    }


def _sample() -> dict[str, Any]:
    return {
        "room": "Potager partagé",
        "when": "samedi 7 mars 2026 de 10 h à 12 h",
        "place": "La Caserne",
        "deadline": "lundi 2 mars 2026 à 18 h",
        "link": settings.BASE_URL + "/ma-demande/exemple/",
    }


def register_kinds() -> None:
    """Say to the reminders what this notice is (called when the app is ready)."""
    register(
        Kind(
            key=ASKED,
            label="Demande sans compte à confirmer",
            template="bookings/mail/visitor_asked",
            find=_find,
            still_deserved=_unanswered,
            context=_context,
            essential=True,
            sample=_sample,
        )
    )

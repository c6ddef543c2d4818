"""A link to figures is about to end: whoever gave it may give another in time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse

import clock
from bookings import policies
from bookings.models import FiguresLink
from reminders import services as reminders
from reminders.registry import Kind, register
from spaces.hours import midnight
from spaces.wording import day as written_day

ENDING = "figures.link_ending"
BEFORE, NINE = timedelta(days=14), timedelta(hours=9)


def given(link: FiguresLink) -> None:
    """Say two weeks before that it ends; a shorter link is not worth a mail."""
    due = midnight(link.expires_on - BEFORE, link.place.zone) + NINE
    if due <= clock.now() or link.created_by is None:
        return
    reminders.schedule(
        kind=ENDING,
        subject=link,
        recipient=link.created_by,
        due_at=due,
        expires_at=midnight(link.expires_on + timedelta(days=1), link.place.zone),
    )


def closed(link: FiguresLink) -> None:
    """Nothing more to say of it."""
    reminders.cancel(subject=link, kinds=[ENDING], reason="lien fermé")


def _find(subject_id: str) -> FiguresLink | None:
    try:
        return FiguresLink.objects.select_related("place").filter(pk=subject_id).first()
    except (ValidationError, ValueError):
        return None


def _still_deserved(link: FiguresLink, notice: Any) -> str | None:
    if link.revoked_at is not None:
        return "le lien est fermé"
    if not policies.manages(notice.recipient, link.place):
        return "cette personne ne gère plus le lieu"
    return None


def _context(link: FiguresLink, notice: Any) -> dict[str, Any]:
    return {
        "recipient": link.recipient,
        "place": link.place.name,
        "last_day": written_day(link.expires_on),
        "link": settings.BASE_URL + reverse("figures_links"),
    }


def _sample() -> dict[str, Any]:
    return {
        "recipient": "Ville de Poitiers, service du patrimoine",
        "place": "La Caserne",
        "last_day": "lundi 31 août 2026",
        "link": settings.BASE_URL + "/gestion/occupation/liens/",
    }


def register_kinds() -> None:
    """Say to the reminders what this notice is (called when the app is ready)."""
    register(
        Kind(
            key=ENDING,
            label="Lien vers les chiffres qui se ferme",
            template="bookings/mail/figures_link_ending",
            find=_find,
            still_deserved=_still_deserved,
            context=_context,
            sample=_sample,
        )
    )

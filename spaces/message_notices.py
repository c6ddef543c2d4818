"""What those who run a place are told when somebody writes to it, and how they answer."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse

import clock
from people.grants import holding
from people.models import User
from reminders import services as reminders
from reminders.registry import Kind, register
from spaces.models import Message, MessageStatus, Place

CAME = "message.came"


def came(message: Message) -> None:
    """Tell those who manage the place; where nobody does, the mailbox of the place."""
    managers = holding("manage_place", Place, [message.place_id])
    told: list[User | str] = [*managers] or [message.place.email]
    for recipient in told:
        if recipient:
            reminders.schedule(kind=CAME, subject=message, recipient=recipient, due_at=clock.now())
    reminders.wake()


def taken_back(message: Message) -> None:
    """Whoever wrote it wants it erased: nothing more leaves."""
    reminders.cancel(subject=message, kinds=[CAME], reason="le message a été effacé")


def answer_link(message: Message) -> str:
    """A `mailto:` to whoever wrote, ready to be answered."""
    subject = quote(f"Re : {message.subject or f'votre message à {message.place}'}", safe="")
    return f"mailto:{quote(message.email, safe='@')}?subject={subject}"


def _find(subject_id: str) -> Message | None:
    try:
        return Message.objects.select_related("place").filter(pk=subject_id).first()
    except ValidationError:
        return None


def _still_waiting(message: Message, notice: Any) -> str | None:
    return None if message.status == MessageStatus.NEW else f"le message est {message.get_status_display()}"


def _reply_to(message: Message) -> str:
    return message.email


def _context(message: Message, notice: Any) -> dict[str, Any]:
    return {
        "place": message.place.name,
        "name": message.name,
        "email": message.email,
        "title": str(message),
        "text": message.text,
        "answer": answer_link(message),
        "link": settings.BASE_URL + reverse("message_read", args=[message.pk]),
    }


def _sample() -> dict[str, Any]:
    return {
        "place": "La Caserne",
        "name": "Odile Prévost",
        "email": "odile@exemple.example",
        "title": "Visiter avec une classe",
        "text": "Bonjour,\nPeut-on visiter la Caserne un mardi matin, à vingt-cinq ?",
        "answer": "mailto:odile@exemple.example?subject=Re%20%3A%20Visiter%20avec%20une%20classe",
        "link": settings.BASE_URL + "/gestion/messages/",
    }


def register_kinds() -> None:
    """Say to the reminders what this notice is (called when the app is ready)."""
    register(
        Kind(
            key=CAME,
            label="Un message pour le lieu",
            template="spaces/mail/message",
            find=_find,
            still_deserved=_still_waiting,
            reply_to=_reply_to,
            context=_context,
            sample=_sample,
        )
    )

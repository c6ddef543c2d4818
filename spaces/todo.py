"""What the managers of a place have to do this week about those who write to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

import clock
from backoffice.tasks import Task, register_source
from spaces.models import Message

# Somebody who writes on a Monday is answered by Wednesday.
PATIENCE = timedelta(days=2)
MOST = 20


def _messages(user: Any, today: date, last_day: date) -> Iterator[Task]:
    waiting = Message.objects.visible_to(user).waiting().select_related("place")
    for message in waiting.order_by("sent_at", "pk")[:MOST]:
        came = clock.local(message.sent_at, message.place.zone).date()
        yield Task(
            due=max(came + PATIENCE, today),
            title=f"Répondre à {message.name}",
            what=f"« {message} », {message.place}.",
            href=reverse("message_read", args=[message.pk]),
            label="Lire",
        )


def register_tasks() -> None:
    """Put it on the first page (called when the app is ready)."""
    register_source("spaces", _messages)

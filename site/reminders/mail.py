"""Build the mail of a notice: text, HTML, headers, attachments. Nothing here touches the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from reminders.registry import Attachment, Kind


def new_message_id() -> str:
    """A Message-ID of our own domain, fixed before anything leaves (RFC 5322, 3.6.4)."""
    return make_msgid(domain=urlsplit(settings.BASE_URL).hostname or "localhost")


def one_line(text: str) -> str:
    """A text fit for a header: no line break, no control character, no double space."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def compose(
    *,
    kind: Kind,
    context: dict[str, Any],
    email: str,
    message_id: str,
    attachments: Sequence[Attachment] = (),
    headers: dict[str, str] | None = None,
) -> EmailMultiAlternatives:
    """The mail of one notice, in French, ready to be sent."""
    context = {"base_url": settings.BASE_URL, **context}
    message = EmailMultiAlternatives(
        subject=one_line(render_to_string(f"{kind.template}.subject.txt", context)),
        body=render_to_string(f"{kind.template}.txt", context).strip() + "\n",
        to=[email],
        headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated", **(headers or {})},
    )
    message.attach_alternative(render_to_string(f"{kind.template}.html", context), "text/html")
    for name, content, mimetype in attachments:
        message.attach(name, content, mimetype)
    return message

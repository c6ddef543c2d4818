"""Build the mail of a notice: text, HTML, headers, attachments. Nothing here touches the ledger."""

from __future__ import annotations

import email.policy
from collections.abc import Sequence
from datetime import datetime
from email.header import Header
from email.headerregistry import HeaderRegistry
from email.message import MIMEPart
from email.utils import format_datetime, make_msgid, parseaddr
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from reminders.registry import Attachment, Kind, Specimen, kinds, shown
from reminders.typography import unbroken


class _Verbatim:
    """A header written as it is. Folding a long address would encode it, and no mailbox would read it."""

    max_count = 1

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        kwds["parse_tree"] = None
        kwds["decoded"] = one_line(value)

    def fold(self, *, policy: email.policy.Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"  # type: ignore[attr-defined]


class _Subject(_Verbatim):
    """A subject encoded whole as soon as a letter of it must be: where only some words are, the standard library
    writes twice the space at which it folds.
    """

    def fold(self, *, policy: email.policy.Policy) -> str:
        text = str(self)
        charset = "us-ascii" if text.isascii() else "utf-8"
        line = Header(text, charset, header_name="Subject", maxlinelen=policy.max_line_length)
        return f"Subject: {line.encode(linesep=policy.linesep)}{policy.linesep}"


# What keeps holiday answering machines quiet (RFC 3834).
AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}

_HEADERS = HeaderRegistry()
# The registry adds the base of headers itself to what it is given, which its types do not say.
_HEADERS.map_to_type("subject", _Subject)  # type: ignore[arg-type]
_HEADERS.map_to_type("list-unsubscribe", _Verbatim)  # type: ignore[arg-type]


class NoticeMail(EmailMultiAlternatives):
    """A mail whose unsubscription address stays readable by machines, however long."""

    html = ""

    def message(self, *, policy: Any = email.policy.default) -> Any:
        return super().message(policy=policy.clone(header_factory=_HEADERS))


def new_message_id() -> str:
    """A Message-ID of our own domain, fixed before anything leaves (RFC 5322, 3.6.4)."""
    return make_msgid(domain=urlsplit(settings.BASE_URL).hostname or "localhost")


def one_line(text: str) -> str:
    """A text fit for a header: no line break, no control character, no double space."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def unsubscribe_url(token: str) -> str:
    """Where one click, or one POST by a mailbox, keeps to the essential."""
    return settings.BASE_URL + reverse("reminders:unsubscribe", args=[token])


def compose(
    *,
    kind: Kind,
    context: dict[str, Any],
    address: str,
    message_id: str,
    at: datetime,
    attachments: Sequence[Attachment] = (),
    unsubscribe: str = "",
    reply_to: str = "",
) -> NoticeMail:
    """The mail of one notice, in French, ready to be sent.

    `at` dates it; `unsubscribe` is the address of RFC 8058, for what is not essential; `reply_to` gets the
    answer.
    """
    context = {**_frame(unsubscribe), **context}
    headers = {"Message-ID": message_id, "Date": format_datetime(at), **AUTOMATIC}
    if unsubscribe:
        headers |= {
            "List-Unsubscribe": f"<{unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    words = render_to_string(f"{kind.template}.txt", context).strip()
    footer = render_to_string("reminders/mail/footer.txt", context).strip()
    message = NoticeMail(
        subject=one_line(render_to_string(f"{kind.template}.subject.txt", context)),
        body=f"{words}\n\n-- \n{footer}\n",
        to=[address],
        reply_to=[reply_to] if reply_to else None,
        headers=headers,
    )
    message.html = unbroken(render_to_string(f"{kind.template}.html", context))
    message.attach_alternative(message.html, "text/html")
    for name, content, mimetype in attachments:
        message.attach(_part(one_line(name), content, mimetype))
    return message


def _part(name: str, content: bytes, mimetype: str) -> MIMEPart:
    """A file byte for byte: as text, a calendar would lose the line ends that calendars are read by."""
    kind, _, parameters = mimetype.partition(";")
    main, _, sub = kind.strip().partition("/")
    part = MIMEPart()
    part.set_content(content, maintype=main, subtype=sub, disposition="attachment", filename=name)
    for parameter in filter(None, parameters.split(";")):
        key, _, value = parameter.strip().partition("=")
        part.set_param(key, value)
    return part


def compose_plain(
    *, subject: str, body: str, html: tuple[str, dict[str, Any]], to: Sequence[str]
) -> NoticeMail:
    """A mail that leaves without the ledger, in the same dress: `html` is a template and its context."""
    template, context = html
    message = NoticeMail(
        subject=one_line(subject),
        body=body,
        to=list(to),
        headers={"Message-ID": new_message_id(), **AUTOMATIC},
    )
    message.html = unbroken(render_to_string(template, {**_frame(), **context}))
    message.attach_alternative(message.html, "text/html")
    return message


def _frame(unsubscribe: str = "") -> dict[str, str]:
    """What the frame of every mail says."""
    return {
        "base_url": settings.BASE_URL,
        "house": parseaddr(settings.DEFAULT_FROM_EMAIL)[0],
        "preferences_url": settings.BASE_URL + reverse("reminders:preferences"),
        "unsubscribe_url": unsubscribe,
    }


SAMPLE_AT = datetime.fromisoformat("2026-03-02T14:00:00+00:00")


def specimen(kind: Kind) -> NoticeMail:
    """The mail of a kind as it would leave, with sample data, for whoever reads the templates."""
    return compose(
        kind=kind,
        context=kind.sample(),
        address="camille@exemple.example",
        message_id="<exemple@caserne.example>",
        at=SAMPLE_AT,
        unsubscribe="" if kind.essential else unsubscribe_url("exemple"),
    )


def specimens() -> list[Specimen]:
    """Every mail of the house as it leaves, in the order of their keys."""
    ours = [
        Specimen(
            key=kind.key,
            label=kind.label,
            make=partial(specimen, kind),
            essential=kind.essential,
        )
        for kind in kinds()
    ]
    return sorted([*ours, *shown()], key=lambda found: found.key)

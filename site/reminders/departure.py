"""Judge one leased row under its lock and, when it still deserves it, write its mail and fix its departure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models.functions import Now

from reminders import pacing
from reminders.digest import DIGEST, gather
from reminders.mail import NoticeMail, compose, new_message_id, unsubscribe_url
from reminders.models import Notice, Outcome, Pace
from reminders.registry import Kind, kind_of
from reminders.services.preferences import preference_of, unsubscribe_token

VANISHED = "Plus aucune application ne connaît ce genre de rappel."
TOO_LATE = "Le moment est passé : ce rappel n’aurait plus de sens."
GONE = "L’objet de ce rappel n’existe plus."
NO_ADDRESS = "Cette adresse n’en est pas une."
ESSENTIAL_ONLY = "Cette personne ne veut recevoir que l’indispensable."


@transaction.atomic
def begin(pk: int, lease: Any) -> NoticeMail | None:
    """The mail to send now, its departure committed; None when the row was settled some other way."""
    notice = (
        Notice.objects.select_for_update(of=("self",))
        .filter(pk=pk, lease=lease, outcome=Outcome.WAITING)
        .annotate(now=Now())
        .first()
    )
    if notice is None:
        return None
    now: datetime = notice.now
    kind = kind_of(notice.kind)
    if kind is None:
        settle(notice, Outcome.FAILED, VANISHED)
        return None
    verdict = verdict_on(notice, kind, now)
    if isinstance(verdict, tuple):
        settle(notice, *verdict)
        return None
    if not _is_address(notice.email):
        settle(notice, Outcome.FAILED, NO_ADDRESS)
        return None
    return _depart(notice, kind, verdict, now)


def verdict_on(notice: Notice, kind: Kind, now: datetime) -> tuple[Outcome, str] | Any:
    """The subject of a notice that still deserves to be told, else what becomes of it and why."""
    if notice.expires_at is not None and notice.expires_at <= now:
        return Outcome.SKIPPED, TOO_LATE
    subject = kind.find(notice.subject_id)
    if subject is None:
        return Outcome.CANCELLED, GONE
    reason = kind.still_deserved(subject, notice)
    if reason is not None:
        return Outcome.SKIPPED, reason
    return subject


def settle(notice: Notice, outcome: Outcome, reason: str, **more: Any) -> None:
    """Close a row that will not be sent, with its reason."""
    Notice.objects.filter(pk=notice.pk).update(
        outcome=outcome, reason=reason[:300], lease=None, lease_until=None, **more
    )


def _depart(notice: Notice, kind: Kind, subject: Any, now: datetime) -> NoticeMail | None:
    preference = None if kind.essential else preference_of(notice)
    context = kind.context(subject, notice)
    if notice.recipient_id is None:
        # Nobody to sign in: the page of one's choices would only ask for an account.
        context = {**context, "preferences_url": ""}
    message = compose(
        kind=kind,
        context=context,
        address=notice.email,
        message_id=notice.message_id or new_message_id(),
        at=now,
        attachments=kind.attachments(subject, notice),
        unsubscribe=unsubscribe_url(unsubscribe_token(preference)) if preference else "",
        reply_to=kind.reply_to(subject),
    )
    # Whatever cannot be written must fail here, before the departure is recorded.
    message.message().as_bytes()
    shown = {
        "title": message.subject[:255],
        "link": _own_path(context.get("own_link", context.get("link"))),
        "shown_at": notice.shown_at or now,
    }
    if kind.key == DIGEST:
        shown["shown_at"] = None
    elif preference is not None and preference.pace == Pace.ESSENTIAL:
        settle(notice, Outcome.SKIPPED, ESSENTIAL_ONLY, **shown)
        return None
    elif preference is not None and preference.pace == Pace.DAILY and gather(notice, now, shown):
        return None
    Notice.objects.filter(pk=notice.pk).update(
        message_id=message.extra_headers["Message-ID"],
        sending_at=Now(),
        lease_until=Now() + pacing.LEASE,
        **shown,
    )
    return message


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _own_path(link: Any) -> str:
    """The path of a link into our own house; nothing for any other."""
    base = f"{settings.BASE_URL}/"
    if isinstance(link, str) and link.startswith(base) and len(link) - len(base) < 500:
        return link.removeprefix(settings.BASE_URL)
    return ""

"""The sweep: take what is due, tell it once, say what became of it.

The order of things is the whole guarantee. A lease is committed before anything is read; the row is
judged again, and `sending_at` committed with its Message-ID, before the first byte leaves; the outcome
is committed after the server's answer. A worker killed before `sending_at` leaves a row that is simply
taken again. Killed after it, the row is in doubt: nobody can know whether the server said 250, so it is
shown to a human and never sent again by itself.
"""

from __future__ import annotations

import logging
import random
from datetime import timedelta
from smtplib import SMTPException
from typing import Any
from uuid import UUID, uuid4

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from reminders.mail import compose, new_message_id
from reminders.models import Notice, Outcome
from reminders.registry import Kind, kind_of

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
BATCH = 20
FIRST_RETRY = timedelta(seconds=20)
LAST_RETRY = timedelta(hours=1)
ATTEMPTS = 12

KILLED_WHILE_SENDING = "Le serveur s’est arrêté pendant l’envoi : le courriel est peut-être parti."


def sweep(*, batches: int = 50) -> int:
    """Tell what is due, batch by batch, until nothing is left or `batches` are done; how many were sent."""
    settle_abandoned()
    sent = 0
    for _batch in range(batches):
        lease = uuid4()
        taken = take(lease)
        if not taken:
            break
        sent += sum(tell(pk, lease) for pk in taken)
    return sent


@transaction.atomic
def settle_abandoned() -> None:
    """Judge the rows whose worker never came back: free those that had not begun, doubt the others."""
    rows = Notice.objects.abandoned().select_for_update(skip_locked=True)
    begun: list[int] = []
    idle: list[int] = []
    for row in rows[:1000]:
        (begun if row.sending_at else idle).append(row.pk)
    Notice.objects.filter(pk__in=idle).update(lease=None, lease_until=None)
    Notice.objects.filter(pk__in=begun).update(
        outcome=Outcome.IN_DOUBT, reason=KILLED_WHILE_SENDING, lease=None, lease_until=None
    )


@transaction.atomic
def take(lease: UUID) -> list[int]:
    """Lease a batch of due rows, skipping those that another worker holds."""
    rows = list(
        Notice.objects.due()
        .order_by("next_attempt_at", "pk")
        .select_for_update(skip_locked=True)
        .values_list("pk", flat=True)[:BATCH]
    )
    Notice.objects.filter(pk__in=rows).update(
        lease=lease, lease_until=Now() + LEASE, attempts=F("attempts") + 1
    )
    return rows


def tell(pk: int, lease: UUID) -> bool:
    """Judge one leased row and send it; whether it was sent. One bad row never stops the others."""
    try:
        message = begin(pk, lease)
    except Exception as error:
        logger.exception("notice %s cannot be written", pk)
        retry(pk, lease, f"Le courriel ne s’écrit pas : {error}")
        return False
    if message is None:
        return False
    try:
        message.send()
    except (SMTPException, OSError) as error:
        retry(pk, lease, f"Le serveur de courriel a refusé : {error}")
        return False
    Notice.objects.filter(pk=pk, lease=lease).update(
        outcome=Outcome.SENT, sent_at=Now(), reason="", lease=None, lease_until=None
    )
    return True


@transaction.atomic
def begin(pk: int, lease: UUID) -> EmailMultiAlternatives | None:
    """Judge a row under its lock; when it still deserves it, fix its Message-ID and mark its departure."""
    notice = Notice.objects.select_for_update().filter(pk=pk, lease=lease, outcome=Outcome.WAITING).first()
    if notice is None:
        return None
    kind = kind_of(notice.kind)
    if kind is None:
        settle(notice, Outcome.FAILED, "Plus aucune application ne connaît ce genre de rappel.")
        return None
    if Notice.objects.filter(pk=pk, expires_at__lte=Now()).exists():
        settle(notice, Outcome.SKIPPED, "Le moment est passé : ce rappel n’aurait plus de sens.")
        return None
    subject = kind.find(notice.subject_id)
    if subject is None:
        settle(notice, Outcome.CANCELLED, "L’objet de ce rappel n’existe plus.")
        return None
    reason = kind.still_deserved(subject, notice)
    if reason is not None:
        settle(notice, Outcome.SKIPPED, reason)
        return None
    return depart(notice, kind, subject)


def settle(notice: Notice, outcome: Outcome, reason: str) -> None:
    """Close a row that will not be sent, with its reason."""
    Notice.objects.filter(pk=notice.pk).update(
        outcome=outcome, reason=reason[:300], lease=None, lease_until=None
    )


def depart(notice: Notice, kind: Kind, subject: Any) -> EmailMultiAlternatives:
    """Write the mail and commit that it is leaving."""
    message_id = notice.message_id or new_message_id()
    message = compose(
        kind=kind,
        context=kind.context(subject, notice),
        email=notice.email,
        message_id=message_id,
        attachments=kind.attachments(subject, notice),
    )
    Notice.objects.filter(pk=notice.pk).update(
        message_id=message_id, title=message.subject[:255], sending_at=Now(), lease_until=Now() + LEASE
    )
    return message


@transaction.atomic
def retry(pk: int, lease: UUID, reason: str) -> None:
    """Put a row back for later, or give it up after the last attempt."""
    notice = Notice.objects.select_for_update().filter(pk=pk, lease=lease).first()
    if notice is None:
        return
    given_up = notice.attempts >= ATTEMPTS
    Notice.objects.filter(pk=pk).update(
        outcome=Outcome.FAILED if given_up else Outcome.WAITING,
        reason=reason[:300],
        next_attempt_at=Now() + backoff(notice.attempts),
        sending_at=None,
        lease=None,
        lease_until=None,
    )


def backoff(attempts: int) -> timedelta:
    """Twice as long after each attempt, with some jitter so that workers do not march in step."""
    wait = min(FIRST_RETRY * 2 ** (attempts - 1), LAST_RETRY)
    return wait * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, not a secret

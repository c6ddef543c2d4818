"""Verbs of the notice ledger: write a row, move it, take it back, wake the sweep."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from celery import current_app
from django.db import transaction
from django.db.models import Model

from reminders.models import Notice, Outcome
from reminders.registry import kind_of

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

logger = logging.getLogger(__name__)

SWEEP = "reminders.sweep"
WAKE_EXPIRES_SECONDS = 60


@transaction.atomic
def schedule(
    *,
    kind: str,
    subject: Model,
    recipient: AbstractBaseUser | str,
    due_at: datetime,
    occurrence: str = "",
    expires_at: datetime | None = None,
) -> Notice:
    """Write, in the caller's transaction, that somebody must be told of `subject` once, at `due_at`.

    `recipient` is a person or a bare address. Scheduling the same key again moves a notice that has
    not begun to leave, and revives one that was cancelled or skipped; one already sent stays sent.
    Raises LookupError for a kind that no application registers, ValueError for a naive moment.
    """
    if kind_of(kind) is None:
        raise LookupError(f"no application registers the notice kind {kind!r}")
    if due_at.tzinfo is None or (expires_at is not None and expires_at.tzinfo is None):
        raise ValueError("a naive datetime names no instant")
    email = recipient if isinstance(recipient, str) else str(getattr(recipient, "email", ""))
    person: Any = None if isinstance(recipient, str) else recipient
    moment = {"due_at": due_at, "next_attempt_at": due_at, "expires_at": expires_at}
    notice, created = Notice.objects.select_for_update().get_or_create(
        kind=kind,
        subject_id=str(subject.pk),
        email=email.lower(),
        occurrence=occurrence,
        defaults={"recipient": person, **moment},
    )
    movable = {Outcome.WAITING, Outcome.CANCELLED, Outcome.SKIPPED}
    if not created and notice.outcome in movable and notice.sending_at is None:
        Notice.objects.filter(pk=notice.pk).update(
            outcome=Outcome.WAITING, reason="", attempts=0, lease=None, lease_until=None, **moment
        )
        notice.refresh_from_db()
    return notice


@transaction.atomic
def cancel(*, subject: Model, kinds: Iterable[str], reason: str) -> int:
    """Take back, in the caller's transaction, what was to be said of `subject`; how many rows.

    A notice whose mail has begun to leave is past taking back. `reason` is French, for the ledger.
    """
    rows = Notice.objects.filter(
        kind__in=list(kinds), subject_id=str(subject.pk), outcome=Outcome.WAITING, sending_at__isnull=True
    ).select_for_update()
    return Notice.objects.filter(pk__in=[row.pk for row in rows]).update(
        outcome=Outcome.CANCELLED, reason=reason[:300], lease=None, lease_until=None
    )


def wake() -> None:
    """Ask for a sweep once the transaction is committed. A broker that is away costs nothing: beat comes."""
    transaction.on_commit(_publish, robust=True)


def _publish() -> None:
    try:
        current_app.send_task(SWEEP, expires=WAKE_EXPIRES_SECONDS, queue="mail", retry=False)
    except Exception as error:  # noqa: BLE001 - whatever the broker says, the request goes on
        logger.warning("the sweep was not woken: %s", error)

"""Write a row of the ledger, move it, take it back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import partial
from itertools import batched
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Model

from reminders.models import Notice, Outcome
from reminders.registry import kind_of

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

BATCH = 1000


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

    `recipient` is a person or a bare address. Scheduling the same key again moves a notice that has not
    begun to leave, and revives one that was cancelled, skipped or given up; one that was sent, or may have
    been, stays as it is. Raises LookupError for a kind that no application registers, ValueError for a
    naive moment.
    """
    row = _row(
        kind=kind,
        subject=subject,
        recipient=recipient,
        due_at=due_at,
        occurrence=occurrence,
        expires_at=expires_at,
    )
    moment = {"due_at": due_at, "next_attempt_at": due_at, "expires_at": expires_at}
    notice, created = Notice.objects.select_for_update().get_or_create(
        kind=kind,
        subject_id=row.subject_id,
        email=row.email,
        occurrence=occurrence,
        defaults={"recipient_id": row.recipient_id, **moment},
    )
    if not created and _may_move(notice):
        _move([notice], due_at, expires_at)
        notice.refresh_from_db()
    return notice


@transaction.atomic
def schedule_each(
    *,
    kind: str,
    told: Iterable[tuple[Model, AbstractBaseUser | str, str]],
    due_at: datetime,
    expires_at: datetime | None = None,
) -> None:
    """The same for several subjects, each with its recipient and occurrence, in a constant number of queries."""
    row_of = partial(_row, kind=kind, due_at=due_at, expires_at=expires_at)
    asked = (row_of(subject=subject, recipient=to, occurrence=occurrence) for subject, to, occurrence in told)
    rows = {_key(row): row for row in asked}
    subjects = [row.subject_id for row in rows.values()]
    written = [
        notice
        for notice in Notice.objects.filter(kind=kind, subject_id__in=subjects)
        .select_related("digest")
        .order_by("pk")
        .select_for_update(of=("self",))
        if _key(notice) in rows
    ]
    _move([notice for notice in written if _may_move(notice)], due_at, expires_at)
    for notice in written:
        del rows[_key(notice)]
    Notice.objects.bulk_create(rows.values(), ignore_conflicts=True)


def schedule_many(
    *,
    kind: str,
    subject: Model,
    recipients: Iterable[AbstractBaseUser | str],
    due_at: datetime,
    occurrence: str = "",
    expires_at: datetime | None = None,
) -> None:
    """Write one row per recipient, thousand by thousand; whoever already has theirs keeps it.

    Safe to call again after an interruption: nobody is written down twice. Raises as `schedule` does.
    """
    row_of = partial(
        _row, kind=kind, subject=subject, due_at=due_at, occurrence=occurrence, expires_at=expires_at
    )
    for some in batched((row_of(recipient=to) for to in recipients), BATCH):
        Notice.objects.bulk_create(some, ignore_conflicts=True)


def _row(
    *,
    kind: str,
    subject: Model,
    recipient: AbstractBaseUser | str,
    due_at: datetime,
    occurrence: str,
    expires_at: datetime | None,
) -> Notice:
    if kind_of(kind) is None:
        raise LookupError(f"no application registers the notice kind {kind!r}")
    if due_at.tzinfo is None or (expires_at is not None and expires_at.tzinfo is None):
        raise ValueError("a naive datetime names no instant")
    address, person = (recipient, None) if isinstance(recipient, str) else (_address(recipient), recipient.pk)
    return Notice(
        kind=kind,
        subject_id=str(subject.pk),
        recipient_id=person,
        email=address.strip().lower(),
        occurrence=occurrence,
        due_at=due_at,
        next_attempt_at=due_at,
        expires_at=expires_at,
    )


def _address(person: AbstractBaseUser) -> str:
    return str(getattr(person, person.get_email_field_name()))


def _key(notice: Notice) -> tuple[str, str, str]:
    return notice.subject_id, notice.email, notice.occurrence


def _move(notices: Collection[Notice], due_at: datetime, expires_at: datetime | None) -> None:
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(
        outcome=Outcome.WAITING,
        reason="",
        attempts=0,
        lease=None,
        lease_until=None,
        sending_at=None,
        digest=None,
        due_at=due_at,
        next_attempt_at=due_at,
        expires_at=expires_at,
    )


def _may_move(notice: Notice) -> bool:
    if notice.outcome == Outcome.GATHERED:
        return notice.digest is None or notice.digest.sending_at is None
    if notice.outcome == Outcome.WAITING:
        return notice.sending_at is None
    return notice.outcome in {Outcome.CANCELLED, Outcome.SKIPPED, Outcome.FAILED}


@transaction.atomic
def cancel(*, subject: Model, kinds: Iterable[str], reason: str) -> int:
    """Take back, in the caller's transaction, what was to be said of `subject`; how many rows.

    A notice whose mail has begun to leave is past taking back. `reason` is French, for the ledger.
    """
    return cancel_each(subjects=[subject], kinds=kinds, reason=reason)


@transaction.atomic
def cancel_each(*, subjects: Iterable[Model], kinds: Iterable[str], reason: str) -> int:
    """The same for several subjects at once."""
    rows = (
        Notice.objects.filter(kind__in=list(kinds), subject_id__in=[str(subject.pk) for subject in subjects])
        .retractable()
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    return Notice.objects.filter(pk__in=[row.pk for row in rows]).update(
        outcome=Outcome.CANCELLED, reason=reason[:300], lease=None, lease_until=None, digest=None
    )

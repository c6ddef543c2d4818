"""What a human decides of the rows that the machine must not decide of alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

import journal
from reminders.errors import AlreadyResolved
from reminders.models import Notice, Outcome
from reminders.services.waking import wake

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


@transaction.atomic
def send_again(*, notice_id: int, by: AbstractBaseUser) -> Notice:
    """Put a failed or doubtful notice back in the queue, for now.

    A doubtful one gets a new Message-ID: the one it had may already have been received. Whoever may read
    the ledger may call this. Raises AlreadyResolved.
    """
    notice = _locked(notice_id, Outcome.FAILED, Outcome.IN_DOUBT)
    journal.record(
        actor=by,
        action="reminders.send_again",
        target=notice,
        message_id=notice.message_id,
        was=notice.outcome,
    )
    Notice.objects.filter(pk=notice.pk).update(
        outcome=Outcome.WAITING,
        reason=f"Remis en file par {by}."[:300],
        message_id="" if notice.outcome == Outcome.IN_DOUBT else notice.message_id,
        sending_at=None,
        attempts=0,
        next_attempt_at=Now(),
        due_at=Now(),
    )
    wake()
    notice.refresh_from_db()
    return notice


@transaction.atomic
def consider_sent(*, notice_id: int, by: AbstractBaseUser) -> Notice:
    """Say that a doubtful notice did arrive. Whoever may read the ledger may. Raises AlreadyResolved."""
    notice = _locked(notice_id, Outcome.IN_DOUBT)
    journal.record(actor=by, action="reminders.consider_sent", target=notice, message_id=notice.message_id)
    Notice.objects.filter(pk=notice.pk).update(
        outcome=Outcome.SENT, sent_at=F("sending_at"), reason=f"Considéré comme parti par {by}."[:300]
    )
    notice.refresh_from_db()
    return notice


def _locked(notice_id: int, *outcomes: str) -> Notice:
    notice = Notice.objects.select_for_update(of=("self",)).filter(pk=notice_id, outcome__in=outcomes).first()
    if notice is None:
        raise AlreadyResolved
    return notice

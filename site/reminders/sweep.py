"""The sweep: take what is due, tell it once, say what became of it.

The order of things is the whole guarantee. A lease is committed before anything is read; the row is
judged again, and `sending_at` committed with its Message-ID, before the first byte leaves; the outcome
is committed after the server's answer. A worker killed before `sending_at` leaves a row that is simply
taken again. Killed after it, the row is in doubt: nobody can know whether the server said 250, so it is
shown to a human and never sent again by itself (docs/decisions/0008).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from uuid import UUID, uuid4

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from reminders import pacing
from reminders.departure import begin
from reminders.models import Notice, Outcome, SweepMark
from reminders.smtp import Unanswered

logger = logging.getLogger(__name__)

KILLED_WHILE_SENDING = "Le serveur s’est arrêté pendant l’envoi : le courriel est peut-être parti."
UNANSWERED = "Le serveur de courriel n’a pas répondu après l’envoi : le courriel est peut-être parti."
# The same for everyone who takes rows, so that together they respect the pace.
TAKING = 0x7E115
# A database that restarts is back within seconds; forgetting what was sent would leave a doubt.
DATABASE_PATIENCE = (0.2, 0.5, 1, 2, 4, 8, 8)


def sweep(*, seconds: float = pacing.SWEEP_SECONDS) -> tuple[int, bool]:
    """Tell what is due for `seconds`; how many mails left, and whether more is due that may leave now."""
    settle_abandoned()
    deadline = time.monotonic() + seconds
    sent, failures = 0, 0
    more = True
    while more and time.monotonic() < deadline:
        lease = uuid4()
        taken = take(lease)
        more = bool(taken)
        for pk in taken:
            told = tell(pk, lease)
            sent += told is True
            failures = failures + 1 if told is False else 0
            if failures >= pacing.PATIENCE or time.monotonic() >= deadline:
                break
        release(lease)
        if failures >= pacing.PATIENCE:
            more = False
    mark(sent)
    return sent, more


@transaction.atomic
def settle_abandoned() -> None:
    """Judge the rows whose worker never came back: free those that had not begun, doubt the others."""
    rows = list(
        Notice.objects.abandoned()
        .order_by("pk")
        .select_for_update(skip_locked=True)
        .values_list("pk", "sending_at")[:1000]
    )
    idle = [pk for pk, sending_at in rows if sending_at is None]
    begun = [pk for pk, sending_at in rows if sending_at is not None]
    Notice.objects.filter(pk__in=idle).update(lease=None, lease_until=None)
    Notice.objects.filter(pk__in=begun).update(
        outcome=Outcome.IN_DOUBT, reason=KILLED_WHILE_SENDING, lease=None, lease_until=None
    )


@transaction.atomic
def take(lease: UUID) -> list[int]:
    """Lease a batch of due rows, as many as the pace allows, skipping those that another worker holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TAKING])
    room = min(pacing.BATCH, pacing.per_minute() - Notice.objects.leaving(pacing.MINUTE).count())
    if room <= 0:
        return []
    rows = list(
        Notice.objects.due()
        .order_by("next_attempt_at", "pk")
        .select_for_update(skip_locked=True)
        .values_list("pk", flat=True)[:room]
    )
    Notice.objects.filter(pk__in=rows).update(
        lease=lease, lease_until=Now() + pacing.LEASE, attempts=F("attempts") + 1
    )
    return rows


def release(lease: UUID) -> None:
    """Give back the rows of a batch that was not finished, as if they had never been taken."""
    Notice.objects.filter(lease=lease, outcome=Outcome.WAITING, sending_at__isnull=True).update(
        lease=None, lease_until=None, attempts=F("attempts") - 1
    )


def tell(pk: int, lease: UUID) -> bool | None:
    """Tell one leased row: True when it left, False when the mail server is away, None otherwise.

    One bad row never stops the others.
    """
    try:
        message = begin(pk, lease)
    except Exception as error:
        logger.exception("notice %s cannot be written", pk)
        reason = f"Le courriel ne s’écrit pas : {error}"
        lasting(lambda: put_off(pk, lease, reason))
        return None
    if message is None:
        return None
    try:
        message.send()
    except Unanswered as error:
        logger.warning("notice %s is in doubt: %s", pk, error)
        lasting(lambda: close(pk, lease, Outcome.IN_DOUBT, UNANSWERED))
        return False
    except SMTPRecipientsRefused as error:
        _refused(pk, lease, error)
        return None
    except Exception as error:  # noqa: BLE001 - nothing was handed over: whatever it is, later is safe
        reason = f"Le serveur de courriel a refusé : {explain(error)}"
        lasting(lambda: put_off(pk, lease, reason))
        return None if isinstance(error, SMTPResponseException) else False
    lasting(lambda: arrived(pk, lease, message.extra_headers["Message-ID"]))
    return True


def _refused(pk: int, lease: UUID, error: SMTPRecipientsRefused) -> None:
    """An address refused for good is given up; one refused for now is tried again."""
    code, words = next(iter(error.recipients.values()))
    said = f"{code} {_readable(words)}"
    if code >= 500:
        lasting(lambda: close(pk, lease, Outcome.FAILED, f"Cette adresse est refusée : {said}"))
    else:
        lasting(lambda: put_off(pk, lease, f"Le serveur de courriel a refusé : {said}"))


def explain(error: Exception) -> str:
    """What a mail server's refusal says, on one line."""
    if isinstance(error, SMTPResponseException):
        return f"{error.smtp_code} {_readable(error.smtp_error)}"
    return str(error) or type(error).__name__


def _readable(words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join(text.split())


def arrived(pk: int, lease: UUID, message_id: str) -> None:
    """Write that the server took the mail; also when the row was doubted in between, for now we know."""
    told = {"outcome": Outcome.SENT, "sent_at": Now(), "reason": "", "lease": None, "lease_until": None}
    if not Notice.objects.filter(pk=pk, lease=lease).update(**told):
        Notice.objects.filter(pk=pk, message_id=message_id, outcome=Outcome.IN_DOUBT).update(**told)


def close(pk: int, lease: UUID, outcome: Outcome, reason: str) -> None:
    """Write how a departure ended, for good."""
    Notice.objects.filter(pk=pk, lease=lease).update(
        outcome=outcome, reason=reason[:300], lease=None, lease_until=None
    )


@transaction.atomic
def put_off(pk: int, lease: UUID, reason: str) -> None:
    """Put a row back for later, or give it up once it has been tried for days."""
    notice = (
        Notice.objects.select_for_update(of=("self",)).filter(pk=pk, lease=lease).annotate(now=Now()).first()
    )
    if notice is None:
        return
    given_up = notice.now - notice.due_at > pacing.GIVE_UP_AFTER
    Notice.objects.filter(pk=pk).update(
        outcome=Outcome.FAILED if given_up else Outcome.WAITING,
        reason=" ".join(reason.split())[:300],
        next_attempt_at=Now() + pacing.backoff(notice.attempts),
        sending_at=None,
        lease=None,
        lease_until=None,
    )


def mark(told: int) -> None:
    """Note that a sweep passed, whatever it found."""
    SweepMark.objects.bulk_create(
        [SweepMark(pk=1, swept_at=Now(), told=told)],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["swept_at", "told"],
    )


def lasting(write: Callable[[], None]) -> None:
    """Write what must not be forgotten, through a restart of the database."""
    for pause in DATABASE_PATIENCE:
        try:
            write()
        except (OperationalError, InterfaceError) as error:
            logger.warning("the ledger is away, trying again: %s", error)
            connection.close()
            time.sleep(pause)
        else:
            return
    write()

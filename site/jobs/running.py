"""How a worker does a job: take it, do one step and move the cursor in one transaction, again, finish.

A worker killed within a step takes the step back with it: PostgreSQL undoes both. Killed between two
steps, its lease ends, and the next worker goes on from the cursor.
"""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from uuid import UUID, uuid4

from django.core.files import File
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Max
from django.db.models.functions import Now

from jobs.errors import Refused
from jobs.models import Job, Part, Status
from jobs.notices import tell_the_end
from jobs.policies import RESULT
from jobs.registry import Kind, Result, kind_of
from jobs.services import ask
from vault import errors as vault_errors
from vault.kinds import KINDS
from vault.models import PrivateFile
from vault.services import remove, store

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)
# A worker asked to stop waits for its task: it does little at a time, and asks for the next turn.
TURN_SECONDS = 8
TRIES = 3
RESULT_KEPT = timedelta(days=7)
JOB_KEPT = timedelta(days=30)
LARGEST_RESULT = 500 * 1024 * 1024

VANISHED = "Ce genre de travail n’existe plus dans cette version du logiciel."
STOPPED = "Ce travail s’est arrêté trois fois au même endroit, sans dire pourquoi."
BROKEN = "Quelque chose n’a pas marché de notre côté. Ce qui est fait est gardé : vous pouvez reprendre."


def run(pk: UUID, *, seconds: float = TURN_SECONDS) -> None:
    """Do what can be done of a job in one turn. Safe to call twice, at once, or never."""
    taken = take(pk)
    if taken is None:
        return
    lease, kind = taken
    deadline = time.monotonic() + seconds
    try:
        while time.monotonic() < deadline:
            if not advance(pk, lease, kind):
                return
    except (Refused, vault_errors.Refused) as refusal:
        fail(pk, refusal.message)
    except (OperationalError, InterfaceError):
        # The database went away: nobody can write that it did. The lease ends, and the job goes on.
        raise
    except Exception:
        logger.exception("job %s stumbles", pk)
        stumble(pk, lease)
    else:
        hand_over(pk, lease, kind)


@transaction.atomic
def take(pk: UUID) -> tuple[UUID, Kind] | None:
    """Lease a job that nobody holds; None when there is nothing to do here."""
    job = Job.objects.free().filter(pk=pk).select_for_update(of=("self",), skip_locked=True).first()
    if job is None:
        return None
    kind = kind_of(job.kind)
    if kind is None:
        fail(pk, VANISHED)
        return None
    if job.attempts >= TRIES:
        fail(pk, STOPPED)
        return None
    lease = uuid4()
    Job.objects.filter(pk=pk).update(
        status=Status.RUNNING, lease=lease, lease_until=Now() + LEASE, attempts=F("attempts") + 1
    )
    return lease, kind


@transaction.atomic
def advance(pk: UUID, lease: UUID, kind: Kind) -> bool:
    """Do one step and move the cursor, both or neither; False when nothing remains to be done here."""
    job = Job.objects.select_for_update(of=("self",)).filter(pk=pk, lease=lease).first()
    if job is None:
        return False
    step = kind.step(job)
    if step.part:
        last = job.parts.aggregate(last=Max("number"))["last"]
        Part.objects.create(job=job, number=(last or 0) + 1, content=step.part)
    job.cursor, job.done, job.total = step.cursor, step.done, step.total
    Job.objects.filter(pk=pk).update(
        cursor=step.cursor, done=step.done, total=step.total, attempts=1, lease_until=Now() + LEASE
    )
    if step.last:
        end(job, kind.finish(job))
    return not step.last


def end(job: Job, result: Result) -> None:
    """Keep the result, and say that the job is done."""
    if result.content is not None:
        store(
            upload=File(result.content, name=result.filename),
            owner=job,
            uploaded_by=job.owner,
            allowed=frozenset(KINDS),
            field=RESULT,
            max_size=LARGEST_RESULT,
        )
    job.parts.all().delete()
    Job.objects.filter(pk=job.pk).update(
        status=Status.DONE,
        sentence=result.sentence[:300],
        finished_at=Now(),
        expires_at=Now() + RESULT_KEPT if result.content is not None else None,
        lease=None,
        lease_until=None,
    )
    tell_the_end(job)


@transaction.atomic
def fail(pk: UUID, sentence: str) -> None:
    """Stop a job, and say why to whoever asked for it."""
    stopped = Job.objects.active().filter(pk=pk)
    if stopped.update(
        status=Status.FAILED, sentence=sentence[:300], finished_at=Now(), lease=None, lease_until=None
    ):
        tell_the_end(Job.objects.get(pk=pk))


@transaction.atomic
def stumble(pk: UUID, lease: UUID) -> None:
    """Leave a step that broke for a little later, or give the job up when it has broken enough."""
    job = Job.objects.select_for_update(of=("self",)).filter(pk=pk, lease=lease).first()
    if job is None:
        return
    if job.attempts >= TRIES:
        fail(pk, BROKEN)
    else:
        Job.objects.filter(pk=pk).update(lease_until=Now() + timedelta(seconds=10 * job.attempts))


@transaction.atomic
def hand_over(pk: UUID, lease: UUID, kind: Kind) -> None:
    """End this turn: others wait for the worker too."""
    if Job.objects.filter(pk=pk, lease=lease).update(lease=None, lease_until=None, attempts=0):
        ask(pk, kind)


@transaction.atomic
def resume() -> int:
    """Ask again for what a killed worker or a lost wake-up left; how many."""
    rows = list(
        Job.objects.forgotten().order_by("created_at").select_for_update(of=("self",), skip_locked=True)[:100]
    )
    for job in rows:
        kind = kind_of(job.kind)
        if kind is None:
            fail(job.pk, VANISHED)
        else:
            ask(job.pk, kind)
    return len(rows)


@transaction.atomic
def tidy() -> None:
    """Throw away the results that have expired, then the jobs that nobody looks at any more."""
    for job in Job.objects.filter(expires_at__lte=Now()):
        _forget_files(job)
        Job.objects.filter(pk=job.pk).update(expires_at=None)
    for job in Job.objects.filter(finished_at__lte=Now() - JOB_KEPT):
        _forget_files(job)
        job.delete()


def _forget_files(job: Job) -> None:
    for file in PrivateFile.objects.of(job):
        remove(file=file)

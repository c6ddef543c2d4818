"""The verbs of a job for those who ask: start it, try it again."""

from __future__ import annotations

import hashlib
import json
import logging
from typing import TYPE_CHECKING, Any
from uuid import UUID

from celery import current_app
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models.functions import Now

from jobs.errors import NotFailed
from jobs.models import Job, Status
from jobs.registry import Kind, kind_of

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

logger = logging.getLogger(__name__)

RUN = "jobs.run"
# Judged by the worker's clock, which may be an hour off.
ASK_EXPIRES_SECONDS = 2 * 3600


@transaction.atomic
def start(
    *,
    kind: str,
    owner: AbstractBaseUser | AnonymousUser,
    params: dict[str, Any],
    title: str = "",
    back: str = "",
) -> Job:
    """Ask for some long work, in the caller's transaction; a worker begins once it is committed.

    The caller answers for the right of `owner` to ask it. `params` are ids and plain values. The same thing
    asked again while it is being done is the same job. `back` is the path of the page it was asked from.
    Raises LookupError for a kind that no application registers.
    """
    found = kind_of(kind)
    if found is None:
        raise LookupError(f"no application registers the job kind {kind!r}")
    asked = json.dumps(params, cls=DjangoJSONEncoder, sort_keys=True)
    digest = hashlib.sha256(asked.encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"jobs {kind} {owner.pk} {digest}"]
        )
    job = Job.objects.active().filter(kind=kind, owner_id=owner.pk, digest=digest).first()
    if job is None:
        job = Job.objects.create(
            kind=kind,
            owner_id=owner.pk,
            params=json.loads(asked),
            digest=digest,
            title=title[:200],
            back=back[:500],
        )
        ask(job.pk, found)
    return job


@transaction.atomic
def retry(*, job: Job) -> Job:
    """Take up a failed job where it stopped. Whoever sees it may. Raises NotFailed.

    What its steps did before it failed is kept, and not done again.
    """
    locked = Job.objects.select_for_update(of=("self",)).filter(pk=job.pk, status=Status.FAILED).first()
    kind = kind_of(job.kind)
    if locked is None or kind is None:
        raise NotFailed
    again = Job.objects.active().filter(kind=locked.kind, owner_id=locked.owner_id, digest=locked.digest)
    if other := again.first():
        return other
    Job.objects.filter(pk=locked.pk).update(
        status=Status.WAITING,
        attempts=0,
        sentence="",
        finished_at=None,
        seen_at=None,
        lease=None,
        lease_until=None,
    )
    ask(locked.pk, kind)
    locked.refresh_from_db()
    return locked


def ask(pk: UUID, kind: Kind) -> None:
    """Ask a worker for the job once the transaction is committed. A broker that is away costs nothing.

    Nothing is lost with the wake-up: what is forgotten is asked for again (`jobs.running.resume`).
    """
    Job.objects.filter(pk=pk).update(asked_at=Now())
    transaction.on_commit(lambda: _publish(pk, kind.queue), robust=True)


def _publish(pk: UUID, queue: str) -> None:
    try:
        current_app.send_task(RUN, args=[str(pk)], queue=queue, expires=ASK_EXPIRES_SECONDS, retry=False)
    except Exception as error:  # noqa: BLE001 - whatever the broker says, the request goes on
        logger.warning("no worker was asked for the job %s: %s", pk, error)

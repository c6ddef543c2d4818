"""Telling the end of a job to whoever did not stay to watch it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings

from jobs.models import Job, Status
from reminders.mail import SAMPLE_AT
from reminders.models import Notice
from reminders.registry import Kind, register
from reminders.services import schedule

ENDED = "jobs.ended"
# Whoever watches sees the end before that.
PATIENCE = timedelta(minutes=2)
SEEN = "Vu sur le site."


def tell_the_end(job: Job) -> None:
    """Write, in the transaction that ends a job, that its owner is to be told."""
    if job.owner is None:
        return
    job.refresh_from_db(fields=["finished_at"])
    if job.finished_at is not None:
        schedule(
            kind=ENDED,
            subject=job,
            recipient=job.owner,
            due_at=job.finished_at + PATIENCE,
            occurrence=job.finished_at.isoformat(),
        )


def _still_deserved(job: Job, notice: Notice) -> str | None:
    if job.seen_at is not None:
        return SEEN
    return "Ce travail a été repris." if job.is_active else None


def _context(job: Job, notice: Notice) -> dict[str, Any]:
    return {
        "what": str(job),
        "failed": job.status == Status.FAILED,
        "sentence": job.sentence,
        "kept_until": job.expires_at,
        "link": settings.BASE_URL + job.get_absolute_url(),
    }


def _sample() -> dict[str, Any]:
    return {
        "what": "Votre export : réservations de décembre",
        "failed": False,
        "sentence": "1 200 réservations.",
        "kept_until": SAMPLE_AT,
        "link": f"{settings.BASE_URL}/travaux/",
    }


def register_kinds() -> None:
    """The one thing that jobs tell by themselves."""
    register(
        Kind(
            key=ENDED,
            label="Fin d’un long travail",
            template="jobs/mail/ended",
            find=lambda pk: Job.objects.select_related("owner").filter(pk=pk).first(),
            still_deserved=_still_deserved,
            context=_context,
            sample=_sample,
            essential=True,
        )
    )

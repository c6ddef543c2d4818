"""One mail a day, for those who prefer it: notices put aside, told together in the morning."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Model
from django.db.models.functions import Now

from reminders import pacing
from reminders.models import Notice, Outcome, Pace, Preference
from reminders.registry import Kind, kind_of, register

DIGEST = "reminders.digest"
# Past this many, the mail says how many more wait on the site.
SHOWN = 50


def gather(notice: Notice, now: datetime, shown: dict[str, Any]) -> bool:
    """Put a notice aside for the next digest; False when it cannot wait for it or has no account."""
    at = pacing.next_digest(now)
    if notice.recipient_id is None or (notice.expires_at is not None and notice.expires_at <= at):
        return False
    digest, created = Notice.objects.select_for_update().get_or_create(
        kind=DIGEST,
        subject_id=str(notice.recipient_id),
        email=notice.email,
        occurrence=f"{at:%Y-%m-%d}",
        defaults={"recipient_id": notice.recipient_id, "due_at": at, "next_attempt_at": at},
    )
    if not created and (digest.outcome != Outcome.WAITING or digest.sending_at is not None):
        return False
    Notice.objects.filter(pk=notice.pk).update(
        outcome=Outcome.GATHERED,
        reason=f"Dans le résumé du {at:%d/%m/%Y}.",
        digest=digest,
        lease=None,
        lease_until=None,
        **shown,
    )
    return True


def _find(subject_id: str) -> Model | None:
    return get_user_model()._default_manager.filter(pk=subject_id, is_active=True).first()


def _still_deserved(person: Any, digest: Notice) -> str | None:
    if Preference.objects.filter(user=person, pace=Pace.ESSENTIAL).exists():
        return "Cette personne ne veut plus recevoir que l’indispensable."
    _drop_undeserving(digest)
    if not digest.gathered.filter(outcome=Outcome.GATHERED).exists():
        return "Plus rien à dire dans ce résumé."
    return None


def _drop_undeserving(digest: Notice) -> None:
    """Judge again, before the digest is written, each notice put aside in it."""
    from reminders.departure import VANISHED, settle, verdict_on

    for notice in digest.gathered.filter(outcome=Outcome.GATHERED).annotate(now=Now()).order_by("pk"):
        kind = kind_of(notice.kind)
        if kind is None:
            settle(notice, Outcome.FAILED, VANISHED)
            continue
        verdict = verdict_on(notice, kind, notice.now)
        if isinstance(verdict, tuple):
            settle(notice, *verdict)


def _context(person: Any, digest: Notice) -> dict[str, Any]:
    rows = digest.gathered.filter(outcome=Outcome.GATHERED).order_by("due_at", "pk")
    total = rows.count()
    return {
        "name": person.get_short_name(),
        "items": [
            {"title": row.title, "link": settings.BASE_URL + row.link if row.link else ""}
            for row in rows[:SHOWN]
        ],
        "total": total,
        "more": max(total - SHOWN, 0),
    }


def _sample() -> dict[str, Any]:
    return {
        "name": "Camille",
        "items": [
            {"title": "Demain à 14 h : salle du Clain", "link": f"{settings.BASE_URL}/mon-espace/"},
            {"title": "Une demande attend votre réponse", "link": ""},
        ],
        "total": 2,
        "more": 0,
    }


def register_kinds() -> None:
    """The only kind that reminders knows by itself."""
    register(
        Kind(
            key=DIGEST,
            label="Résumé du jour",
            template="reminders/mail/digest",
            find=_find,
            still_deserved=_still_deserved,
            context=_context,
            sample=_sample,
        )
    )

"""Questions asked of the ledger by the machines and the people that watch over us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Max, Min, Q
from django.db.models.functions import Greatest, Now

from reminders.models import Notice, Outcome, SweepMark

RECENT = timedelta(days=1)


def sweep_is_late(tolerance: timedelta) -> bool:
    """Whether somebody has been waiting for longer than `tolerance` and no sweep passed meanwhile.

    A long queue that is being told at the permitted pace is not late.
    """
    if SweepMark.objects.filter(swept_at__gt=Now() - tolerance).exists():
        return False
    return Notice.objects.late(tolerance).exists()


@dataclass(frozen=True)
class Health:
    """How the ledger fares, for the page that watches over it."""

    swept_at: datetime | None
    due: int
    oldest_due: timedelta | None
    waiting: int
    in_doubt: int
    failed: int
    sent: int
    worst_lateness: timedelta | None


def health() -> Health:
    """Two queries, whatever the size of the ledger's past: each count reads a partial index or a day."""
    mark = SweepMark.objects.first()
    pressing = Q(outcome=Outcome.WAITING, next_attempt_at__lte=Now())
    recently = Q(outcome=Outcome.SENT, sent_at__gt=Now() - RECENT)
    counts = Notice.objects.aggregate(
        due=Count("pk", filter=pressing),
        oldest_due=Now() - Min("due_at", filter=pressing),
        waiting=Count("pk", filter=Q(outcome=Outcome.WAITING)),
        in_doubt=Count("pk", filter=Q(outcome=Outcome.IN_DOUBT)),
        failed=Count("pk", filter=Q(outcome=Outcome.FAILED)),
        sent=Count("pk", filter=recently),
        worst_lateness=Max(F("sent_at") - Greatest("due_at", "created_at"), filter=recently),
    )
    return Health(swept_at=mark.swept_at if mark else None, **counts)

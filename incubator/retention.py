"""How long dossiers are kept: as the call says, with thirty days' notice, and again from the start when
somebody comes back to theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Func, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Greatest

import clock
from incubator import notices
from incubator.enums import Status
from incubator.models import Application
from incubator.services.erasure import anonymise

NOTICE = timedelta(days=30)
OVER = (Status.REJECTED, Status.INELIGIBLE, Status.WITHDRAWN, Status.CLOSED)


@dataclass(frozen=True)
class Round:
    """What one passage of the retention does, or would do."""

    announced: tuple[str, ...]
    forgotten: tuple[str, ...]


def apply_retention(*, dry_run: bool = False) -> Round:
    """Announce what is thirty days from its end, forget what was announced and stayed untouched.

    Safe to run twice, at once, or late. With `dry_run` nothing is written nor sent.
    """
    now = clock.now()
    to_forget = [
        row
        for row in _due(now).filter(erasure_announced_at__lte=now - NOTICE)
        if row.erasure_announced_at and row.last_touched <= row.erasure_announced_at
    ]
    to_announce = [row for row in _due(now + NOTICE) if _is_news(row)]
    if not dry_run:
        for row in to_announce:
            _announce(row, now)
        for row in to_forget:
            anonymise(application=row)
    return Round(tuple(_named(to_announce)), tuple(_named(to_forget)))


def told(dry_run: bool) -> Iterator[str]:
    """Apply it, or only look, and say which dossiers; for the command of every duration."""
    done = apply_retention(dry_run=dry_run)
    verbs = ("seraient annoncés", "seraient effacés") if dry_run else ("annoncés", "effacés")
    for verb, numbers in zip(verbs, (done.announced, done.forgotten), strict=True):
        yield f"Dossiers {verb} : {len(numbers)}"
        yield from (f"  {number}" for number in numbers)


def _due(at: datetime) -> QuerySet:
    """The dossiers whose time is over at that moment: drafts, and those that went no further."""
    months = {
        "draft": _months(F("call__draft_retention_months")),
        "over": _months(F("call__rejected_retention_months")),
    }
    touched = Greatest("saved_at", Coalesce("decided_at", "saved_at"))
    rows = Application.objects.filter(anonymised_at__isnull=True).annotate(last_touched=touched)
    limit = Value(at, output_field=DateTimeField())
    return (
        rows.filter(
            Q(status=Status.DRAFT, last_touched__lte=_before(limit, months["draft"]))
            | Q(status__in=OVER, last_touched__lte=_before(limit, months["over"]))
        )
        .select_related("call__place", "owner")
        .order_by("pk")
    )


def _months(number: F) -> Func:
    return Func(number, template="make_interval(months => %(expressions)s)", output_field=DurationField())


def _before(limit: Value, length: Func) -> ExpressionWrapper:
    return ExpressionWrapper(limit - length, output_field=DateTimeField())


def _is_news(row: Application) -> bool:
    """Never announced, or touched since: then it starts again."""
    return row.erasure_announced_at is None or row.last_touched > row.erasure_announced_at  # type: ignore[attr-defined]


@transaction.atomic
def _announce(row: Application, now: datetime) -> None:
    locked = Application.objects.select_for_update(of=("self",)).get(pk=row.pk)
    locked.erasure_announced_at = now
    locked.save(update_fields=["erasure_announced_at"])
    notices.erased_soon(row, now + NOTICE)


def _named(rows: list[Application]) -> Iterator[str]:
    return (f"{row.number} ({row.get_status_display()})" for row in rows)

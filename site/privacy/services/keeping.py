"""Apply what the rules say: warn thirty days before, then let go of what showed no sign of life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

import clock
import journal
from privacy import notices
from privacy.models import Farewell
from privacy.retention import NOTICE, Rule, rules


@dataclass
class Applied:
    """What one rule did, or would do."""

    rule: Rule
    warned: int = 0
    waiting: int = 0
    let_go: int = 0


def apply_retention(*, dry_run: bool = False) -> list[Applied]:
    """Apply every rule, one row at a time, each in its own transaction; safe to run twice or at once.

    The command line and beat only. `dry_run` counts and writes nothing.
    """
    at = clock.now()
    return [_apply(rule, at, dry_run=dry_run) for rule in rules()]


def _apply(rule: Rule, at: datetime, *, dry_run: bool) -> Applied:
    done = Applied(rule)
    stale = rule.stale(rule.limit(at + NOTICE) if rule.person else rule.limit(at))
    for pk, since in list(stale.order_by("pk").values_list("pk", "last_activity")):
        verdict = _verdict(rule, str(pk), since, at)
        if dry_run or verdict == "waiting":
            setattr(done, verdict, getattr(done, verdict) + 1)
        elif verdict == "warned":
            done.warned += _warn(rule, str(pk), since, at)
        else:
            done.let_go += _let_go(rule, str(pk), since, at)
    return done


def _verdict(rule: Rule, pk: str, since: datetime, at: datetime) -> str:
    if rule.person is None:
        return "let_go"
    warning = Farewell.objects.filter(rule=rule.key, subject_id=pk, last_activity=since).first()
    if warning is None:
        return "warned"
    return "let_go" if since <= rule.limit(at) and warning.told_at <= at - NOTICE else "waiting"


@transaction.atomic
def _warn(rule: Rule, pk: str, since: datetime, at: datetime) -> int:
    row: Any = rule.row(pk, rule.limit(at + NOTICE))
    if row is None or row.last_activity != since:
        return 0
    warning, created = Farewell.objects.get_or_create(rule=rule.key, subject_id=pk, last_activity=since)
    if created and rule.person is not None:
        notices.warned(warning, rule.person(row))
    return int(created)


@transaction.atomic
def _let_go(rule: Rule, pk: str, since: datetime, at: datetime) -> int:
    row: Any = rule.row(pk, rule.limit(at))
    # A sign of life between the list and the lock starts the time again.
    if row is None or row.last_activity != since:
        return 0
    if rule.let_go(row) is False:
        return 0
    Farewell.objects.filter(rule=rule.key, subject_id=pk).delete()
    if rule.person is not None:
        journal.record(actor=None, action="retention.applied", rule=rule.key, subject=pk)
    return 1

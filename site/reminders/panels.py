"""What `/gestion/` says first of reminders: nothing, unless somebody is needed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from backoffice.panels import Panel, register
from reminders.models import Notice, Outcome
from reminders.pacing import MINUTE
from reminders.policies import may_read_ledger

LATE = 5 * MINUTE


def needing_somebody(request: HttpRequest) -> Mapping[str, Any] | None:
    """How many notices are in doubt, given up or late; nothing when all is well."""
    counts = {
        "in_doubt": Notice.objects.filter(outcome=Outcome.IN_DOUBT).count(),
        "failed": Notice.objects.filter(outcome=Outcome.FAILED).count(),
        "late": Notice.objects.late(LATE).count(),
    }
    return counts if any(counts.values()) else None


def register_panels() -> None:
    """Put the panel on the first page of the back office (called when the app is ready)."""
    register(
        Panel(
            name="reminders",
            order=30,
            policy=may_read_ledger,
            template="reminders/gestion/panel.html",
            context=needing_somebody,
        )
    )

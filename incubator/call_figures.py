"""A call in figures: how far its dossiers went, why the others stopped, where people were sent. Each one opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse

from incubator.enums import ENDS_FOR_A_REASON, Outcome, Status
from incubator.models import Call

UNSAID = "sans raison donnée"


@dataclass(frozen=True)
class Figure:
    """A number, of how many, and the dossiers behind it."""

    label: str
    count: int
    total: int
    href: str = ""


@dataclass(frozen=True)
class Ending:
    """A way of stopping, with its reasons, the most frequent first."""

    label: str
    count: int
    reasons: tuple[Figure, ...]


@dataclass(frozen=True)
class CallFigures:
    """Everything counted of a call."""

    road: tuple[Figure, ...]
    endings: tuple[Ending, ...]
    redirected: tuple[Figure, ...]


def figures(call: Call) -> CallFigures:
    """Counted from the dossiers as they stand, those forgotten included; three queries, however many.

    The caller handles the call.
    """
    rows = call.applications.order_by()
    passed = {log: Q(transitions__name=log) for log in ("declare_eligible", "confirm")}
    was_selected = Q(transitions__to_status=Status.SELECTED) | Q(
        status__in=(Outcome.SELECTED, Status.CONFIRMED)
    )
    was_read = passed["declare_eligible"] | Q(stage__isnull=False)
    found = rows.aggregate(
        begun=Count("pk", distinct=True),
        arrived=Count("pk", filter=Q(submitted_at__isnull=False), distinct=True),
        eligible=Count("pk", filter=was_read, distinct=True),
        selected=Count("pk", filter=was_selected, distinct=True),
        confirmed=Count("pk", filter=passed["confirm"] | Q(status=Status.CONFIRMED), distinct=True),
    )
    counted = rows.filter(status__in=ENDS_FOR_A_REASON, submitted_at__isnull=False)
    ends = counted.values("status", "reason").annotate(count=Count("pk")).order_by("-count", "reason")
    sent = rows.exclude(redirected_to="").values("redirected_to").annotate(count=Count("pk"))
    return CallFigures(
        road=tuple(_road(call, found)),
        endings=tuple(_endings(call, list(ends))),
        redirected=tuple(
            Figure(row["redirected_to"], row["count"], found["arrived"])
            for row in sent.order_by("-count", "redirected_to")
        ),
    )


def _road(call: Call, found: Mapping[str, int]) -> list[Figure]:
    steps: tuple[tuple[str, str, str, dict[str, str] | None], ...] = (
        ("commencés", "begun", "begun", None),
        ("déposés", "arrived", "begun", {}),
        ("recevables", "eligible", "arrived", None),
        ("retenus", "selected", "eligible", None),
        ("confirmés", "confirmed", "selected", {"etat": Status.CONFIRMED}),
    )
    return [
        Figure(label, found[key], found[of], "" if asked is None else _table(call, **asked))
        for label, key, of, asked in steps
    ]


def _endings(call: Call, rows: list[dict]) -> list[Ending]:
    found = []
    for status in ENDS_FOR_A_REASON:
        mine = [row for row in rows if row["status"] == status]
        total = sum(row["count"] for row in mine)
        if not total:
            continue
        reasons = tuple(
            Figure(
                row["reason"] or UNSAID,
                row["count"],
                total,
                _table(call, etat=status, **({"motif": row["reason"]} if row["reason"] else {})),
            )
            for row in mine
        )
        found.append(Ending(str(Status(status).label), total, reasons))
    return found


def _table(call: Call, **asked: str) -> str:
    address = reverse("incubator_table", args=[call.pk])
    return f"{address}?{urlencode(asked)}" if asked else address

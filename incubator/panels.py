"""What `/gestion/` shows of the incubator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest

import clock
from backoffice.panels import Panel, register
from incubator import deadlines, policies
from incubator.enums import Status
from incubator.models import Application, Call, CallBack

SHOWN = 6


def handed_in(request: HttpRequest) -> Mapping[str, Any] | None:
    """The dossiers that wait for somebody, newest first, and the calls they came to."""
    user = request.user
    calls = (
        Call.objects.handled_by(user)
        .annotate(
            drafts=Count(
                "applications",
                filter=Q(applications__status=Status.DRAFT, applications__on_paper_since__isnull=True),
            ),
            arrived=Count("applications", filter=Q(applications__submitted_at__isnull=False)),
            waiting=Count("applications", filter=Q(applications__status=Status.SUBMITTED)),
        )
        .order_by("-closes_at")[:3]
    )
    dossiers = Application.objects.handled_by(user).select_related("call").order_by("-submitted_at", "pk")
    waiting = CallBack.objects.visible_to(user).waiting().select_related("application__call", "asked_by")
    return {
        "calls": [(call, deadlines.is_over(call, clock.now())) for call in calls],
        "dossiers": dossiers[:SHOWN],
        "callbacks": waiting[:SHOWN],
    }


def register_panels() -> None:
    """Say what the first page of the back office shows (called when the app is ready)."""
    register(
        Panel(
            name="dossiers",
            order=60,
            policy=policies.handles_a_call,
            template="incubator/gestion/panel.html",
            context=handed_in,
        )
    )

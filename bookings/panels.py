"""What `/gestion/` shows first of reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from backoffice.panels import Panel, register
from bookings.policies import manages_a_place
from bookings.present.reports import waiting_reports


def open_reports(request: HttpRequest) -> Mapping[str, Any] | None:
    """The most pressing ones; nothing when all is well."""
    reports, total = waiting_reports(request.user)
    return {"reports": reports, "total": total} if reports else None


def register_panels() -> None:
    """Say what the first page of the back office shows (called when the app is ready)."""
    register(
        Panel(
            name="reports",
            order=25,
            policy=manages_a_place,
            template="bookings/gestion/reports_panel.html",
            context=open_reports,
        )
    )

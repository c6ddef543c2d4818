"""The agendas of a person, with their addresses: reads."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from bookings.api.fields import Cursor, Limit
from bookings.api.moments import Moment
from bookings.api.paging import page_by_id
from bookings.api.problems import refusing
from bookings.feed_links import feed_address
from bookings.models import CalendarFeed
from people.api import BearerToken

router = Router(tags=["Agendas"])


class CalendarOut(Schema):
    """An agenda to follow, at a secret address."""

    id: UUID
    kind: str
    name: str
    address: str
    last_read_at: Moment | None


class CalendarPage(Schema):
    """Some agendas, and the cursor of the following ones."""

    items: list[CalendarOut]
    next: str | None


@router.get(
    "/calendars",
    auth=BearerToken("calendars:read"),
    response={200: CalendarPage, **refusing()},
    summary="Vos agendas",
    description="Les agendas que vous suivez, avec leur adresse secrète. On les ouvre sur la page « Mes agendas ».",
    operation_id="calendars",
)
def list_calendars(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> dict[str, Any]:
    """One's own agendas."""
    rows = CalendarFeed.objects.visible_to(request.user).with_subject()
    found, following = page_by_id(rows, cursor, limit)
    return {"items": [_out(feed) for feed in found], "next": following}


def _out(feed: CalendarFeed) -> dict[str, Any]:
    return {
        "id": feed.pk,
        "kind": feed.kind,
        "name": str(feed),
        "address": feed_address(feed),
        "last_read_at": feed.last_read_at,
    }

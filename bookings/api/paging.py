"""Cursor pagination: what comes after the last row one has read, whatever was added or removed meanwhile."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core import signing
from django.db.models import Model, Q, QuerySet

from bookings.api.problems import Problem

SALT = "bookings.api.cursor"


def page_by_id[Row: Model](rows: QuerySet[Row], cursor: str, limit: int) -> tuple[list[Row], str | None]:
    """A page in the order of the ids, and the cursor of the next one."""
    after = _read(cursor, rows)
    if after is not None:
        rows = rows.filter(pk__gt=after[-1])
    return _cut(rows.order_by("pk"), limit, lambda row: [_plain(row.pk)])


def page_by_start[Row: Model](rows: QuerySet[Row], cursor: str, limit: int) -> tuple[list[Row], str | None]:
    """A page in the order of `first_start`, which the rows are annotated with."""
    after = _read(cursor, rows)
    if after is not None:
        start, pk = datetime.fromisoformat(after[0]), after[1]
        rows = rows.filter(Q(first_start__gt=start) | Q(first_start=start, pk__gt=pk))
    ordered = rows.order_by("first_start", "pk")
    return _cut(ordered, limit, lambda row: [row.first_start.isoformat(), _plain(row.pk)])


def _cut[Row: Model](
    rows: QuerySet[Row], limit: int, mark: Callable[[Any], list[Any]]
) -> tuple[list[Row], str | None]:
    found = list(rows[: limit + 1])
    if len(found) <= limit:
        return found, None
    return found[:limit], signing.dumps(mark(found[limit - 1]), salt=_salt(rows))


def _salt(rows: QuerySet[Any]) -> str:
    """A cursor of one list says nothing in another."""
    return f"{SALT}.{rows.model._meta.label_lower}"


def _read(cursor: str, rows: QuerySet[Any]) -> list[Any] | None:
    if not cursor:
        return None
    try:
        return list(signing.loads(cursor, salt=_salt(rows)))
    except (signing.BadSignature, json.JSONDecodeError, UnicodeError, ValueError):
        raise Problem(422, "Ce curseur n’est pas de nous : repartez de la première page.") from None


def _plain(pk: Any) -> Any:
    return pk if isinstance(pk, int) else str(pk)

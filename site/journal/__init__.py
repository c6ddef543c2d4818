"""History and audit: what changed (kept by database triggers), and who did what.

`track` keeps every version of a model's rows, written by the database itself. `record` notes a deed
that is not a change of one row: a grant, an export of personal data, a sensitive file opened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pghistory

if TYPE_CHECKING:
    from django.db.models import Model

__all__ = ["record", "track"]

track = pghistory.track


def record(*, actor: Any, action: str, target: Model | None = None, **details: Any) -> None:
    """Note a deed, in the transaction of the deed. `details` must be JSON and hold no secret."""
    from journal.models import AuditEvent

    AuditEvent.objects.create(
        actor=actor,
        action=action,
        target_type=target._meta.label_lower if target is not None else "",
        target_id=str(target.pk) if target is not None else "",
        details=details,
    )

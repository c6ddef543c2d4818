"""What was corrected or taken off a project, in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from incubator.models import Project
from incubator.services.project_rows import CHANGED, REMOVED
from journal.models import AuditEvent

MOST = 30


@dataclass(frozen=True)
class Change:
    """Who did what, when, and what it was."""

    at: datetime
    who: str
    what: str
    details: tuple[str, ...]


def changes(project: Project) -> list[Change]:
    """The last ones first; one query."""
    rows = AuditEvent.objects.filter(
        target_type=project._meta.label_lower, target_id=str(project.pk), action__in=(CHANGED, REMOVED)
    ).select_related("actor")
    return [_change(row) for row in rows[:MOST]]


def _change(row: AuditEvent) -> Change:
    verb = "corrigé" if row.action == CHANGED else "retiré"
    details = tuple(
        f"{one['field']} : {one['before'] or '—'}"
        + (f" → {one['after'] or '—'}" if row.action == CHANGED else "")
        for one in row.details["changed"]
    )
    return Change(
        row.at, str(row.actor or ""), f"{row.details['kind']} {verb} : {row.details['row']}", details
    )

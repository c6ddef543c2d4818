"""Correcting what was written on a project, or taking it off: never without a trace of what it was."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

import clock
import journal
from incubator import project_notices, wording
from incubator import project_policies as policies
from incubator.enums import SessionStatus
from incubator.errors import NotAllowed, Refused
from incubator.models import Project, SupportSession
from people.models import User

CHANGED, REMOVED = "project.row_changed", "project.row_removed"


@transaction.atomic
def change_on_project(*, row: models.Model, actor: User) -> models.Model:
    """Keep a convention, a milestone, a mentor, a session or a line of funding as corrected; what it was stays told.

    `row` carries the new values. For the team. Raises NotAllowed, Refused with what is wrong in the row.
    """
    before, project = _lock(row, actor)
    _is_sound(row, project)
    changed = [
        {"field": str(field.verbose_name), "before": _said(before, field), "after": _said(row, field)}
        for field in row._meta.concrete_fields
        if field.value_from_object(before) != field.value_from_object(row)
    ]
    if not changed:
        return row
    row.save()
    _remind_again(before, row)
    journal.record(
        actor=actor, action=CHANGED, target=project, kind=_kind(row), row=_title(before), changed=changed
    )
    return row


@transaction.atomic
def remove_from_project(*, row: models.Model, actor: User) -> None:
    """Take off a project what should not be there; what it was stays told. For the team. Raises NotAllowed."""
    before, project = _lock(row, actor)
    if isinstance(before, SupportSession):
        project_notices.settled(before)
    held = [
        {"field": str(field.verbose_name), "before": _said(before, field), "after": ""}
        for field in before._meta.concrete_fields
        if field.name not in ("id", "project") and field.value_from_object(before) not in (None, "")
    ]
    journal.record(
        actor=actor, action=REMOVED, target=project, kind=_kind(before), row=_title(before), changed=held
    )
    before.delete()


def _lock(row: models.Model, actor: User) -> tuple[Any, Project]:
    before: Any = type(row)._base_manager.select_for_update(of=("self",)).get(pk=row.pk)
    projects = Project.objects.select_for_update(of=("self",)).select_related("application__call__place")
    project = projects.get(pk=before.project_id)
    if not policies.runs(actor, project):
        raise NotAllowed("Il faut suivre ce projet pour y changer quelque chose.")
    return before, project


def _is_sound(row: models.Model, project: Project) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    if not isinstance(row, SupportSession):
        return
    if row.funder is not None and row.funder.place_id != project.place.pk:
        raise Refused("Choisissez un financeur de ce lieu.")
    if row.status == SessionStatus.HELD and row.starts_at > clock.now():
        raise Refused("Ce rendez-vous a eu lieu : il ne peut pas être à venir.")


def _remind_again(before: models.Model, row: models.Model) -> None:
    """A planned session that moves is announced again, and reminded by its new date."""
    if not isinstance(row, SupportSession) or not isinstance(before, SupportSession):
        return
    if row.status == SessionStatus.PLANNED and row.starts_at != before.starts_at:
        project_notices.settled(row)
        if row.starts_at > clock.now():
            project_notices.planned(row)


def _kind(row: models.Model) -> str:
    return str(row._meta.verbose_name)


def _title(row: models.Model) -> str:
    return str(row)[:120]


def _said(row: models.Model, field: Any) -> str:
    """A value as people read it. What was said in confidence is not copied into the journal."""
    if isinstance(field, models.TextField):
        return "…"
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    value = getattr(row, field.name)
    if value is None:
        return ""
    if isinstance(field, models.DecimalField):
        return wording.euros(Decimal(value))
    if isinstance(field, models.DateTimeField):
        return f"{clock.local(value, row.project.place.zone):%d/%m/%Y %H:%M}"  # type: ignore[attr-defined]
    return f"{value:%d/%m/%Y}" if isinstance(field, models.DateField) else str(value)

"""Editing calls: last year's taken up again, and drafts brought to a new version of their form."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

import clock
from incubator import notices, policies
from incubator.enums import Status
from incubator.errors import NotAllowed, Refused
from incubator.form_changes import carried, compare
from incubator.models import Application, Call, CallUserPermission, Reason
from incubator.services.projects import months_after
from people.models import User
from people.services import grant

TEXTS = (
    "summary", "presentation", "audience", "support_amount", "readers", "contact_name", "contact_phone",
    "contact_hours", "checklist", "draft_retention_months", "rejected_retention_months",
)  # fmt: skip
YEAR = 12


@transaction.atomic
def clone_call(
    *, call: Call, actor: User, title: str, slug: str, opens_at: datetime, closes_at: datetime
) -> Call:
    """Take a call up again for another year: texts, form, reasons, stages with their grid, team. Shown to nobody yet.

    Whatever is dated comes as long after the closing as it did. For whoever manages the call. Raises
    NotAllowed, Refused.
    """
    if not policies.may_manage(actor, call):
        raise NotAllowed("Il faut gérer cet appel pour le reprendre.")
    if closes_at <= opens_at:
        raise Refused("L’appel doit fermer après son ouverture.")
    if Call.objects.filter(slug=slug).exists():
        raise Refused("Cette adresse courte est prise : choisissez-en une autre.")
    later = closes_at - call.closes_at
    copy = Call(
        place=call.place,
        title=title,
        slug=slug,
        opens_at=opens_at,
        closes_at=closes_at,
        form_blocks=call.form_blocks,
        read_by=call.read_by + later if call.read_by else None,
        answers_on=call.answers_on + later if call.answers_on else None,
        **{name: getattr(call, name) for name in TEXTS},
    )
    copy.save()
    for stage in call.stages.order_by("position"):
        criteria = list(stage.criteria.all())
        stage.pk, stage.call = None, copy
        stage.starts_on = stage.starts_on + later if stage.starts_on else None
        stage.ends_on = stage.ends_on + later if stage.ends_on else None
        stage._state.adding = True
        stage.save()
        for criterion in criteria:
            criterion.pk, criterion.stage = None, stage
            criterion._state.adding = True
            criterion.save()
    Reason.objects.bulk_create(
        Reason(call=copy, kind=row.kind, label=row.label) for row in call.reasons.all()
    )
    _same_team(call, copy, actor)
    return copy


@transaction.atomic
def move_drafts(*, call: Call, actor: User) -> int:
    """Bring the drafts of a call to its present form; each owner is told what changes for them. How many.

    Answers keep their place, question by question; what is no longer asked stays in the dossier, unseen.
    For whoever manages the call. Raises NotAllowed.
    """
    if not policies.may_manage(actor, call):
        raise NotAllowed("Il faut gérer cet appel pour changer le formulaire des brouillons.")
    current = Call.objects.select_related("form_version").get(pk=call.pk).form_version
    if current is None:
        return 0
    drafts = (
        Application.objects.select_for_update(of=("self",))
        .filter(call=call, status=Status.DRAFT)
        .exclude(form_version=current)
        .select_related("form_version", "call__place", "owner")
        .order_by("pk")
    )
    moved = 0
    for draft in drafts:
        changes = compare(draft.form_version.form, current.form)
        draft.answers = carried(draft.answers, changes)
        draft.revision += 1
        draft.touched = {
            **draft.touched,
            **dict.fromkeys((q.key for q in changes.retyped), draft.revision),
        }
        was, draft.form_version = draft.form_version, current
        draft.save(update_fields=["answers", "revision", "touched", "form_version"])
        if not changes.is_nothing:
            notices.form_changed(draft, was.number, current.number)
        moved += 1
    return moved


def next_year(moment: datetime, call: Call) -> datetime:
    """The same day and hour of the clock, a year later."""
    there = call.local(moment)
    day = months_after(there.date(), YEAR)
    return datetime.combine(day, there.time(), tzinfo=call.place.zone).astimezone(clock.now().tzinfo)


def _same_team(call: Call, copy: Call, actor: User) -> None:
    grant(user=actor, permission="manage_call", target=copy, given_by=actor)
    rows = CallUserPermission.objects.filter(content_object=call).select_related("user", "permission")
    for row in rows.exclude(user=actor, permission__codename="manage_call"):
        if row.user.is_active:
            grant(user=row.user, permission=row.permission.codename, target=copy, given_by=actor)

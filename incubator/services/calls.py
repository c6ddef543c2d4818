from __future__ import annotations

from datetime import datetime

from django.db import transaction

from incubator import notices, policies
from incubator.compiler import compile_form
from incubator.enums import Status
from incubator.errors import NotAllowed, Refused
from incubator.models import Call, FormVersion, Reason
from incubator.presets import REASONS
from people.models import User


@transaction.atomic
def publish_form(*, call: Call, actor: User) -> FormVersion:
    """Compile the blocks of a call into a new version of its form, the one that new dossiers use.

    For whoever manages the call. Dossiers already begun keep the version they were begun with. A form that
    did not change keeps its version. Raises NotAllowed, FormRefused.
    """
    if not policies.may_manage(actor, call):
        raise NotAllowed("Il faut gérer cet appel pour publier son formulaire.")
    locked = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
    schema = compile_form(locked.form_blocks)
    current = locked.form_version
    if current is not None and current.schema == schema:
        return current
    version = FormVersion.objects.create(
        call=locked, number=locked.form_versions.count() + 1, schema=schema, published_by=actor
    )
    locked.form_version = version
    locked.save(update_fields=["form_version"])
    call.form_version = version
    return version


@transaction.atomic
def usual_reasons(*, call: Call) -> None:
    """Give a call that has none the reasons of the house, for its team to edit. The caller opened the call."""
    if not call.reasons.exists():
        Reason.objects.bulk_create(
            Reason(call=call, kind=kind, label=label) for kind, labels in REASONS.items() for label in labels
        )


@transaction.atomic
def extend(*, call: Call, actor: User, closes_at: datetime) -> Call:
    """Push the closing of a call back; drafts are reminded by the new date.

    For whoever manages the call. Raises NotAllowed, Refused when the date is not later.
    """
    if not policies.may_manage(actor, call):
        raise NotAllowed("Il faut gérer cet appel pour changer sa date.")
    locked = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
    if closes_at <= locked.closes_at:
        raise Refused("Une date de clôture ne peut que reculer.")
    locked.closes_at = closes_at
    locked.save(update_fields=["closes_at"])
    recall_drafts(call=locked, is_later=True)
    return locked


@transaction.atomic
def recall_drafts(*, call: Call, is_later: bool = False) -> None:
    """Move what is still to be said of unfinished drafts to the call's present calendar.

    When the call closes later than it did, it opens again if it was over, and whoever has a draft is told
    once. For whoever just changed that calendar; the caller has checked that they may.
    """
    for draft in call.applications.filter(status=Status.DRAFT).select_related("call", "owner"):
        notices.begun(draft)
        if is_later:
            notices.extended(draft)

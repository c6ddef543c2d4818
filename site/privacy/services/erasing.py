from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

import journal
from privacy.errors import NotYours, StillNeeded
from privacy.holdings import Then, Trace, holdings

NOBODY = "Personne effacée"


def reasons_to_wait(person: Any) -> list[str]:
    """What must be settled before this person is erased, each sentence saying what to do."""
    return [reason for holding in holdings() if (reason := holding.blocks(person))]


@transaction.atomic
def erase(*, person: Any, by: Any) -> None:
    """Erase a person: what they typed goes, what is counted stays under an account without a name.

    The person themselves, an administrator, or the passing of time (`by` is then None). Raises NotYours,
    and StillNeeded when something must be settled first: nothing is erased then.
    """
    if by is not None and by.pk != person.pk and not by.is_superuser:
        raise NotYours
    row = get_user_model()._default_manager.select_for_update(of=("self",)).get(pk=person.pk)
    if reasons := reasons_to_wait(row):
        raise StillNeeded(reasons)
    for holding in holdings():
        holding.erase(row)
    for holding in holdings():
        for trace in holding.traces:
            _apply(trace, row)
    _close(row)
    journal.record(actor=None if by is None or by.pk == row.pk else by, action="person.erased", target=row)


def blank(rows: QuerySet, blanks: Mapping[str, Any]) -> None:
    """Write over some columns of these rows, and over the versions that the database kept of them."""
    pks = list(rows.values_list("pk", flat=True))
    rows.model._base_manager.filter(pk__in=pks).update(**blanks)
    events = getattr(rows.model, "pgh_event_model", None)
    if events is not None:
        known = {column.name for column in events._meta.concrete_fields}
        kept = {name: value for name, value in blanks.items() if name in known}
        if kept:
            events._base_manager.filter(pgh_obj_id__in=pks).update(**kept)


def _apply(trace: Trace, person: Any) -> None:
    rows = trace.rows(person)
    if trace.then is Then.DELETE:
        rows.delete()
        return
    blanks = dict(trace.blanks)
    if trace.then is Then.FORGET:
        blanks[trace.column.name] = None
    if blanks:
        blank(rows, blanks)


def _close(person: Any) -> None:
    """The account stays as a number that nobody can open."""
    person.email = f"efface-{person.pk}@personne.invalid"
    person.name, person.phone = NOBODY, ""
    person.is_active = person.is_staff = person.is_superuser = False
    person.last_login = None
    person.set_unusable_password()
    person.save()
    opened = [
        session.pk
        for session in Session.objects.iterator()
        if str(session.get_decoded().get("_auth_user_id")) == str(person.pk)
    ]
    Session.objects.filter(pk__in=opened).delete()

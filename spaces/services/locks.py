"""The one written order of locks: buildings, organisations, leaves, each by id.

The exclusion constraint is the guarantee. These locks keep many writers from deadlocking on it, and guard
what no constraint can count: seats, headcounts, quotas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.db import OperationalError, connection
from django.db.models import Q, QuerySet

from people.models import Organisation
from spaces.models import Building, Part, Space

DEADLOCK = "40P01"


def lock(*, spaces: Iterable[Space], organisations: Iterable[Organisation] = ()) -> None:
    """Hold the rows that decide about these spaces until the end of the transaction.

    Call it once per transaction, with everything it will touch, before counting anything. Must run inside
    `transaction.atomic`. Wholes are locked with their parts.
    """
    space_ids = {space.pk for space in spaces}
    buildings = Building.objects.filter(Q(floors__spaces__in=space_ids)).values("pk")
    _hold(Building.objects.filter(pk__in=buildings))
    if organisation_ids := {organisation.pk for organisation in organisations}:
        _hold(Organisation.objects.filter(pk__in=organisation_ids))
    parts = Part.objects.filter(whole__in=space_ids).values("part")
    _hold(Space.objects.filter(Q(pk__in=space_ids) | Q(pk__in=parts)))


def _hold(rows: QuerySet[Any]) -> None:
    # FOR NO KEY UPDATE lets foreign keys go on pointing at the row meanwhile.
    list(rows.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))


def retry_deadlock[**P, R](verb: Callable[P, R]) -> Callable[P, R]:
    """Run a verb again, once, when PostgreSQL chose it as the victim of a deadlock.

    Only the outermost transaction can be run again: inside another one the error goes up.
    """

    @wraps(verb)
    def again(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block:
            return verb(*args, **kwargs)
        try:
            return verb(*args, **kwargs)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) != DEADLOCK:
                raise
            return verb(*args, **kwargs)

    return again

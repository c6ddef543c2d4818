"""Sharing the dossiers of a stage among its jury."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from incubator import jury_notices, policies
from incubator.balance import Share, share
from incubator.enums import Status
from incubator.errors import NotAllowed, Refused
from incubator.models import Application, CallUserPermission, Collaborator, ReviewAssignment, Stage
from people.models import Membership, User


@dataclass(frozen=True)
class Plan:
    """Who would read what in a stage."""

    stage: Stage
    shared: Share[UUID, int]
    readers: dict[int, User]
    numbers: dict[UUID, str]


def plan(*, stage: Stage, per_dossier: int) -> Plan:
    """Who would read what, as even as can be; a fixed number of queries. Changes nothing.

    Barred from a dossier: whoever has it already, writes it, once declined it, or belongs to the same
    organisation as somebody who writes it.
    """
    dossiers = Application.objects.filter(call=stage.call_id, stage=stage, status=Status.UNDER_REVIEW)
    numbers = dict(dossiers.order_by("number").values_list("pk", "number"))
    readers = {user.pk: user for user in jury_of(stage)}
    given = list(
        ReviewAssignment.objects.filter(application__in=dossiers).values_list(
            "application", "reviewer", "stage", "recused_at"
        )
    )
    here = [(dossier, reader) for dossier, reader, at, no in given if at == stage.pk and no is None]
    barred = {(dossier, reader) for dossier, reader, at, no in given if at == stage.pk or no is not None}
    barred |= _bound(dossiers, readers)
    loads: dict[int, int] = {}
    for _, reader in here:
        loads[reader] = loads.get(reader, 0) + 1
    had = {dossier: sum(1 for other, _ in here if other == dossier) for dossier in numbers} if here else {}
    wanted = {dossier: per_dossier - had.get(dossier, 0) for dossier in numbers}
    wanted = {dossier: lack for dossier, lack in wanted.items() if lack > 0}
    shared = share(wanted=wanted, readers=readers, loads=loads, barred=barred)
    return Plan(stage, shared, readers, numbers)


@transaction.atomic
def share_out(*, stage: Stage, actor: User, per_dossier: int) -> Plan:
    """Give every dossier of a stage to that many readers, and tell each reader once.

    For officers and managers of the call. Raises NotAllowed, Refused when there is nobody or nothing.
    """
    if not policies.may_handle(actor, stage.call):
        raise NotAllowed("Il faut instruire cet appel pour confier ses dossiers.")
    Stage.objects.select_for_update(of=("self",)).get(pk=stage.pk)
    found = plan(stage=stage, per_dossier=per_dossier)
    if not found.readers:
        raise Refused("Personne ne fait encore partie du jury de cet appel.")
    rows = [
        ReviewAssignment(application_id=dossier, stage=stage, reviewer_id=reader)
        for dossier, reader in found.shared.given
    ]
    ReviewAssignment.objects.bulk_create(rows)
    for reader in {row.reviewer_id for row in rows}:
        jury_notices.confided(stage, found.readers[reader])
    return found


def jury_of(stage: Stage) -> list[User]:
    """Those who read for the call, by name."""
    grants = CallUserPermission.objects.filter(
        content_object=stage.call_id, permission__codename="review_call"
    )
    return list(User.objects.filter(is_active=True, pk__in=grants.values("user")).order_by("name", "pk"))


def _bound(dossiers: QuerySet, readers: dict[int, User]) -> set[tuple[UUID, int]]:
    """Pairs of a dossier and a reader who writes it, or shares an organisation with whoever does."""
    writers: set[tuple[UUID, int]] = set(
        Application.objects.filter(pk__in=dossiers.values("pk")).values_list("pk", "owner")
    )
    writers |= set(
        Collaborator.objects.filter(application__in=dossiers.values("pk")).values_list("application", "user")
    )
    people = {person for _, person in writers}
    homes: dict[int, set[int]] = {}
    rows = Membership.objects.filter(Q(user__in=people) | Q(user__in=readers)).values_list(
        "user", "organisation"
    )
    for user, organisation in rows:
        homes.setdefault(user, set()).add(organisation)
    return {
        (dossier, reader)
        for dossier, writer in writers
        for reader in readers
        if reader == writer or homes.get(reader, set()) & homes.get(writer, set())
    }

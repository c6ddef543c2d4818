from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import ManyToOneRel, Q

import journal
from people.errors import Refused
from people.merging import bring_together
from people.models import Membership, Organisation, Subscription, User

TAKEN_OVER = ("siren", "siret", "address", "presentation", "website", "public_email", "public_phone", "logo")
# The closest tie of the two is that of both.
STATUSES = ("resident", "member", "partner", "former")
ROLES = ("admin", "treasurer", "member")


@transaction.atomic
def merge(*, kept: Organisation, duplicate: Organisation, merged_by: User) -> Organisation:
    """Bring all that hangs on `duplicate` to `kept`, fill in what `kept` did not say, forget `duplicate`.

    For whoever keeps the register. The journal keeps what the duplicate said. Raises Refused when both are
    the same, and when two of their memberships cross: a person must choose first. Nothing is written then.
    """
    if kept.pk == duplicate.pk:
        raise Refused(
            "Une structure ne se fusionne pas avec elle-même : choisissez l’autre.", field="duplicate"
        )
    rows = Organisation.objects.select_for_update().filter(pk__in=[kept.pk, duplicate.pk]).order_by("pk")
    locked = {row.pk: row for row in rows}
    if len(locked) < 2:
        raise Refused("Cette structure n’est plus là : quelqu’un vient de la fusionner.", field="duplicate")
    kept, duplicate = locked[kept.pk], locked[duplicate.pk]
    journal.record(actor=merged_by, action="organisation.merged", target=kept, duplicate=_said_by(duplicate))
    bring_together(kept, duplicate)
    duplicate.delete()
    for field in TAKEN_OVER:
        if not getattr(kept, field):
            setattr(kept, field, getattr(duplicate, field))
    if kept.siret and kept.siren != kept.siret[:9]:
        kept.siret = None
    kept.status = min(kept.status, duplicate.status, key=STATUSES.index)
    kept.save()
    return kept


def _said_by(organisation: Organisation) -> dict[str, Any]:
    values = {
        field: str(getattr(organisation, field) or "") for field in (*TAKEN_OVER, "name", "kind", "status")
    }
    return {"id": organisation.pk, **values}


def move_memberships(kept: Organisation, duplicate: Organisation) -> None:
    """A person of both belongs once, over all those days, with the stronger of the roles."""
    for membership in Membership.objects.filter(organisation=duplicate).order_by("pk"):
        crossing = list(
            Membership.objects.filter(organisation=kept, user=membership.user)
            .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=membership.starts_on))
            .filter(Q(starts_on__lte=membership.ends_on) if membership.ends_on else Q())
            .order_by("pk")
        )
        if not crossing:
            membership.organisation = kept
            membership.save(update_fields=["organisation"])
            continue
        _join_together(crossing[0], [*crossing[1:], membership])


def _join_together(first: Membership, others: list[Membership]) -> None:
    every = [first, *others]
    ends = [row.ends_on for row in every]
    for other in others:
        _hand_over(other, first)
        other.delete()
    first.starts_on = min(row.starts_on for row in every)
    first.ends_on = None if None in ends else max(end for end in ends if end)
    first.role = min((row.role for row in every), key=ROLES.index)
    first.save()


def _hand_over(old: Membership, new: Membership) -> None:
    """Grants and whatever else came through a membership go on through the other."""
    for relation in Membership._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ManyToOneRel) or hasattr(relation.related_model, "pgh_tracked_model"):
            continue
        rows = relation.related_model._base_manager.filter(**{relation.field.name: old})
        rows.update(**{relation.field.name: new})


def move_subscriptions(kept: Organisation, duplicate: Organisation) -> None:
    """Memberships of the house that cross cannot both stand: somebody says which one counts."""
    moving = Subscription.objects.filter(organisation=duplicate)
    for one in moving:
        if Subscription.objects.filter(
            organisation=kept, starts_on__lte=one.ends_on, ends_on__gte=one.starts_on
        ).exists():
            raise Refused(
                f"Les deux structures adhèrent déjà en même temps ({one.starts_on:%d/%m/%Y} – "
                f"{one.ends_on:%d/%m/%Y}). Supprimez l’adhésion de trop, puis recommencez.",
                field="duplicate",
            )
    moving.update(organisation=kept)


def move_clusters(kept: Organisation, duplicate: Organisation) -> None:
    """The pôles of both."""
    kept.clusters.add(*duplicate.clusters.all())
    duplicate.clusters.clear()

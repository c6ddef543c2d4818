from __future__ import annotations

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model

import journal
from people.grants import grant_model_of
from people.models import Grant, Membership, User


@transaction.atomic
def grant(
    *,
    user: User,
    permission: str,
    target: Model,
    given_by: User | None,
    membership: Membership | None = None,
) -> Grant:
    """Give a person one permission on one object; giving it again changes nothing.

    `permission` is a codename of the target's model, as in "manage_place". A grant given through a
    membership is deleted with it. The caller checks who may grant; the journal keeps who did.
    Raises Permission.DoesNotExist when the target's model has no such permission.
    """
    found = Permission.objects.get(
        codename=permission, content_type=ContentType.objects.get_for_model(target, for_concrete_model=False)
    )
    rows = grant_model_of(target)._default_manager
    key = {"user": user, "permission": found, "content_object": target}
    # What a membership that is over once gave no longer holds: it does not stand in the way.
    rows.filter(**key).exclude(pk__in=rows.in_force().values("pk")).delete()
    row, created = rows.get_or_create(**key, defaults={"given_by": given_by, "membership": membership})
    if created:
        journal.record(
            actor=given_by, action="grant.given", target=target, user=user.pk, permission=permission
        )
    return row


@transaction.atomic
def revoke(*, user: User, permission: str, target: Model, revoked_by: User | None) -> bool:
    """Take a permission back; False when the person did not hold it."""
    deleted, _ = (
        grant_model_of(target)
        ._default_manager.filter(user=user, permission__codename=permission, content_object=target)
        .delete()
    )
    if deleted:
        journal.record(
            actor=revoked_by, action="grant.revoked", target=target, user=user.pk, permission=permission
        )
    return bool(deleted)

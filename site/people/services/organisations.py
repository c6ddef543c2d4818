from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from people.errors import Refused
from people.models import Membership, Organisation, User


@transaction.atomic
def join(
    *, user: User, organisation: Organisation, role: str = Membership.Role.MEMBER, starts_on: date
) -> Membership:
    """Make a person part of an organisation from a day on; joining again changes nothing.

    Raises ValidationError when the dates overlap an older membership of the same person there.
    """
    current = Membership.objects.filter(user=user, organisation=organisation).on(starts_on).first()
    if current is not None:
        return current
    membership = Membership(user=user, organisation=organisation, role=role, starts_on=starts_on)
    membership.full_clean()
    membership.save()
    return membership


@transaction.atomic
def leave(*, membership: Membership, ends_on: date, keep_an_admin: bool = False) -> Membership:
    """End a membership after `ends_on`; the grants that came through it go on that day's night.

    For whoever keeps the register, those responsible for the organisation, and the person. Raises
    ValidationError (dates) and, with `keep_an_admin`, Refused when nobody would be responsible any more.
    """
    if keep_an_admin:
        _refuse_to_leave_it_alone(membership, ends_on)
    membership.ends_on = ends_on
    membership.full_clean()
    membership.save(update_fields=["ends_on"])
    return membership


@transaction.atomic
def change_role(*, membership: Membership, role: str, on: date, keep_an_admin: bool = False) -> Membership:
    """Give a member another role. For the same people; raises Refused as `leave` does."""
    if keep_an_admin and role != Membership.Role.ADMIN:
        _refuse_to_leave_it_alone(membership, on)
    membership.role = role
    membership.save(update_fields=["role"])
    return membership


@transaction.atomic
def describe(*, organisation: Organisation, **values: Any) -> Organisation:
    """Change what the public directory says. For those responsible for the organisation."""
    for field, value in values.items():
        setattr(organisation, field, value)
    organisation.save(update_fields=[*values])
    return organisation


def _refuse_to_leave_it_alone(membership: Membership, day: date) -> None:
    """Two who leave at once wait for each other on the organisation's row."""
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    others = Membership.objects.on(day).filter(
        organisation=membership.organisation_id, role=Membership.Role.ADMIN, ends_on__isnull=True
    )
    if membership.role == Membership.Role.ADMIN and not others.exclude(pk=membership.pk).exists():
        raise Refused(
            "Vous êtes la seule personne responsable de ce compte : donnez d’abord ce rôle à quelqu’un d’autre.",
            field="role",
        )

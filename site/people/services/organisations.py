from __future__ import annotations

from datetime import date

from django.db import transaction

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
def leave(*, membership: Membership, ends_on: date) -> Membership:
    """End a membership after `ends_on`; the grants that came through it go on that day's night."""
    membership.ends_on = ends_on
    membership.full_clean()
    membership.save(update_fields=["ends_on"])
    return membership

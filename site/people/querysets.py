from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from people.access import Visitor


class OrganisationQuerySet(models.QuerySet):
    """Organisations, as people may see them."""

    def visible_to(self, user: Visitor) -> Self:
        """Those of the person; all of them for whoever administers people."""
        if user.is_anonymous or not user.is_active:
            return self.none()
        if user.has_perm("people.view_organisation"):
            return self
        return self.filter(memberships__in=user.active_memberships()).distinct()

    def in_directory(self) -> Self:
        """Those which chose to appear in the public directory."""
        return self.filter(in_directory=True)


class MembershipQuerySet(models.QuerySet):
    """Memberships by date."""

    def on(self, day: date) -> Self:
        """Those in force on that day, both ends included."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)

    def visible_to(self, user: Visitor) -> Self:
        """One's own; all of them for whoever administers people."""
        if user.is_anonymous or not user.is_active:
            return self.none()
        return self if user.has_perm("people.view_membership") else self.filter(user=user)

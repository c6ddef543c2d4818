"""Jobs by who may see them and by what remains to be done."""

from __future__ import annotations

from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from jobs.registry import kinds

# A wake-up that nobody has answered for so long is taken for lost.
ASK_AGAIN_AFTER = timedelta(minutes=1)


class JobQuerySet(models.QuerySet):
    """Every moment compared here is PostgreSQL's."""

    def visible_to(self, user: Any) -> Self:
        """What a person asked for, of the kinds that they still may."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        # What a right costs to know is asked only of the kinds that this person has.
        own = set(self.filter(owner=user.pk).order_by().values_list("kind", flat=True).distinct())
        allowed = [
            Q(kind=kind.key) & kind.which(user) for kind in kinds() if kind.key in own and kind.may_see(user)
        ]
        return self.filter(reduce(or_, allowed), owner=user.pk) if allowed else self.none()

    def active(self) -> Self:
        """Neither done nor failed."""
        return self.filter(status__in=["waiting", "running"])

    def free(self) -> Self:
        """Active, and held by no worker."""
        return self.active().filter(Q(lease_until__isnull=True) | Q(lease_until__lte=Now()))

    def forgotten(self) -> Self:
        """Free, and no worker was asked lately: it was killed, or its wake-up was lost."""
        return self.free().filter(
            Q(lease_until__isnull=False) | Q(asked_at__lte=Now() - ASK_AGAIN_AFTER) | Q(asked_at__isnull=True)
        )

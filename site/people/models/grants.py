from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext_lazy as _
from guardian.managers import UserObjectPermissionManager
from guardian.models.models import UserObjectPermissionBase

import clock


class GrantQuerySet(models.QuerySet):
    """Grants by whether they hold."""

    def in_force(self, day: date | None = None) -> GrantQuerySet:
        """Those that came by themselves, or through a membership that holds today, or on `day`."""
        day = day or clock.today(get_default_timezone())
        return self.filter(
            Q(membership__isnull=True)
            | Q(membership__starts_on__lte=day)
            & (Q(membership__ends_on__isnull=True) | Q(membership__ends_on__gte=day))
        )


class GrantManager(UserObjectPermissionManager.from_queryset(GrantQuerySet)):  # type: ignore[misc]
    """What guardian asks of its managers, and grants by whether they hold."""


class Grant(UserObjectPermissionBase):
    """What every direct grant of the house carries: who gave it, when, and through which membership.

    A subclass adds `content_object`, a foreign key to the place, space or call it opens.
    Written only by `people.services.grants`.
    """

    given_by = models.ForeignKey(
        "people.User",
        verbose_name=_("donné par"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    given_at = models.DateTimeField(_("donné le"), default=clock.now, editable=False)
    membership = models.ForeignKey(
        "people.Membership",
        verbose_name=_("au titre de"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )

    objects: ClassVar[GrantManager] = GrantManager()

    class Meta(UserObjectPermissionBase.Meta):
        abstract = True

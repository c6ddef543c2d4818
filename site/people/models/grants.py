from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models.models import UserObjectPermissionBase

import clock


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

    class Meta(UserObjectPermissionBase.Meta):
        abstract = True

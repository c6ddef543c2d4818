from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from people.access import Visitor


class ApiTokenQuerySet(models.QuerySet):
    """Keys of programs."""

    def visible_to(self, user: Visitor) -> Self:
        """One's own, nobody else's: not even an administrator reads another's."""
        if user.is_anonymous or not user.is_active:
            return self.none()
        return self.filter(user=user)

    def live(self, at: datetime) -> Self:
        """Those which open something at this moment."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=at, user__is_active=True)

    def digested(self, digest: str) -> Self:
        """The one of that digest, with its person."""
        return self.filter(digest=digest).select_related("user")

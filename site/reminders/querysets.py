from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models.functions import Now

if TYPE_CHECKING:
    from datetime import timedelta


class NoticeQuerySet(models.QuerySet):
    """Notices, by what remains to be done of them. Every comparison is made by PostgreSQL's clock."""

    def waiting(self) -> Self:
        """Those still to be told."""
        return self.filter(outcome="waiting")

    def due(self) -> Self:
        """Those whose moment has come and that no worker holds."""
        return self.waiting().filter(next_attempt_at__lte=Now(), lease__isnull=True)

    def abandoned(self) -> Self:
        """Those whose worker did not come back before the end of its lease."""
        return self.waiting().filter(lease_until__lt=Now())

    def late(self, tolerance: timedelta) -> Self:
        """Those due for longer than `tolerance` and still waiting."""
        return self.waiting().filter(due_at__lt=Now() - tolerance, next_attempt_at__lt=Now() - tolerance)

    def visible_to(self, user: Any) -> Self:
        """One's own; the back office reads the ledger through its own policy."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(recipient=user)

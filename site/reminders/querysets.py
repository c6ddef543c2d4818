from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

if TYPE_CHECKING:
    from datetime import timedelta


class NoticeQuerySet(models.QuerySet):
    """Notices, by what remains to be done of them. Every comparison is made by PostgreSQL's clock."""

    def about(self, kinds: list[str], subject_id: str) -> Self:
        """Those of these kinds that speak of one object."""
        return self.filter(kind__in=kinds, subject_id=subject_id)

    def waiting(self) -> Self:
        """Those still to be told."""
        return self.filter(outcome="waiting")

    def retractable(self) -> Self:
        """Those that can still be taken back: nothing of them has begun to leave, not even in a digest."""
        return self.filter(
            Q(outcome="waiting", sending_at__isnull=True)
            | Q(outcome="gathered", digest__sending_at__isnull=True)
        )

    def due(self) -> Self:
        """Those whose moment has come and that no worker holds."""
        return self.waiting().filter(next_attempt_at__lte=Now(), lease__isnull=True)

    def abandoned(self) -> Self:
        """Those whose worker did not come back before the end of its lease."""
        return self.waiting().filter(lease__isnull=False, lease_until__lt=Now())

    def leaving(self, period: timedelta) -> Self:
        """Those that left during the last `period`, or are about to."""
        return self.filter(Q(sending_at__gt=Now() - period) | Q(lease__isnull=False, sending_at__isnull=True))

    def late(self, tolerance: timedelta) -> Self:
        """Those due for longer than `tolerance` and still waiting."""
        return self.waiting().filter(due_at__lt=Now() - tolerance, next_attempt_at__lt=Now() - tolerance)

    def visible_to(self, user: Any) -> Self:
        """One's own, once told; the back office reads the ledger through its own policy."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(recipient=user, shown_at__isnull=False)

    def unread(self) -> Self:
        """Those shown and not yet read."""
        return self.filter(shown_at__isnull=False, read_at__isnull=True)

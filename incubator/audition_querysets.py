"""Which auditions one sees: those of the calls one handles, and one's own once the convocation left."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from incubator.enums import Status

if TYPE_CHECKING:
    from people.access import Visitor


class AuditionDayQuerySet(models.QuerySet):
    """Half-days of auditions."""

    def handled_by(self, user: Visitor) -> Self:
        """Those of the calls that this person handles."""
        from incubator.models import Call

        return self.filter(stage__call__in=Call.objects.handled_by(user))

    def with_room(self) -> Self:
        """With what saying where and when needs."""
        return self.select_related("stage__call__place", "space")


class AuditionQuerySet(models.QuerySet):
    """Dossiers to hear."""

    def visible_to(self, user: Visitor) -> Self:
        """Those of the dossiers one handles; for those who write the dossier, once they were told."""
        from incubator.models import Application

        dossiers = Application.objects.all()
        return self.filter(
            Q(application__in=dossiers.handled_by(user))
            | Q(application__in=dossiers.shared_with(user), convoked_at__isnull=False, day__isnull=False)
        )

    def standing(self) -> Self:
        """Those with a slot, whose dossier is still in the stage that hears it."""
        return self.filter(
            day__isnull=False,
            application__status=Status.UNDER_REVIEW,
            application__stage=F("stage"),
        )

    def to_convoke(self, at: datetime) -> Self:
        """Those with a slot to come that nobody was told of."""
        return self.standing().filter(convoked_at__isnull=True, day__starts_at__gt=at)

    def with_slot(self) -> Self:
        """With what saying where, when and of whom needs."""
        return self.select_related("day__space", "stage__call__place", "application__owner")

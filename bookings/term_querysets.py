"""What closes a space, moves a booking or lets rooms for months, as people may see it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from bookings.enums import AgreementStatus
from bookings.querysets import is_active, managed_places, of_own_organisations
from people.models import Membership

if TYPE_CHECKING:
    from people.access import Visitor


class ClosureQuerySet(models.QuerySet):
    """Closures, which everyone may read."""

    def visible_to(self, user: Visitor) -> Self:
        return self

    def standing(self) -> Self:
        """Those which nobody has lifted."""
        return self.filter(lifted_at__isnull=True)


class RelocationQuerySet(models.QuerySet):
    """Bookings that had to move."""

    def visible_to(self, user: Visitor) -> Self:
        """Those of the bookings that one sees."""
        from bookings.models import Booking

        return self.filter(booking__in=Booking.objects.visible_to(user))

    def managed_by(self, user: Visitor) -> Self:
        """Those of the places one manages."""
        return self.filter(booking__place__in=managed_places(user)) if is_active(user) else self.none()


class ProofQuerySet(models.QuerySet):
    """What the team received before confirming."""

    def visible_to(self, user: Visitor) -> Self:
        """Those of the places one manages."""
        return self.filter(place__in=managed_places(user)) if is_active(user) else self.none()

    def valid_on(self, day: date) -> Self:
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))


class OccupancyAgreementQuerySet(models.QuerySet):
    """Agreements, for those whom they bind."""

    def visible_to(self, user: Visitor) -> Self:
        """Those of one's organisations, and of places one manages; the desk sees none."""
        if not is_active(user):
            return self.none()
        return self.filter(of_own_organisations(user) | Q(place__in=managed_places(user)))

    def read_by(self, user: Visitor) -> Self:
        """Those whose signed paper this person may read: managers, and who answers for the organisation."""
        if not is_active(user):
            return self.none()
        return self.filter(
            of_own_organisations(user, Membership.Role.ADMIN) | Q(place__in=managed_places(user))
        )

    def signed(self) -> Self:
        """Those which hold, or held, their spaces."""
        return self.exclude(status=AgreementStatus.DRAFT)

    def managed_by(self, user: Visitor) -> Self:
        """Those of the places one manages."""
        return self.filter(place__in=managed_places(user)) if is_active(user) else self.none()

"""Rules, prices and trainings, as people may read them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from bookings.querysets import is_active, managed_places

if TYPE_CHECKING:
    from bookings.models import Tariff
    from people.access import Visitor
    from people.models import Organisation
    from spaces.models import Place, Space


class BookingRulesQuerySet(models.QuerySet):
    """Rules, which everyone may read: a refusal quotes them."""

    def visible_to(self, user: Visitor) -> Self:
        return self


class TariffQuerySet(models.QuerySet):
    """Public prices."""

    def visible_to(self, user: Visitor) -> Self:
        return self

    def by_space(self, place: Place, spaces: Iterable[Space]) -> dict[int, Tariff | None]:
        """The tariff of each space, its own or that of the place, by id."""
        ids = [space.pk for space in spaces]
        rows: Iterable[Any] = self.filter(Q(place=place) | Q(space__in=ids))
        own = {row.space_id: row for row in rows}
        return {pk: own.get(pk, own.get(None)) for pk in ids}


class RebateQuerySet(models.QuerySet):
    """What is taken off the public price."""

    def visible_to(self, user: Visitor) -> Self:
        return self

    def for_organisation(self, organisation: Organisation | None) -> Self:
        """Those which this organisation has a right to; nobody without one."""
        if organisation is None:
            return self.none()
        return self.filter(kind__in=("", organisation.kind), status__in=("", organisation.status))


class TrainingQuerySet(models.QuerySet):
    """Who was shown how to use what."""

    def visible_to(self, user: Visitor) -> Self:
        """One's own, and those in the places one manages."""
        if not is_active(user):
            return self.none()
        return self.filter(Q(user=user) | Q(space__place__in=managed_places(user)))

    def valid_on(self, day: date) -> Self:
        return self.filter(Q(expires_on__isnull=True) | Q(expires_on__gte=day), given_on__lte=day)

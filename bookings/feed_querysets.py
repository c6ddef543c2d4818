from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from people.grants import granted

if TYPE_CHECKING:
    from people.access import Visitor


class CalendarFeedQuerySet(models.QuerySet):
    """Agendas that calendar programs follow."""

    def visible_to(self, user: Visitor) -> Self:
        """One's own: an address is a secret of its owner."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(owner=user)

    def with_subject(self) -> Self:
        """With what each is about."""
        return self.select_related("owner", "organisation", "place", "space__place", "space__floor")


class OutsideCalendarQuerySet(models.QuerySet):
    """Calendars kept elsewhere."""

    def visible_to(self, user: Visitor) -> Self:
        """Those of the places one manages."""
        from spaces.models import Place

        return self.filter(space__place__in=granted(user, "manage_place", Place))

    def subscribed(self) -> Self:
        """Those which have an address, and are still followed."""
        return self.exclude(address="").filter(stopped_at=None)


class OutsideEventQuerySet(models.QuerySet):
    """What those calendars say, one row per moment."""

    def visible_to(self, user: Visitor) -> Self:
        """Those of the places one manages."""
        from spaces.models import Place

        return self.filter(calendar__space__place__in=granted(user, "manage_place", Place))

    def in_conflict(self) -> Self:
        """Those which found the room taken: a person decides."""
        return self.filter(claim=None)

"""Who sees which need, idea and study: the public what was shown to it, the team of a place everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q, QuerySet

from incubator.enums import NeedStatus
from spaces.models import Place

if TYPE_CHECKING:
    from people.access import Visitor


def places_of_the_team(user: Visitor) -> QuerySet[Place]:
    """Where this person works on needs and ideas: the places they manage, and those of their calls."""
    from incubator.models import Call

    calls = Call.objects.handled_by(user).order_by().values("place")
    return Place.objects.filter(Q(pk__in=Place.objects.managed_by(user)) | Q(pk__in=calls))


def places_of_the_managers(user: Visitor) -> QuerySet[Place]:
    """Where this person's decisions count: the places they manage, and those of the calls they manage."""
    from incubator.models import Call

    calls = Call.objects.managed_by(user).order_by().values("place")
    return Place.objects.filter(Q(pk__in=Place.objects.managed_by(user)) | Q(pk__in=calls))


class OfPlaceQuerySet(models.QuerySet):
    """What the team of a place works on, and what it shows."""

    def published(self) -> Self:
        """What the public site shows."""
        return self.filter(is_public=True)

    def handled_by(self, user: Visitor) -> Self:
        """Those of the places where this person works on ideas."""
        return self.filter(place__in=places_of_the_team(user))

    def visible_to(self, user: Visitor) -> Self:
        """Those that are public, and those of one's places."""
        if not user.is_authenticated or not user.is_active:
            return self.published()
        return self.filter(Q(is_public=True) | Q(place__in=places_of_the_team(user)))

    def changeable_by(self, user: Visitor) -> Self:
        """Those of one's places."""
        return self.handled_by(user)


class NeedQuerySet(OfPlaceQuerySet):
    """What people report."""

    def to_read(self) -> Self:
        """Those that nobody of the team has looked at."""
        return self.filter(status=NeedStatus.RECEIVED)


class IdeaQuerySet(OfPlaceQuerySet):
    """What could be done about it."""

    def with_path(self) -> Self:
        """With all that its road crosses, in few queries."""
        return self.select_related("place", "call", "project", "holder", "lead", "study").prefetch_related(
            "needs"
        )


class IdeaScoutQuerySet(models.QuerySet):
    """Those who lend their eyes."""

    def visible_to(self, user: Visitor) -> Self:
        """Those of one's places: their names are nobody else's business."""
        return self.filter(place__in=places_of_the_team(user))

    def changeable_by(self, user: Visitor) -> Self:
        """Those of one's places."""
        return self.visible_to(user)


class OfIdeaQuerySet(models.QuerySet):
    """What belongs to an idea is the team's."""

    def visible_to(self, user: Visitor) -> Self:
        """Those of the ideas that this person handles."""
        return self.filter(idea__place__in=places_of_the_team(user))

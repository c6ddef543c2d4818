from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from people.grants import granted

if TYPE_CHECKING:
    from people.access import Visitor
    from spaces.models import Place


class PlaceQuerySet(models.QuerySet):
    """Places, which everyone may see, and what one may do in them."""

    def visible_to(self, user: Visitor) -> Self:
        """Every place: a building has no secret address."""
        return self

    def managed_by(self, user: Visitor) -> Self:
        """Those in which this person holds `manage_place`."""
        return self.filter(pk__in=granted(user, "manage_place", self.model))

    def welcomed_by(self, user: Visitor) -> Self:
        """Those whose desk this person keeps, managers included."""
        return self.filter(
            Q(pk__in=granted(user, "welcome_place", self.model))
            | Q(pk__in=granted(user, "manage_place", self.model))
        )

    def front(self) -> Place | None:
        """The place whose door this site is: the first one entered."""
        return self.order_by("pk").first()


class SpaceQuerySet(models.QuerySet):
    """Spaces, as they can be held and seen."""

    def visible_to(self, user: Visitor) -> Self:
        """Everyone sees what is in use; archived spaces are for those who manage the place."""
        from spaces.models import Place

        managed = Place.objects.managed_by(user)
        return self.filter(Q(is_archived=False) | Q(place__in=managed))

    def managed_by(self, user: Visitor) -> Self:
        """Spaces of the places that this person manages."""
        from spaces.models import Place

        return self.filter(place__in=Place.objects.managed_by(user))

    def leaves(self) -> Self:
        """Spaces that hold occupations themselves: everything but wholes made of parts."""
        from spaces.models import Part

        return self.exclude(Exists(Part.objects.filter(whole=OuterRef("pk"))))

    def bookable(self) -> Self:
        """Spaces in use that may be booked."""
        return self.filter(is_bookable=True, is_archived=False)


class ClaimQuerySet(models.QuerySet):
    """Claims of the ledger."""


class OccupationQuerySet(models.QuerySet):
    """Rows of the ledger."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, Greatest

import clock
from people.grants import granted

if TYPE_CHECKING:
    from people.access import Visitor
    from spaces.models import Place


class PlaceQuerySet(models.QuerySet["Place"]):
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

    def figures_read_by(self, user: Visitor) -> Self:
        """Those whose figures were opened to this person, managers included."""
        return self.filter(
            Q(pk__in=granted(user, "view_figures_place", self.model))
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

    def approved_by(self, user: Visitor) -> Self:
        """Spaces whose bookings this person may approve, managers included."""
        from spaces.models import Place

        return self.filter(
            Q(pk__in=granted(user, "approve_space", self.model)) | Q(place__in=Place.objects.managed_by(user))
        )

    def leaves(self) -> Self:
        """Spaces that hold occupations themselves today: everything but wholes made of parts."""
        from spaces.models import Part

        return self.exclude(Exists(Part.objects.now().filter(whole=OuterRef("pk"))))

    def bookable(self) -> Self:
        """Spaces in use that may be booked."""
        return self.filter(is_bookable=True, is_archived=False)

    def with_capacity(self, people: int, layout: str = "") -> Self:
        """Spaces that take so many people, in one layout or in any."""
        from spaces.models import LayoutCapacity

        layouts = LayoutCapacity.objects.filter(space=OuterRef("pk"), capacity__gte=people)
        if layout:
            return self.filter(Exists(layouts.filter(layout=layout)))
        return self.filter(Q(capacity__gte=people) | Exists(layouts))

    def accessible(self) -> Self:
        """Spaces that a wheelchair reaches."""
        return self.filter(is_accessible=True)

    def free_during(self, start: datetime, end: datetime, seats: int | None = None) -> Self:
        """Spaces that nobody holds from `start` to the end of their turnaround, parts included.

        With `seats`, shared spaces in which so many remain free at every moment of the period.
        """
        from spaces.models import Occupation, Part, Space

        # The longest pause of all bounds the search for the index; each space then reads its own.
        longest = Subquery(Space.objects.order_by("-turnaround").values("turnaround")[:1])
        around = Occupation.objects.filter(held__overlap=_held(longest, start, end))
        on_itself = around.filter(
            space=OuterRef("pk"), held__overlap=_held(OuterRef("turnaround"), start, end)
        )
        if seats is None:
            on_part = around.filter(
                space=OuterRef("part"), held__overlap=_held(Greatest(*_PAUSES), start, end)
            )
            busy_parts = Part.objects.during(start, end).filter(Exists(on_part), whole=OuterRef("pk"))
            return self.exclude(Exists(on_itself)).exclude(Exists(busy_parts))
        crowded = on_itself.alias(moment=Greatest(_lower("held"), _instant(start))).alias(
            load=Subquery(
                Occupation.objects.filter(space=OuterRef("space"), held__contains=OuterRef("moment"))
                .order_by()
                .values("space")
                .annotate(load=Sum(_width()))
                .values("load")
            )
        )
        return self.filter(seat_count__gte=seats).exclude(
            Exists(crowded.filter(load__gt=OuterRef("seat_count") - seats))
        )


class PartQuerySet(models.QuerySet):
    """Divisions of spaces, by when they hold."""

    def during(self, start: datetime, end: datetime | None) -> Self:
        """Parts of something at some moment of the period."""
        return self.filter(valid__overlap=DateTimeTZRange(start, end))

    def now(self) -> Self:
        """Parts of something at this moment."""
        return self.filter(valid__contains=clock.now())


# More seats than any room has: what a whole room weighs when seats are counted.
ALL_SEATS = 1_000_000


def _instant(moment: datetime) -> Cast:
    return Cast(Value(moment), models.DateTimeField())


def _lower(field: str) -> Func:
    return Func(F(field), function="lower", output_field=models.DateTimeField())


def _width() -> Coalesce:
    """How many seats a row holds."""
    first = Func(F("seats"), function="lower", output_field=models.IntegerField())
    last = Func(F("seats"), function="upper", output_field=models.IntegerField())
    return Coalesce(last - first, ALL_SEATS)


# Of a part: its own pause, or that of its whole when it is longer.
_PAUSES = (OuterRef("part__turnaround"), OuterRef("whole__turnaround"))


def _held(pause: Greatest | OuterRef | Subquery, start: datetime, end: datetime) -> Func:
    """The period as each outer space would hold it, its own turnaround included."""
    until = models.ExpressionWrapper(_instant(end) + pause, output_field=models.DateTimeField())
    return Func(_instant(start), until, function="tstzrange", output_field=DateTimeRangeField())


class ClaimQuerySet(models.QuerySet):
    """Claims of the ledger."""


class OccupationQuerySet(models.QuerySet):
    """Rows of the ledger."""

    def during(self, start: datetime, end: datetime) -> Self:
        """Rows whose used time touches the period; the index knows the held time, which covers it."""
        return self.filter(held__overlap=(start, end), used__overlap=(start, end))

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, Max, Min, OuterRef, Q, Value
from django.db.models.functions import Cast

import clock
from bookings.enums import HOLDING, BookingStatus
from people.grants import held
from people.models import Membership
from people.written_once import Written, written_once

if TYPE_CHECKING:
    from people.access import Visitor


ONE_DAY = timedelta(days=1)


class LocalDate(models.Func):
    """The date of an instant on the wall clock of a named time zone: `LocalDate(zone, instant)`."""

    function = "timezone"
    template = "(%(function)s(%(expressions)s))::date"
    output_field = models.DateField()


def _instant(at: datetime) -> Cast:
    return Cast(Value(at), models.DateTimeField())


def _day_of(zone: str, at: datetime) -> LocalDate:
    return LocalDate(F(zone), _instant(at))


def is_active(user: Visitor) -> bool:
    """Whether this is somebody with an active account."""
    return user.is_authenticated and user.is_active


def managed_places(user: Visitor) -> models.QuerySet[Any] | Written:
    """The places that this person manages, by id."""
    from spaces.models import Place

    return held(user, "manage_place", Place)


def of_own_organisations(user: Visitor, *roles: Membership.Role) -> Q:
    """Rows of the organisations to which this person belongs today, in one of these roles when any is said."""
    if not user.is_authenticated:
        return Q(pk__in=[])
    return Q(organisation__in=_organisations_of(user.pk, user.today(), *roles))


@written_once
def _organisations_of(person: int, day: date, *roles: Membership.Role) -> models.QuerySet[Any]:
    mine = Membership.objects.on(day).filter(user=person)
    return (mine.filter(role__in=roles) if roles else mine).values("organisation")


class BookingQuerySet(models.QuerySet):
    """Bookings, as people may see, change and decide them."""

    def visible_to(self, user: Visitor) -> Self:
        """Own ones, those of one's organisations, of spaces one approves, of places one manages.

        Whoever keeps the desk of a place sees those of today there, and no others.
        """
        return self.filter(self._visible_to(user)) if is_active(user) else self.none()

    def _visible_to(self, user: Visitor) -> Q:
        return Q(organiser=user) | Q(place__in=managed_places(user)) | self._readable_by(user)

    def _readable_by(self, user: Visitor) -> Q:
        from spaces.models import Place, Space

        rows = self._booked_spaces()
        return (
            of_own_organisations(user)
            | Exists(rows.filter(space__in=held(user, "approve_space", Space)))
            | Q(place__in=held(user, "welcome_place", Place)) & Exists(rows.today())
        )

    def titled_for(self, user: Visitor) -> Self:
        """Those whose title this person may read: the visible ones, and confirmed ones open to the public."""
        public = Q(is_public=True, status=BookingStatus.CONFIRMED)
        if not is_active(user):
            return self.filter(public)
        # A condition, not a subquery, which PostgreSQL would make of every booking there is.
        return self.filter(public | self._visible_to(user))

    def owned_by(self, user: Visitor) -> Self:
        """Those whose price this person may read: own ones and those of one's organisations."""
        if not is_active(user):
            return self.none()
        return self.filter(Q(organiser=user) | of_own_organisations(user))

    def changeable_by(self, user: Visitor) -> Self:
        """Those which this person may change or cancel: organiser, organisation admin, place manager."""
        return self.filter(self._changeable_by(user)) if is_active(user) else self.none()

    def _changeable_by(self, user: Visitor) -> Q:
        return (
            Q(organiser=user)
            | of_own_organisations(user, Membership.Role.ADMIN)
            | Q(place__in=managed_places(user))
        )

    def told_to(self, user: Visitor) -> Self:
        """With `is_changeable`: whether this person may change each, and so see it; and `is_readable`: whether
        they may see it even so.
        """
        asked = {"is_changeable": self._changeable_by, "is_readable": self._readable_by}
        answers: dict[str, Any] = {
            name: ExpressionWrapper(rule(user), output_field=models.BooleanField())
            if is_active(user)
            else Value(value=False)
            for name, rule in asked.items()
        }
        return self.annotate(**answers)

    def approvable_by(self, user: Visitor) -> Self:
        """Pending ones all of whose spaces this person approves, or in a place that they manage."""
        from spaces.models import Space

        if not is_active(user):
            return self.none()
        others = self._booked_spaces().exclude(space__in=held(user, "approve_space", Space))
        return self.filter(status=BookingStatus.PENDING).filter(
            Q(place__in=managed_places(user)) | ~Exists(others)
        )

    def welcomed_by(self, user: Visitor) -> Self:
        """Those of the places whose desk this person keeps."""
        from spaces.models import Place

        return self.filter(place__in=Place.objects.welcomed_by(user)) if is_active(user) else self.none()

    def of_desk_today(self, user: Visitor, at: datetime | None = None) -> Self:
        """Those of today, in the places whose desk this person keeps; of the day of `at` when it is said."""
        return self.welcomed_by(user).filter(Exists(self._booked_spaces().today(at)))

    def of_desk_between(self, user: Visitor, first: date, last: date) -> Self:
        """Those that begin from one day to another, in the places whose desk this person keeps."""
        rows = self._booked_spaces().beginning_between(first, last)
        return self.welcomed_by(user).filter(Exists(rows))

    def holding(self) -> Self:
        """Those which keep their spaces in the ledger."""
        return self.filter(status__in=HOLDING)

    def confirmed(self) -> Self:
        return self.filter(status=BookingStatus.CONFIRMED)

    def owing(self) -> Self:
        """Those that a treasurer reads: confirmed, or given back too late and still due."""
        return self.filter(
            Q(status=BookingStatus.CONFIRMED) | Q(status=BookingStatus.CANCELLED, price_due__gt=0)
        )

    def unclaimed(self, at: datetime) -> Self:
        """Those which somebody had to claim by now and nobody did, for less than a day.

        What was missed longer ago was entered afterwards, or in a house whose scheduler slept: nobody knows.
        """
        return self.confirmed().filter(
            check_in_by__lte=at,
            check_in_by__gt=at - ONE_DAY,
            checked_in_at__isnull=True,
            attendance_declared__isnull=True,
            not_honoured_at__isnull=True,
            released_at__isnull=True,
        )

    def lapsed(self, at: datetime) -> Self:
        """Options whose time has passed."""
        return self.filter(status=BookingStatus.HOLD, hold_expires_at__lte=at)

    def overlapping(self, start: datetime, end: datetime) -> Self:
        """Those one of whose spaces is used during [start, end)."""
        return self.filter(Exists(self._booked_spaces().overlapping(start, end)))

    def not_over(self, at: datetime) -> Self:
        """Those with hours still to come, or running."""
        return self.filter(Exists(self._booked_spaces().filter(ends_at__gt=at)))

    def over(self, at: datetime) -> Self:
        """Those all of whose hours have passed."""
        return self.exclude(Exists(self._booked_spaces().filter(ends_at__gt=at)))

    def with_span(self) -> Self:
        """Annotate `first_start` and `last_end`, to order and to page by."""
        return self.annotate(
            first_start=Min("booked_spaces__starts_at"), last_end=Max("booked_spaces__ends_at")
        )

    def by_start(self, *, last_first: bool = False) -> Self:
        """In the order of their first hour."""
        return self.with_span().order_by("-first_start" if last_first else "first_start", "pk")

    def beginning_within(self, start: datetime, end: datetime) -> Self:
        """Those whose first hour is in [start, end), in its order."""
        return self.by_start().filter(first_start__gte=start, first_start__lt=end)

    def beginning_after(self, at: datetime) -> Self:
        """Those whose first hour is still to come, in its order."""
        return self.by_start().filter(first_start__gt=at)

    def with_rooms(self) -> Self:
        """Everything that a line of a list says, in a constant number of queries."""
        return self.select_related("place", "organisation", "organiser").prefetch_related(
            "booked_spaces__space__floor"
        )

    def _booked_spaces(self) -> BookedSpaceQuerySet:
        from bookings.models import BookingSpace

        return BookingSpace.objects.filter(booking=OuterRef("pk"))


class BookedSpaceQuerySet(models.QuerySet):
    """Spaces of bookings, by their hours."""

    def visible_to(self, user: Visitor) -> Self:
        """Those of the bookings that one sees."""
        from bookings.models import Booking

        return self.filter(booking__in=Booking.objects.visible_to(user))

    def holding(self) -> Self:
        return self.filter(booking__status__in=HOLDING)

    def overlapping(self, start: datetime, end: datetime) -> Self:
        return self.filter(starts_at__lt=end, ends_at__gt=start)

    def today(self, at: datetime | None = None) -> Self:
        """Those that touch today, or the day of `at`, on the clock of their place."""
        zone = "booking__place__timezone"
        day = _day_of(zone, at or clock.now())
        return self.alias(
            first_day=LocalDate(F(zone), F("starts_at")), last_day=LocalDate(F(zone), F("ends_at"))
        ).filter(first_day__lte=day, last_day__gte=day)

    def beginning_between(self, first: date, last: date) -> Self:
        """Those that begin on one of these days, on the clock of their place."""
        zone = "booking__place__timezone"
        return self.alias(first_day=LocalDate(F(zone), F("starts_at"))).filter(
            first_day__gte=first, first_day__lte=last
        )


class BookingSeriesQuerySet(models.QuerySet):
    """Series, seen like their bookings."""

    def visible_to(self, user: Visitor) -> Self:
        if not is_active(user):
            return self.none()
        return self.filter(Q(organiser=user) | of_own_organisations(user) | Q(place__in=managed_places(user)))


class RejectedOccurrenceQuerySet(models.QuerySet):
    """Dates that could not be made, seen like their series."""

    def visible_to(self, user: Visitor) -> Self:
        from bookings.models import BookingSeries

        return self.filter(series__in=BookingSeries.objects.visible_to(user))


class WaitingEntryQuerySet(models.QuerySet):
    """Lines of people who wait for a room."""

    def visible_to(self, user: Visitor) -> Self:
        """One's own, and those for the places one manages."""
        if not is_active(user):
            return self.none()
        return self.filter(Q(user=user) | Q(space__place__in=managed_places(user)))

    def open(self) -> Self:
        """Those still in line: not left, nothing offered yet."""
        return self.filter(left_at__isnull=True, offered__isnull=True)

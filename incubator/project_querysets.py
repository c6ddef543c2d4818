"""Who sees which project: those who hold it, those who support it, and the public when they agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q, Sum
from django.utils.timezone import get_default_timezone

import clock
from incubator.enums import SessionStatus
from incubator.idea_querysets import places_of_the_team

if TYPE_CHECKING:
    from people.access import Visitor


class ProjectQuerySet(models.QuerySet):
    """Projects, by who may look at them."""

    def published(self) -> Self:
        """Those whose holders agreed to be shown."""
        return self.filter(is_public=True)

    def visible_to(self, user: Visitor) -> Self:
        """One's own, those one mentors today, those of the calls one handles."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(_held(user) | _mentored(user) | _handled(user))

    def held_by(self, user: Visitor) -> Self:
        """Those whose dossier this person owns or co-writes."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(_held(user))

    def supported_by(self, user: Visitor) -> Self:
        """Those to which this person may give time: mentors of today, and the team."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(_mentored(user) | _handled(user))

    def handled_by(self, user: Visitor) -> Self:
        """Those of the calls that this person handles."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(_handled(user))

    def changeable_by(self, user: Visitor) -> Self:
        """Those of the team."""
        return self.handled_by(user)

    def with_holder(self) -> Self:
        """With those around it, in one query."""
        return self.select_related("application__call__place", "application__owner", "cohort")


class OfProjectQuerySet(models.QuerySet):
    """What belongs to a project is seen through it."""

    def visible_to(self, user: Visitor) -> Self:
        """Those of the projects that this person sees."""
        from incubator.models import Project

        return self.filter(project__in=Project.objects.visible_to(user))

    def held(self) -> Self:
        """Sessions that took place."""
        return self.filter(status=SessionStatus.HELD)

    def total_minutes(self) -> int:
        """The time they make together."""
        return self.aggregate(total=Sum("minutes"))["total"] or 0


class CohortQuerySet(models.QuerySet):
    """Cohorts and funders: the team's."""

    def visible_to(self, user: Visitor) -> Self:
        """Those of the places where this person works on calls."""
        return self.filter(place__in=places_of_the_team(user))

    def changeable_by(self, user: Visitor) -> Self:
        """The same."""
        return self.visible_to(user)


class CollectiveDayQuerySet(CohortQuerySet):
    """Days together."""

    def open_to(self, user: Visitor) -> Self:
        """Those of the cohorts of the projects that this person holds."""
        from incubator.models import Project

        return self.filter(cohort__in=Project.objects.held_by(user).values("cohort"))


def _held(user: Visitor) -> Q:
    from incubator.models import Application

    return Q(application__in=Application.objects.written_by(user))


def _mentored(user: Visitor) -> Q:
    from incubator.models import Mentorship

    today = clock.today(get_default_timezone())
    now = Mentorship.objects.filter(mentor=user.pk, starts_on__lte=today).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    )
    return Q(pk__in=now.values("project"))


def _handled(user: Visitor) -> Q:
    from incubator.models import Call

    return Q(application__call__in=Call.objects.handled_by(user))

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Q
from django.utils.timezone import get_default_timezone

import clock
from meetings.enums import ANNOUNCED, Choice, MeetingStatus, Presence
from people.grants import granted

if TYPE_CHECKING:
    from people.access import Visitor


class BodyQuerySet(models.QuerySet):
    """Bodies by what one may do for them."""

    def run_by(self, user: Visitor) -> Self:
        """Those whose meetings this person holds."""
        return self.filter(pk__in=granted(user, "run_body", self.model))

    def visible_to(self, user: Visitor) -> Self:
        """Those one runs: the others are read through their meetings."""
        return self.run_by(user)

    def changeable_by(self, user: Visitor) -> Self:
        """Those one runs."""
        return self.run_by(user)


class BodyMemberQuerySet(models.QuerySet):
    """Who sits in a body, by date."""

    def on(self, day: date) -> Self:
        """Those who sit on that day, both ends included."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)

    def visible_to(self, user: Visitor) -> Self:
        """Those of the bodies one runs."""
        from meetings.models import Body

        return self.filter(body__in=Body.objects.run_by(user))

    def changeable_by(self, user: Visitor) -> Self:
        """Those of the bodies one runs."""
        return self.visible_to(user)


class MeetingQuerySet(models.QuerySet):
    """Meetings by who may read and hold them."""

    def run_by(self, user: Visitor) -> Self:
        """Those of the bodies one runs, and those one keeps."""
        from meetings.models import Body

        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(Q(body__in=Body.objects.run_by(user)) | Q(secretary=user.pk))

    def of(self, user: Visitor) -> Self:
        """Those to which this person is called."""
        from meetings.models import Attendance

        if not user.is_authenticated or not user.is_active:
            return self.none()
        called = Attendance.objects.filter(user=user.pk).values("meeting")
        return self.filter(pk__in=called).exclude(status=MeetingStatus.DRAFT)

    def visible_to(self, user: Visitor) -> Self:
        """Those one holds and those to which one is called."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(Q(pk__in=self.run_by(user).values("pk")) | Q(pk__in=self.of(user).values("pk")))

    def public(self) -> Self:
        """Those that everyone reads, once they are announced."""
        return self.filter(is_public=True, status__in=ANNOUNCED)

    def to_come(self, at: datetime) -> Self:
        """Those that are not over, the nearest first."""
        return self.filter(
            status__in=(MeetingStatus.DRAFT, MeetingStatus.CONVENED, MeetingStatus.OPEN), ends_at__gt=at
        ).order_by("starts_at", "pk")

    def past(self, at: datetime) -> Self:
        """The others, the latest first."""
        return self.exclude(pk__in=self.to_come(at).values("pk")).order_by("-starts_at", "pk")

    def with_counts(self) -> Self:
        """With how many came and were excused, in the same query."""
        rows = "attendances"
        return self.annotate(
            came=Count(rows, filter=Q(attendances__presence=Presence.PRESENT)),
            excused=Count(rows, filter=Q(attendances__presence__in=(Presence.EXCUSED, Presence.REPRESENTED))),
        )


class AttendanceQuerySet(models.QuerySet):
    """Who is called, who is there."""

    def voting(self) -> Self:
        """Those who have a voice."""
        return self.filter(votes=True)

    def in_the_room(self) -> Self:
        """Those who sit there now."""
        return self.filter(presence=Presence.PRESENT, left_at__isnull=True)

    def represented(self) -> Self:
        """Those for whom somebody in the room speaks."""
        return self.filter(
            presence=Presence.REPRESENTED,
            proxy_holder__presence=Presence.PRESENT,
            proxy_holder__left_at__isnull=True,
        )

    def able_to_vote(self) -> Self:
        """Those whose voice can be heard now: there, or represented by somebody there."""
        rows = self.voting()
        return rows.filter(
            Q(pk__in=rows.in_the_room().values("pk")) | Q(pk__in=rows.represented().values("pk"))
        )


class DecisionQuerySet(models.QuerySet):
    """Decisions, held or published."""

    def held(self) -> Self:
        """Noted, and still in the room."""
        return self.filter(recorded_at__isnull=False, published_at__isnull=True)

    def unrecorded(self) -> Self:
        """Put, and without an answer yet."""
        return self.filter(recorded_at__isnull=True)

    def published(self) -> Self:
        """Those that may be told."""
        return self.filter(published_at__isnull=False)

    def visible_to(self, user: Visitor) -> Self:
        """Held ones for whoever runs the meeting and for participants who did not recuse themselves."""
        from meetings.models import Ballot, Meeting

        if not user.is_authenticated or not user.is_active:
            return self.none()
        recused = Ballot.objects.filter(attendance__user=user.pk, choice=Choice.RECUSED).values("decision")
        return self.filter(
            Q(meeting__in=Meeting.objects.run_by(user))
            | Q(meeting__in=Meeting.objects.of(user))
            & (Q(published_at__isnull=False) | Q(recorded_at__isnull=False) & ~Q(pk__in=recused))
        )


class BallotQuerySet(models.QuerySet):
    """Voices."""

    def recusals(self) -> Self:
        """Those who take no part."""
        return self.filter(choice=Choice.RECUSED)

    def cast(self) -> Self:
        """Voices that count."""
        return self.exclude(choice=Choice.RECUSED)


class DocumentQuerySet(models.QuerySet):
    """Files of meetings."""

    def public(self) -> Self:
        """Those that everyone may take: public files of public meetings."""
        return self.filter(is_public=True, meeting__is_public=True, meeting__status__in=ANNOUNCED)

    def visible_to(self, user: Visitor) -> Self:
        """Those of the meetings one may read."""
        from meetings.models import Meeting

        return self.filter(meeting__in=Meeting.objects.visible_to(user))


class ActionQuerySet(models.QuerySet):
    """The action plan."""

    def undone(self) -> Self:
        """What remains."""
        return self.filter(done_on__isnull=True)

    def late(self) -> Self:
        """What should be done by now."""
        return self.undone().filter(due_on__lt=clock.today(get_default_timezone()))

    def of(self, user: Visitor) -> Self:
        """What this person took on."""
        return self.none() if user.is_anonymous else self.filter(user=user.pk)

    def visible_to(self, user: Visitor) -> Self:
        """Those of the meetings one may read."""
        from meetings.models import Meeting

        return self.filter(meeting__in=Meeting.objects.visible_to(user))

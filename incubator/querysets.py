"""Who sees which call, which dossier and what hangs on it. One question, asked the same way everywhere."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self, cast

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from incubator.enums import WRITABLE, Role, Status
from people.grants import granted

if TYPE_CHECKING:
    from incubator.models import ApplicationRevision
    from people.access import Visitor
    from people.models import User


class CallQuerySet(models.QuerySet):
    """Calls, as people may see them and work in them."""

    def published(self) -> Self:
        """Those shown on the public site."""
        return self.filter(is_published=True)

    def visible_to(self, user: Visitor) -> Self:
        """The published ones; for its team, a call in preparation too."""
        from incubator.models import Call

        if not user.is_authenticated or not user.is_active:
            return self.published()
        return self.filter(Q(is_published=True) | Q(pk__in=Call.objects.handled_by(user)))

    def handled_by(self, user: Visitor) -> Self:
        """Those whose dossiers this person handles, as officer or manager."""
        return self.filter(
            Q(pk__in=granted(user, "handle_call", self.model))
            | Q(pk__in=granted(user, "manage_call", self.model))
        )

    def managed_by(self, user: Visitor) -> Self:
        """Those that this person manages."""
        return self.filter(pk__in=granted(user, "manage_call", self.model))

    def changeable_by(self, user: Visitor) -> Self:
        """Those whose settings and form this person may change."""
        return self.managed_by(user)

    def open_at(self, at: datetime) -> Self:
        """Those that take dossiers at that moment, the closing second included."""
        return self.filter(opens_at__lte=at, closes_at__gte=at.replace(microsecond=0))


class ApplicationQuerySet(models.QuerySet):
    """Dossiers, by who may read or write them."""

    def visible_to(self, user: Visitor) -> Self:
        """One's own, those one takes part in, those one handles once handed in, those one was given to read."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(_shared(user) | _handled(user) | _assigned(user))

    def shared_with(self, user: Visitor) -> Self:
        """Those this person owns or takes part in, whatever they do there."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(_shared(user))

    def written_by(self, user: Visitor) -> Self:
        """Owner, co-writers and helpers write, readers only read; the team writes out what came on paper."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(
            Q(owner=user) | Q(_takes_part(user, Role.EDITOR, Role.HELPER)) | _on_paper_to_write(user)
        )

    def handled_by(self, user: Visitor) -> Self:
        """Those that arrived, handed in or on paper, to a call where this person is officer or manager."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(_handled(user))

    def assigned_to(self, user: Visitor) -> Self:
        """Those given to this member of the jury, who declared no conflict, while that stage lasts."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(_assigned(user))

    def with_form(self) -> Self:
        """With all that writing a page needs, in one query."""
        return self.select_related("call__place", "form_version", "owner", "stage")

    def handed_in(self) -> Self:
        """Those that arrived at least once."""
        return self.filter(submitted_at__isnull=False)

    def writable(self) -> Self:
        """Those whose state lets answers change."""
        return self.filter(status__in=WRITABLE)


class OfApplicationQuerySet(models.QuerySet):
    """What belongs to a dossier is seen through it."""

    def visible_to(self, user: Visitor) -> Self:
        """Those of the dossiers that this person writes or handles; the jury reads the dossier page only."""
        from incubator.models import Application

        dossiers = Application.objects.all()
        return self.filter(
            Q(application__in=dossiers.shared_with(user)) | Q(application__in=dossiers.handled_by(user))
        )


class RevisionQuerySet(OfApplicationQuerySet):
    """What was handed in."""

    def latest_number(self) -> int:
        """The number of the last one, zero before the first."""
        return self.aggregate(last=models.Max("number"))["last"] or 0

    def latest_one(self) -> ApplicationRevision | None:
        """The last one, with its form; none before the first, nor once the dossier is forgotten."""
        last = self.select_related("form_version").order_by("-number").first()
        return cast("ApplicationRevision | None", last)


class TransitionQuerySet(OfApplicationQuerySet):
    """What happened to dossiers."""

    def visible_to(self, user: Visitor) -> Self:
        """Everything for the team; for those who write, nothing of what the committee still holds back."""
        from incubator.models import Application

        dossiers = Application.objects.all()
        return self.filter(
            Q(application__in=dossiers.handled_by(user))
            | (Q(application__in=dossiers.shared_with(user)) & ~Q(from_status=F("to_status")))
        )


class CollaboratorQuerySet(OfApplicationQuerySet):
    """Who takes part in dossiers."""


class CallBackQuerySet(models.QuerySet):
    """Who would rather be called."""

    def visible_to(self, user: Visitor) -> Self:
        """Those of the calls that one handles, drafts included: that is when people need to talk."""
        from incubator.models import Call

        return self.filter(application__call__in=Call.objects.handled_by(user))

    def waiting(self) -> Self:
        """Those that nobody called yet."""
        return self.filter(done_at__isnull=True)


class PhoneNoteQuerySet(models.QuerySet):
    """What was said on the telephone."""

    def visible_to(self, user: Visitor) -> Self:
        """For the team, never for those who write the dossier: they ask for a copy of what is about them."""
        from incubator.models import Application

        dossiers = Application.objects.all()
        return self.filter(application__in=dossiers.handled_by(user)).exclude(
            application__in=dossiers.shared_with(user)
        )

    def about(self, person: User) -> Self:
        """Those of the calls that this person took."""
        return self.filter(spoken_with=person)


class MessageQuerySet(OfApplicationQuerySet):
    """What is said around dossiers."""


class ReviewAssignmentQuerySet(models.QuerySet):
    """What was given to read."""

    def visible_to(self, user: Visitor) -> Self:
        """One's own, and those of the calls one handles."""
        from incubator.models import Call

        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(Q(reviewer=user) | Q(stage__call__in=Call.objects.handled_by(user)))

    def on_the_desk_of(self, user: Visitor) -> Self:
        """Those of a member of the jury whose dossier is in the stage it was given for, in reading."""
        from incubator.models import Call

        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(
            reviewer=user,
            stage=F("application__stage"),
            application__status=Status.UNDER_REVIEW,
            stage__call__in=granted(user, "review_call", Call),
        )

    def outstanding(self) -> Self:
        """Neither done nor declined."""
        return self.filter(reviewed_at__isnull=True, recused_at__isnull=True)

    def done(self) -> Self:
        """Those whose reading is in."""
        return self.filter(reviewed_at__isnull=False)


class CriterionQuerySet(models.QuerySet):
    """The lines of grids."""

    def visible_to(self, user: Visitor) -> Self:
        """Those of the calls one handles."""
        from incubator.models import Call

        return self.filter(stage__call__in=Call.objects.handled_by(user))

    def changeable_by(self, user: Visitor) -> Self:
        """Those of the calls one manages."""
        from incubator.models import Call

        return self.filter(stage__call__in=Call.objects.managed_by(user))

    def in_use(self) -> Self:
        """Those that a new reading marks."""
        return self.filter(is_in_use=True)


class ReviewQuerySet(models.QuerySet):
    """Readings that are in."""

    def visible_to(self, user: Visitor) -> Self:
        """One's own; for the team, those of its calls; for the jury, the others' where the stage shares them.

        In all cases others' readings of a dossier stay hidden from whoever still has theirs to give, and
        from whoever writes the dossier.
        """
        from incubator.models import Call, ReviewAssignment

        if not user.is_authenticated or not user.is_active:
            return self.none()
        mine = ReviewAssignment.objects.filter(
            application=OuterRef("assignment__application"),
            stage=OuterRef("assignment__stage"),
            reviewer=user,
        )
        team = Q(assignment__stage__call__in=Call.objects.handled_by(user)) & ~Q(
            Exists(mine.filter(reviewed_at__isnull=True, recused_at__isnull=True))
        )
        jury = (
            Q(assignment__stage__shares_reviews=True)
            & Q(assignment__stage__call__in=granted(user, "review_call", Call))
            & Q(Exists(mine.filter(reviewed_at__isnull=False)))
        )
        return self.filter(Q(assignment__reviewer=user) | team | jury).exclude(
            Q(assignment__application__owner=user) | Q(assignment__application__collaborators__user=user)
        )

    def current(self) -> Self:
        """The last version of each."""
        newer = self.model._default_manager.filter(
            assignment=OuterRef("assignment"), version__gt=OuterRef("version")
        )
        return self.exclude(Exists(newer))


def _takes_part(user: User, *roles: str) -> Exists:
    from incubator.models import Collaborator

    rows = Collaborator.objects.filter(application=OuterRef("pk"), user=user)
    return Exists(rows.filter(role__in=roles) if roles else rows)


def _shared(user: User) -> Q:
    return Q(owner=user) | Q(_takes_part(user))


def _handled(user: User) -> Q:
    from incubator.models import Call

    arrived = Q(submitted_at__isnull=False) | Q(on_paper_since__isnull=False)
    return arrived & Q(call__in=Call.objects.handled_by(user))


def _on_paper_to_write(user: User) -> Q:
    from incubator.models import Call

    return Q(on_paper_since__isnull=False, status__in=WRITABLE, call__in=Call.objects.handled_by(user)) & ~Q(
        _takes_part(user)
    )


def _assigned(user: User) -> Q:
    from incubator.models import Call, ReviewAssignment

    given = ReviewAssignment.objects.filter(
        application=OuterRef("pk"),
        stage=OuterRef("stage"),
        reviewer=user,
        declared_at__isnull=False,
        recused_at__isnull=True,
    )
    return Q(status=Status.UNDER_REVIEW) & Q(call__in=granted(user, "review_call", Call)) & Q(Exists(given))

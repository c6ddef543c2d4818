from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

import clock
import journal

if TYPE_CHECKING:
    from people.access import Visitor


class Urgency(models.TextChoices):
    """How soon somebody should come."""

    CAN_WAIT = "can_wait", _("cela peut attendre")
    HINDERS = "hinders", _("cela gêne")
    DANGER = "danger", _("quelqu’un peut se blesser")


class ReportStatus(models.TextChoices):
    """Where a report stands. A dismissed one was no report at all: spam, a joke, a mistake."""

    NEW = "new", _("à regarder")
    FOLLOWED = "followed", _("suivi")
    CLOSED = "closed", _("réglé")
    DISMISSED = "dismissed", _("écarté")


OPEN = (ReportStatus.NEW, ReportStatus.FOLLOWED)


class ReportQuerySet(models.QuerySet):
    """Reports, for those who look after the house."""

    def visible_to(self, user: Visitor) -> Self:
        """Those of the places one manages, and those that one has made."""
        from spaces.models import Place

        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(Q(place__in=Place.objects.managed_by(user)) | Q(reporter=user))

    def handled_by(self, user: Visitor) -> Self:
        """Those of the places one manages."""
        from spaces.models import Place

        return self.filter(place__in=Place.objects.managed_by(user))

    def open(self) -> Self:
        """Those that wait for somebody."""
        return self.filter(status__in=OPEN)

    def pressing_first(self) -> Self:
        """Danger first, then what hinders, then the oldest."""
        rank = models.Case(
            models.When(urgency=Urgency.DANGER, then=0),
            models.When(urgency=Urgency.HINDERS, then=1),
            default=2,
            output_field=models.SmallIntegerField(),
        )
        return self.alias(rank=rank).order_by("rank", "created_at", "pk")


@journal.track()
class Report(models.Model):
    """Something is broken, missing or dangerous, said by whoever saw it, followed until it is settled."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.ForeignKey(
        "spaces.Place", verbose_name=_("lieu"), on_delete=models.PROTECT, related_name="reports"
    )
    space = models.ForeignKey(
        "spaces.Space",
        verbose_name=_("espace"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reports",
    )
    booking = models.ForeignKey(
        "bookings.Booking",
        verbose_name=_("pendant la réservation"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="reports",
    )
    what = models.CharField(_("ce qui ne va pas"), max_length=500)
    where = models.CharField(_("où exactement"), max_length=120, blank=True)
    urgency = models.CharField(_("urgence"), max_length=10, choices=Urgency, default=Urgency.HINDERS)
    status = models.CharField(_("état"), max_length=10, choices=ReportStatus, default=ReportStatus.NEW)
    reporter = models.ForeignKey(
        "people.User",
        verbose_name=_("signalé par"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="reports",
    )
    email = models.EmailField(_("courriel de la personne"), max_length=254, blank=True)
    created_at = models.DateTimeField(_("signalé le"), default=clock.now, editable=False)
    assigned_to = models.ForeignKey(
        "people.User",
        verbose_name=_("suivi par"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    ended_at = models.DateTimeField(_("réglé le"), null=True, blank=True)
    closure = models.ForeignKey(
        "bookings.Closure",
        verbose_name=_("fermeture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="reports",
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("signalement")
        verbose_name_plural = _("signalements")
        ordering = ["-created_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="bookings_report_says_what"),
            models.CheckConstraint(
                condition=Q(status__in=OPEN, ended_at__isnull=True)
                | (~Q(status__in=OPEN) & Q(ended_at__isnull=False)),
                name="bookings_report_ended_when",
            ),
        ]
        indexes = [models.Index(fields=["place", "status"], name="bookings_report_place_status")]

    def __str__(self) -> str:
        return self.what if len(self.what) <= 60 else f"{self.what[:59]}…"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.status in OPEN

    @property
    def spot(self) -> str:
        """Where it is, in words."""
        return ", ".join(filter(None, [str(self.space or self.place), self.where]))


class ReportWord(models.Model):
    """Something said on a report; a note stays within the team."""

    report = models.ForeignKey(
        Report, verbose_name=_("signalement"), on_delete=models.CASCADE, related_name="words"
    )
    author = models.ForeignKey(
        "people.User",
        verbose_name=_("dit par"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    by_team = models.BooleanField(_("dit par l’équipe"), default=False)
    is_note = models.BooleanField(_("note de l’équipe"), default=False)
    text = models.CharField(_("message"), max_length=1000)
    said_at = models.DateTimeField(_("dit le"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("message d’un signalement")
        verbose_name_plural = _("messages d’un signalement")
        ordering = ["said_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="bookings_reportword_says_something"),
            models.CheckConstraint(
                condition=Q(is_note=False) | Q(by_team=True), name="bookings_reportword_notes_are_ours"
            ),
        ]

    def __str__(self) -> str:
        return self.text

"""Days that several projects spend together, and who signed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

import clock
from incubator.models.cohorts import Cohort, Funder
from incubator.models.projects import Project
from incubator.project_querysets import CollectiveDayQuerySet, OfProjectQuerySet
from spaces.models import Place


class CollectiveDay(models.Model):
    """A day that several projects spend together; those who came sign."""

    place = models.ForeignKey(Place, verbose_name=_("lieu"), on_delete=models.PROTECT, related_name="+")
    cohort = models.ForeignKey(
        Cohort, verbose_name=_("promotion"), on_delete=models.PROTECT, related_name="days"
    )
    title = models.CharField(_("sujet"), max_length=120)
    starts_at = models.DateTimeField(_("début"))
    ends_at = models.DateTimeField(_("fin"))
    led_by = models.CharField(_("animée par"), max_length=120, blank=True)
    funder = models.ForeignKey(
        Funder,
        verbose_name=_("financée par"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = CollectiveDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("journée collective")
        verbose_name_plural = _("journées collectives")
        ordering = ["-starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="incubator_day_ends_after_start",
                violation_error_message=_("La journée doit finir après son début."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


class DayAttendance(models.Model):
    """Somebody came to a day for a project, and signed: on the screen, or on the sheet."""

    day = models.ForeignKey(
        CollectiveDay, verbose_name=_("journée"), on_delete=models.CASCADE, related_name="attendances"
    )
    project = models.ForeignKey(
        Project, verbose_name=_("projet"), on_delete=models.CASCADE, related_name="attendances"
    )
    person = models.ForeignKey(
        "people.User", verbose_name=_("personne"), on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField(_("signé le"), default=clock.now, editable=False)
    signed_by = models.ForeignKey(
        "people.User", verbose_name=_("relevé par"), on_delete=models.PROTECT, related_name="+"
    )

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("présence")
        verbose_name_plural = _("présences")
        ordering = ["day", "signed_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["day", "person"], name="incubator_attendance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.day}"

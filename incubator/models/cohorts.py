"""Those who walk together, and whoever pays for it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

import journal
from incubator.project_querysets import CohortQuerySet
from spaces.models import Place


@journal.track()
class Cohort(models.Model):
    """A promotion: projects that walk together for a year."""

    place = models.ForeignKey(Place, verbose_name=_("lieu"), on_delete=models.PROTECT, related_name="cohorts")
    name = models.CharField(_("nom"), max_length=80)
    starts_on = models.DateField(_("du"))
    ends_on = models.DateField(_("au"))

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = _("promotion")
        verbose_name_plural = _("promotions")
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="incubator_cohort_ends_after_start",
                violation_error_message=_("La promotion doit finir après son début."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@journal.track()
class Funder(models.Model):
    """Whoever pays for hours of support, and wants them counted."""

    place = models.ForeignKey(Place, verbose_name=_("lieu"), on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("nom"), max_length=120)

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = _("financeur de l’accompagnement")
        verbose_name_plural = _("financeurs de l’accompagnement")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["place", "name"], name="incubator_funder_named_once"),
        ]

    def __str__(self) -> str:
        return self.name

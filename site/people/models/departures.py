from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

import clock
from people.models.organisations import Organisation


class Departure(models.Model):
    """An organisation leaves the house: what it hands back by hand is ticked on its steps."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("structure"), on_delete=models.CASCADE, related_name="departures"
    )
    leaves_on = models.DateField(_("dernier jour"))
    opened_by = models.ForeignKey(
        "people.User", verbose_name=_("ouvert par"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    opened_at = models.DateTimeField(_("ouvert le"), default=clock.now, editable=False)
    closed_at = models.DateTimeField(_("clos le"), null=True, blank=True)

    class Meta:
        verbose_name = _("départ")
        verbose_name_plural = _("départs")
        ordering = ["-leaves_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(closed_at__isnull=True),
                name="people_departure_one_at_a_time",
                violation_error_message=_("Le départ de cette structure est déjà ouvert."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.leaves_on:%d/%m/%Y}"


class DepartureStep(models.Model):
    """One thing handed back, ticked by a person."""

    departure = models.ForeignKey(Departure, on_delete=models.CASCADE, related_name="steps")
    label = models.CharField(_("à faire"), max_length=120)
    done_at = models.DateTimeField(_("fait le"), null=True, blank=True)
    done_by = models.ForeignKey(
        "people.User", verbose_name=_("fait par"), null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("étape de départ")
        verbose_name_plural = _("étapes de départ")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["departure", "label"], name="people_departurestep_once"),
        ]

    def __str__(self) -> str:
        return self.label

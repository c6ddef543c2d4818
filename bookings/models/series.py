from __future__ import annotations

import uuid
from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

import clock
import journal
from bookings.querysets import BookingSeriesQuerySet, RejectedOccurrenceQuerySet
from spaces.enums import Layout


@journal.track()
class BookingSeries(models.Model):
    """A recurrence rule and the bookings made from it. Each occurrence is a booking of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.ForeignKey(
        "spaces.Place", verbose_name=_("lieu"), on_delete=models.PROTECT, related_name="series"
    )
    space = models.ForeignKey(
        "spaces.Space", verbose_name=_("espace"), on_delete=models.PROTECT, related_name="series"
    )
    organiser = models.ForeignKey(
        "people.User", verbose_name=_("organisée par"), on_delete=models.PROTECT, related_name="series"
    )
    organisation = models.ForeignKey(
        "people.Organisation",
        verbose_name=_("pour la structure"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="series",
    )
    title = models.CharField(_("ce que vous y faites"), max_length=120)
    attendees = models.PositiveIntegerField(_("combien serez-vous"))
    rule = models.CharField(_("règle (RFC 5545)"), max_length=200)
    first_day = models.DateField(_("premier jour"))
    starts = models.TimeField(_("de"))
    duration = models.DurationField(_("durée"))
    exdates = ArrayField(models.DateField(), verbose_name=_("dates ôtées"), default=list, blank=True)
    rdates = ArrayField(models.DateField(), verbose_name=_("dates ajoutées"), default=list, blank=True)
    layout = models.CharField(_("disposition"), max_length=20, choices=Layout, blank=True)
    created_at = models.DateTimeField(_("créée le"), default=clock.now, editable=False)

    objects = BookingSeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("réservation régulière")
        verbose_name_plural = _("réservations régulières")
        ordering = ["-created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(duration__gt=timedelta(0)), name="bookings_series_lasts"),
            models.CheckConstraint(condition=Q(attendees__gt=0), name="bookings_series_somebody_comes"),
        ]

    def __str__(self) -> str:
        return self.title


class RejectedOccurrence(models.Model):
    """A date of a series that could not be made, and why; it may be tried again."""

    series = models.ForeignKey(BookingSeries, on_delete=models.CASCADE, related_name="rejected")
    starts_at = models.DateTimeField(_("de"))
    reason = models.CharField(_("raison"), max_length=300)
    recorded_at = models.DateTimeField(_("noté le"), default=clock.now, editable=False)

    objects = RejectedOccurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("date écartée")
        verbose_name_plural = _("dates écartées")
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["series", "starts_at"], name="bookings_rejected_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="bookings_rejected_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%d/%m/%Y} {self.reason}"

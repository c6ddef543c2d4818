from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

import clock
import journal
from bookings.enums import Audience
from bookings.rule_querysets import BookingRulesQuerySet, TrainingQuerySet


@journal.track()
class BookingRules(models.Model):
    """What a place asks of a booking, and where one of its spaces differs: an empty field inherits."""

    place = models.OneToOneField(
        "spaces.Place",
        verbose_name=_("lieu"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="booking_rules",
    )
    space = models.OneToOneField(
        "spaces.Space",
        verbose_name=_("espace"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="booking_rules",
    )
    audience = models.CharField(
        _("qui peut réserver"), max_length=10, choices=Audience, null=True, blank=True
    )
    needs_approval = models.BooleanField(_("à valider par une personne"), null=True, blank=True)
    lead_time = models.DurationField(_("délai minimal avant le début"), null=True, blank=True)
    horizon = models.DurationField(_("au plus tôt avant le début"), null=True, blank=True)
    shortest = models.DurationField(_("durée minimale"), null=True, blank=True)
    longest = models.DurationField(_("durée maximale"), null=True, blank=True)
    step = models.DurationField(_("pas des horaires"), null=True, blank=True)
    monthly_quota = models.DurationField(_("quota par structure et par mois"), null=True, blank=True)
    cancellation_notice = models.DurationField(
        _("annulation au plus tard avant le début"), null=True, blank=True
    )
    needs_insurance = models.BooleanField(
        _("assurance de la structure, valable ce jour-là"), null=True, blank=True
    )
    needs_contract = models.BooleanField(_("convention de mise à disposition signée"), null=True, blank=True)
    needs_deposit = models.BooleanField(_("caution reçue"), null=True, blank=True)
    needs_authorisation = models.BooleanField(
        _("autorisation pour un usage inhabituel"), null=True, blank=True
    )
    check_in_within = models.DurationField(
        _("arrivée à confirmer, délai après le début"), null=True, blank=True
    )

    objects = BookingRulesQuerySet.as_manager()

    class Meta:
        verbose_name = _("règles de réservation")
        verbose_name_plural = _("règles de réservation")
        ordering = ["place", "space"]
        constraints = [
            models.CheckConstraint(
                condition=Q(place__isnull=False, space__isnull=True)
                | Q(place__isnull=True, space__isnull=False),
                name="bookings_rules_one_owner",
            ),
            models.CheckConstraint(
                condition=Q(shortest__isnull=True) | Q(longest__isnull=True) | Q(longest__gte=F("shortest")),
                name="bookings_rules_longest_after_shortest",
            ),
            models.CheckConstraint(
                condition=Q(step__isnull=True) | Q(step__gte=timedelta(minutes=5)),
                name="bookings_rules_step_of_five_minutes",
            ),
            models.CheckConstraint(
                condition=Q(check_in_within__isnull=True) | Q(check_in_within__gte=timedelta(minutes=5)),
                name="bookings_rules_check_in_leaves_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.space or self.place)


@journal.track()
class Training(models.Model):
    """A person has been shown how to use a workshop, from a day to another."""

    user = models.ForeignKey(
        "people.User", verbose_name=_("personne"), on_delete=models.CASCADE, related_name="trainings"
    )
    space = models.ForeignKey(
        "spaces.Space", verbose_name=_("espace"), on_delete=models.CASCADE, related_name="trainings"
    )
    given_on = models.DateField(_("habilitée le"))
    expires_on = models.DateField(_("jusqu’au"), null=True, blank=True)
    given_by = models.ForeignKey(
        "people.User",
        verbose_name=_("habilitée par"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    recorded_at = models.DateTimeField(_("noté le"), default=clock.now, editable=False)

    objects = TrainingQuerySet.as_manager()

    class Meta:
        verbose_name = _("habilitation")
        verbose_name_plural = _("habilitations")
        ordering = ["space", "user"]
        constraints = [
            models.UniqueConstraint(fields=["user", "space"], name="bookings_training_once"),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("given_on")),
                name="bookings_training_expires_after",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.space}"

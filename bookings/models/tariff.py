from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

import journal
from bookings.rule_querysets import RebateQuerySet, TariffQuerySet
from people.models import Organisation


@journal.track()
class Tariff(models.Model):
    """The public price of a space, or of every space of a place that has none of its own."""

    place = models.OneToOneField(
        "spaces.Place",
        verbose_name=_("lieu"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="tariff",
    )
    space = models.OneToOneField(
        "spaces.Space",
        verbose_name=_("espace"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="tariff",
    )
    hour = models.DecimalField(_("l’heure"), max_digits=8, decimal_places=2)
    half_day = models.DecimalField(
        _("la demi-journée (4 h)"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    day = models.DecimalField(_("la journée (8 h)"), max_digits=8, decimal_places=2, null=True, blank=True)
    vat_mention = models.CharField(_("mention de TVA"), max_length=80, blank=True)

    objects = TariffQuerySet.as_manager()

    class Meta:
        verbose_name = _("tarif")
        verbose_name_plural = _("tarifs")
        ordering = ["place", "space"]
        constraints = [
            models.CheckConstraint(
                condition=Q(place__isnull=False, space__isnull=True)
                | Q(place__isnull=True, space__isnull=False),
                name="bookings_tariff_one_owner",
            ),
            models.CheckConstraint(
                condition=Q(hour__gte=0)
                & (Q(half_day__isnull=True) | Q(half_day__gte=0))
                & (Q(day__isnull=True) | Q(day__gte=0)),
                name="bookings_tariff_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return str(self.space or self.place)


@journal.track()
class Rebate(models.Model):
    """What a place takes off the public price for a form of organisation, or for its residents."""

    place = models.ForeignKey(
        "spaces.Place", verbose_name=_("lieu"), on_delete=models.CASCADE, related_name="rebates"
    )
    label = models.CharField(_("libellé"), max_length=80)
    kind = models.CharField(_("forme de structure"), max_length=20, choices=Organisation.Kind, blank=True)
    status = models.CharField(_("lien avec le lieu"), max_length=20, choices=Organisation.Status, blank=True)
    percent = models.PositiveSmallIntegerField(_("remise (%)"))

    objects = RebateQuerySet.as_manager()

    class Meta:
        verbose_name = _("remise")
        verbose_name_plural = _("remises")
        ordering = ["place", "-percent", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__gt=0, percent__lte=100), name="bookings_rebate_is_percent"
            ),
        ]

    def __str__(self) -> str:
        return self.label

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

import clock
import journal
from bookings.enums import ClosureKind
from bookings.term_querysets import ClosureQuerySet


@journal.track()
class Closure(models.Model):
    """Nobody may book these spaces for a while: works, a closed week, a flood."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.ForeignKey(
        "spaces.Place", verbose_name=_("lieu"), on_delete=models.PROTECT, related_name="closures"
    )
    claim = models.OneToOneField(
        "spaces.Claim",
        verbose_name=_("inscription au registre"),
        editable=False,
        on_delete=models.PROTECT,
        related_name="closure",
    )
    spaces = models.ManyToManyField("spaces.Space", verbose_name=_("espaces"), related_name="closures")
    kind = models.CharField(_("nature"), max_length=10, choices=ClosureKind)
    reason = models.CharField(_("raison affichée"), max_length=120)
    starts_at = models.DateTimeField(_("de"))
    ends_at = models.DateTimeField(_("à"))
    created_by = models.ForeignKey(
        "people.User",
        verbose_name=_("décidée par"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("notée le"), default=clock.now, editable=False)
    lifted_at = models.DateTimeField(_("levée le"), null=True, blank=True)

    objects = ClosureQuerySet.as_manager()

    class Meta:
        verbose_name = _("fermeture")
        verbose_name_plural = _("fermetures")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="bookings_closure_ends_after"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="bookings_closure_with_reason"),
        ]

    def __str__(self) -> str:
        return self.reason

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

import clock
import journal
from bookings.enums import ProofKind
from bookings.term_querysets import ProofQuerySet


@journal.track()
class Proof(models.Model):
    """Something that the team received before it could confirm: for one booking, or for an organisation until a day."""

    booking = models.ForeignKey(
        "bookings.Booking",
        verbose_name=_("réservation"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="proofs",
    )
    organisation = models.ForeignKey(
        "people.Organisation",
        verbose_name=_("structure"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="booking_proofs",
    )
    place = models.ForeignKey(
        "spaces.Place", verbose_name=_("lieu"), on_delete=models.PROTECT, related_name="booking_proofs"
    )
    kind = models.CharField(_("pièce"), max_length=15, choices=ProofKind)
    received_on = models.DateField(_("reçue le"))
    valid_until = models.DateField(_("valable jusqu’au"), null=True, blank=True)
    received_by = models.ForeignKey(
        "people.User",
        verbose_name=_("reçue par"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    recorded_at = models.DateTimeField(_("noté le"), default=clock.now, editable=False)

    objects = ProofQuerySet.as_manager()

    class Meta:
        verbose_name = _("pièce reçue")
        verbose_name_plural = _("pièces reçues")
        ordering = ["-received_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(booking__isnull=False, organisation__isnull=True)
                | Q(booking__isnull=True, organisation__isnull=False),
                name="bookings_proof_one_owner",
                violation_error_message=_("Choisissez une réservation, ou une structure."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("received_on")),
                name="bookings_proof_ends_after",
            ),
            models.UniqueConstraint(
                fields=["booking", "kind"],
                condition=Q(booking__isnull=False),
                name="bookings_proof_once_per_booking",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.booking or self.organisation}"

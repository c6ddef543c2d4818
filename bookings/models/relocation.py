from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

import clock
import journal
from bookings.enums import RelocationStatus
from bookings.term_querysets import RelocationQuerySet


@journal.track()
class Relocation(models.Model):
    """A booking that had to leave its room for a closure or an agreement: where it goes, what its organiser says."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    booking = models.ForeignKey(
        "bookings.Booking",
        verbose_name=_("réservation"),
        on_delete=models.CASCADE,
        related_name="relocations",
    )
    closure = models.ForeignKey(
        "bookings.Closure",
        verbose_name=_("fermeture"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="relocations",
    )
    agreement = models.ForeignKey(
        "bookings.OccupancyAgreement",
        verbose_name=_("convention"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="relocations",
    )
    left = models.CharField(_("ce qu’elle quitte"), max_length=300)
    reason = models.CharField(_("raison"), max_length=200)
    status = models.CharField(
        _("réponse"), max_length=10, choices=RelocationStatus, default=RelocationStatus.ASKED
    )
    moved_by = models.ForeignKey(
        "people.User", verbose_name=_("décidé par"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("proposé le"), default=clock.now, editable=False)
    answered_at = models.DateTimeField(_("répondu le"), null=True, blank=True)
    called_at = models.DateTimeField(_("appelé le"), null=True, blank=True)

    objects = RelocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("relogement")
        verbose_name_plural = _("relogements")
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closure__isnull=False, agreement__isnull=True)
                | Q(closure__isnull=True, agreement__isnull=False),
                name="bookings_relocation_one_cause",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[RelocationStatus.ACCEPTED, RelocationStatus.DECLINED])
                | Q(answered_at__isnull=False),
                name="bookings_relocation_answered_when",
            ),
            models.UniqueConstraint(
                fields=["booking", "closure", "agreement"],
                name="bookings_relocation_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booking}, {self.left}"

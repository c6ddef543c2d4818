from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

import clock
from bookings.querysets import WaitingEntryQuerySet
from spaces.enums import Layout
from spaces.holds import Hold


class WaitingEntry(models.Model):
    """Somebody waits for a room that others hold. Freed, it is offered to the first in line as an option."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        "people.User", verbose_name=_("personne"), on_delete=models.CASCADE, related_name="waiting"
    )
    organisation = models.ForeignKey(
        "people.Organisation",
        verbose_name=_("pour la structure"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="waiting",
    )
    space = models.ForeignKey(
        "spaces.Space", verbose_name=_("espace"), on_delete=models.CASCADE, related_name="waiting"
    )
    starts_at = models.DateTimeField(_("de"))
    ends_at = models.DateTimeField(_("à"))
    title = models.CharField(_("ce que vous y faites"), max_length=120)
    attendees = models.PositiveIntegerField(_("combien serez-vous"))
    layout = models.CharField(_("disposition"), max_length=20, choices=Layout, blank=True)
    created_at = models.DateTimeField(_("depuis le"), default=clock.now, editable=False)
    left_at = models.DateTimeField(_("quittée le"), null=True, blank=True)
    offered = models.OneToOneField(
        "bookings.Booking",
        verbose_name=_("option proposée"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="waited_for",
    )

    objects = WaitingEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("inscription en liste d’attente")
        verbose_name_plural = _("liste d’attente")
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="bookings_waiting_ends_after"
            ),
            models.CheckConstraint(condition=Q(attendees__gt=0), name="bookings_waiting_somebody_comes"),
            models.UniqueConstraint(
                fields=["user", "space", "starts_at", "ends_at"],
                condition=Q(left_at__isnull=True, offered__isnull=True),
                name="bookings_waiting_once",
                violation_error_message=_("Vous êtes déjà sur cette liste d’attente."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.space}"

    @property
    def room(self) -> Hold:
        """What is waited for, as the ledger reads it."""
        seats = self.attendees if self.space.seat_count else None
        return Hold(self.space, self.starts_at, self.ends_at, seats=seats)

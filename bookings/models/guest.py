from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

import clock

if TYPE_CHECKING:
    from people.access import Visitor


class GuestQuerySet(models.QuerySet):
    """Those who are invited to bookings."""

    def visible_to(self, user: Visitor) -> Self:
        """Those of the bookings that one may change: addresses are for who invites."""
        from bookings.models import Booking

        return self.filter(booking__in=Booking.objects.changeable_by(user))

    def standing(self) -> Self:
        """Those whose invitation nobody took back."""
        return self.filter(removed_at__isnull=True)


class Guest(models.Model):
    """An address invited to a booking. It needs no account, and is forgotten soon after."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    booking = models.ForeignKey(
        "bookings.Booking", verbose_name=_("réservation"), on_delete=models.CASCADE, related_name="guests"
    )
    email = models.EmailField(_("adresse électronique"), max_length=254)
    invited_at = models.DateTimeField(_("invité le"), default=clock.now, editable=False)
    times = models.PositiveSmallIntegerField(_("invitations"), default=1, editable=False)
    declined_at = models.DateTimeField(_("a décliné le"), null=True, blank=True)
    removed_at = models.DateTimeField(_("invitation retirée le"), null=True, blank=True)

    objects = GuestQuerySet.as_manager()

    class Meta:
        verbose_name = _("personne invitée")
        verbose_name_plural = _("personnes invitées")
        ordering = ["invited_at", "pk"]
        constraints = [
            models.UniqueConstraint("booking", Lower("email"), name="bookings_guest_once"),
            models.CheckConstraint(condition=~Q(email=""), name="bookings_guest_addressed"),
        ]

    def __str__(self) -> str:
        return self.email

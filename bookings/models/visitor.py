from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

import clock
from spaces.enums import Layout
from spaces.holds import Hold

if TYPE_CHECKING:
    from datetime import datetime

    from people.access import Visitor
    from spaces.models import Space

TIME_TO_CONFIRM = timedelta(hours=4)


def confirmation_deadline() -> datetime:
    """Until when the link of a request confirms it."""
    return clock.now() + TIME_TO_CONFIRM


class VisitorRequestQuerySet(models.QuerySet):
    """What people without an account ask for."""

    def visible_to(self, user: Visitor) -> Self:
        """Those for the places one manages."""
        from spaces.models import Place

        return self.filter(space__place__in=Place.objects.managed_by(user))

    def unanswered(self) -> Self:
        """Those whose link has not been followed, and still may be."""
        return self.filter(booking__isnull=True, expires_at__gt=clock.now())


class VisitorRequest(models.Model):
    """A room asked for without an account. It holds nothing until the person's own mailbox confirms it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    space = models.ForeignKey(
        "spaces.Space", verbose_name=_("espace"), on_delete=models.PROTECT, related_name="visitor_requests"
    )
    starts_at = models.DateTimeField(_("de"))
    ends_at = models.DateTimeField(_("à"))
    name = models.CharField(_("prénom et nom"), max_length=150)
    email = models.EmailField(_("adresse électronique"), max_length=254)
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    title = models.CharField(_("ce que vous y faites"), max_length=120)
    attendees = models.PositiveIntegerField(_("combien serez-vous"))
    layout = models.CharField(_("disposition"), max_length=20, choices=Layout, blank=True)
    created_at = models.DateTimeField(_("demandée le"), default=clock.now, editable=False)
    expires_at = models.DateTimeField(_("à confirmer avant"), default=confirmation_deadline)
    booking = models.OneToOneField(
        "bookings.Booking",
        verbose_name=_("réservation"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="visitor_request",
    )

    objects = VisitorRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("demande sans compte")
        verbose_name_plural = _("demandes sans compte")
        ordering = ["-created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="bookings_visitor_ends_after"
            ),
            models.CheckConstraint(condition=Q(attendees__gt=0), name="bookings_visitor_somebody_comes"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(email="") & ~Q(title=""), name="bookings_visitor_named"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.name}"

    @property
    def where(self) -> Space:
        """The space of its booking, which the team may have moved; the one asked for before there is any."""
        return self.booking.booked_spaces.all()[0].space if self.booking else self.space

    @property
    def room(self) -> Hold:
        """What is asked for, as the ledger reads it."""
        seats = self.attendees if self.space.seat_count else None
        return Hold(self.space, self.starts_at, self.ends_at, seats=seats)

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

import clock
from people.models.memberships import Membership
from people.models.organisations import Organisation
from people.querysets import InvitationQuerySet


class Invitation(models.Model):
    """Somebody responsible asks an address to join an organisation, until a day."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("structure"), on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField(_("adresse électronique"), max_length=254)
    role = models.CharField(_("rôle"), max_length=20, choices=Membership.Role, default=Membership.Role.MEMBER)
    invited_by = models.ForeignKey(
        "people.User", verbose_name=_("invité par"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("envoyée le"), default=clock.now, editable=False)
    expires_at = models.DateTimeField(_("valable jusqu’au"))
    accepted_at = models.DateTimeField(_("acceptée le"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("reprise le"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                F("organisation"),
                Lower("email"),
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="people_invitation_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="people_invitation_accepted_or_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} → {self.organisation}"

    def refusal(self, at: datetime) -> str:
        """Why it can no longer be accepted, in French; empty when it can."""
        if self.accepted_at is not None:
            return "Cette invitation a déjà servi."
        if self.withdrawn_at is not None:
            return "Cette invitation a été reprise par la structure."
        if self.expires_at <= at:
            return "Cette invitation n’est plus valable : demandez-en une nouvelle à la structure."
        if self.organisation.status == Organisation.Status.FORMER:
            return "Cette structure a quitté la maison."
        return ""

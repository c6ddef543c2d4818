from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

import clock
import journal

if TYPE_CHECKING:
    from people.access import Visitor


class FiguresLinkQuerySet(models.QuerySet):
    """Links to figures, for those who give them."""

    def visible_to(self, user: Visitor) -> Self:
        """Those of the places one manages, whoever gave them."""
        from spaces.models import Place

        return self.filter(place__in=Place.objects.managed_by(user))


@journal.track()
class FiguresLink(models.Model):
    """The figures of a place, or of some of its spaces, read without an account until a day.

    For the owner's representative. Only a digest of the secret is kept: the address is shown once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.ForeignKey(
        "spaces.Place", verbose_name=_("lieu"), on_delete=models.PROTECT, related_name="figures_links"
    )
    spaces = models.ManyToManyField("spaces.Space", verbose_name=_("espaces"), blank=True, related_name="+")
    recipient = models.CharField(_("pour qui"), max_length=120)
    since = models.DateField(_("chiffres à partir du"))
    expires_on = models.DateField(_("dernier jour du lien"))
    shows_agreements = models.BooleanField(_("montrer les conventions"), default=False)
    shows_amounts = models.BooleanField(_("avec leurs redevances"), default=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(
        "people.User",
        verbose_name=_("donné par"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    created_at = models.DateTimeField(_("donné le"), default=clock.now, editable=False)
    revoked_at = models.DateTimeField(_("fermé le"), null=True, editable=False)
    last_opened_at = models.DateTimeField(_("ouvert pour la dernière fois"), null=True, editable=False)

    objects = FiguresLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("lien vers les chiffres")
        verbose_name_plural = _("liens vers les chiffres")
        ordering = ["-created_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(recipient=""), name="bookings_figureslink_for_somebody"),
            models.CheckConstraint(
                condition=Q(shows_amounts=False) | Q(shows_agreements=True),
                name="bookings_figureslink_amounts_of_agreements",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gte=F("since")), name="bookings_figureslink_ends_after"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient}, {self.place}"

    def is_open(self, today: date) -> bool:
        """Whether it opens something on that day."""
        return self.revoked_at is None and today <= self.expires_on

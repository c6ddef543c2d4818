from __future__ import annotations

import secrets
import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

import clock

if TYPE_CHECKING:
    from people.access import Visitor

# Read aloud and typed by hand on an old tablet: no letter that looks like another. 80 bits.
LETTERS = "23456789abcdefghjkmnpqrstvwxyz"
SECRET_LENGTH = 17


def new_secret() -> str:
    """An address that nobody guesses and that can be typed."""
    return "".join(secrets.choice(LETTERS) for _ in range(SECRET_LENGTH))


class DoorSignQuerySet(models.QuerySet):
    """Secret addresses of rooms."""

    def visible_to(self, user: Visitor) -> Self:
        """Those of the places that one manages."""
        from spaces.models import Place

        return self.filter(space__place__in=Place.objects.managed_by(user))

    def changeable_by(self, user: Visitor) -> Self:
        """The same: whoever manages a place posts its signs and takes them down."""
        return self.visible_to(user)

    def standing(self) -> Self:
        """Those of rooms in use; one that is deleted leads nowhere any more."""
        return self.filter(space__is_archived=False)


class DoorSign(models.Model):
    """The secret address of one room: its tablet shows it, its printed sign leads to it.

    To revoke it is to delete it. Not in the history kept by triggers: its secret would stay there.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    space = models.ForeignKey(
        "spaces.Space", verbose_name=_("espace"), on_delete=models.CASCADE, related_name="door_signs"
    )
    secret = models.CharField(_("adresse secrète"), max_length=40, unique=True, default=new_secret)
    label = models.CharField(
        _("où elle est posée"), max_length=80, blank=True, help_text=_("Par exemple : tablette du couloir.")
    )
    created_at = models.DateTimeField(_("posée le"), default=clock.now, editable=False)

    objects = DoorSignQuerySet.as_manager()

    class Meta:
        verbose_name = _("plaque de porte")
        verbose_name_plural = _("plaques de porte")
        ordering = ["space", "created_at"]

    def __str__(self) -> str:
        return f"{self.space}, {self.label}" if self.label else str(self.space)

    @property
    def tablet_path(self) -> str:
        """What the tablet beside the door shows."""
        return reverse("bookings:door", args=[self.secret])

    @property
    def here_path(self) -> str:
        """Where the printed sign leads whoever stands before it."""
        return reverse("bookings:here", args=[self.secret])

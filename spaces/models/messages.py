from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

import clock
from spaces.models.place import Place

if TYPE_CHECKING:
    from people.access import Visitor


class MessageStatus(models.TextChoices):
    """Where a message stands. One that is set aside asks for no answer: an advertisement, a robot."""

    NEW = "new", _("à lire")
    ANSWERED = "answered", _("répondu")
    SET_ASIDE = "set_aside", _("écarté")


class MessageQuerySet(models.QuerySet):
    """What people write to a place, for those who run it."""

    def visible_to(self, user: Visitor) -> Self:
        """Those of the places one manages: to anybody else a message is a letter under seal."""
        return self.filter(place__in=Place.objects.managed_by(user))

    def waiting(self) -> Self:
        """Those that nobody has answered nor set aside."""
        return self.filter(status=MessageStatus.NEW)


class Message(models.Model):
    """What somebody wrote to a place, and what became of it. No version of it is kept: it goes when it goes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.ForeignKey(
        Place, verbose_name=_("lieu"), on_delete=models.PROTECT, related_name="messages"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("compte"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    name = models.CharField(_("prénom et nom"), max_length=120)
    email = models.EmailField(_("courriel"))
    subject = models.CharField(_("sujet"), max_length=120, blank=True)
    text = models.TextField(_("message"))
    sent_at = models.DateTimeField(_("reçu le"), default=clock.now, editable=False)
    status = models.CharField(_("état"), max_length=9, choices=MessageStatus, default=MessageStatus.NEW)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("par"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    handled_at = models.DateTimeField(_("le"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-sent_at", "pk"]
        indexes = [models.Index(fields=["place", "status"], name="spaces_message_place_status")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=MessageStatus.values), name="spaces_message_status"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="spaces_message_says_something"),
            models.CheckConstraint(
                condition=Q(status=MessageStatus.NEW, handled_at__isnull=True)
                | (~Q(status=MessageStatus.NEW) & Q(handled_at__isnull=False)),
                name="spaces_message_handled_once_it_is",
            ),
        ]

    def __str__(self) -> str:
        said = self.subject or " ".join(self.text.split())
        return said if len(said) <= 60 else f"{said[:59]}…"

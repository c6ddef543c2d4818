from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

import clock
from people.token_querysets import ApiTokenQuerySet


class ApiToken(models.Model):
    """A key that lets a program act for a person, within its scopes, until it expires or is revoked.

    The key itself is shown once and never kept: the row knows its SHA-256, which 256 random bits make
    as hard to turn back as a slow hash would.
    """

    class Scope(models.TextChoices):
        """What a program may do. A scope never gives more than the person has."""

        SPACES_READ = "spaces:read", _("lire les lieux, les espaces et ce qui est libre")
        BOOKINGS_READ = "bookings:read", _("lire les réservations que vous voyez")
        BOOKINGS_WRITE = "bookings:write", _("réserver et annuler en votre nom")
        AGREEMENTS_READ = "agreements:read", _("lire les conventions que vous voyez")
        CALENDARS_READ = "calendars:read", _("lire les adresses de vos agendas")
        OCCUPANCY_READ = "occupancy:read", _("lire les taux d’occupation des lieux que vous gérez")

    user = models.ForeignKey(
        "people.User", verbose_name=_("personne"), on_delete=models.CASCADE, related_name="keys"
    )
    name = models.CharField(_("à quoi il sert"), max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope), verbose_name=_("ce qu’il permet"))
    created_at = models.DateTimeField(_("créé le"), default=clock.now, editable=False)
    expires_at = models.DateTimeField(_("expire le"))
    last_used_at = models.DateTimeField(_("dernier usage"), null=True, blank=True)
    counted_from = models.DateTimeField(null=True, editable=False)
    reads = models.PositiveIntegerField(default=0, editable=False)
    writes = models.PositiveIntegerField(default=0, editable=False)
    revoked_at = models.DateTimeField(_("révoqué le"), null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("jeton")
        verbose_name_plural = _("jetons")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="people_token_named"),
            models.CheckConstraint(condition=~Q(scopes=[]), name="people_token_opens_something"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="people_token_expires_after_birth"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def allows(self, scope: str) -> bool:
        """Whether the person gave this scope to it."""
        return scope in self.scopes

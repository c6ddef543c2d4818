from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

import clock

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser


class ConsentQuerySet(models.QuerySet):
    """Consents by who gave them."""

    def in_force(self) -> Self:
        """Those not taken back."""
        return self.filter(withdrawn_at__isnull=True)

    def of(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Those of this person."""
        return self.none() if user.is_anonymous else self.filter(user=user.pk)


class Consent(models.Model):
    """A person said yes to one sentence, on a day; and perhaps took it back."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("personne"),
        on_delete=models.CASCADE,
        related_name="consents",
    )
    purpose = models.CharField(_("pour quoi"), max_length=60)
    version = models.PositiveSmallIntegerField(_("version du texte"))
    text = models.TextField(_("texte lu"))
    given_at = models.DateTimeField(_("donné le"), default=clock.now, editable=False)
    withdrawn_at = models.DateTimeField(_("repris le"), null=True, blank=True, editable=False)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consentement")
        verbose_name_plural = _("consentements")
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="privacy_consent_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="privacy_consent_withdrawn_after_given",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="privacy_consent_says_to_what"),
        ]

    def __str__(self) -> str:
        return f"{self.user} : {self.purpose}, version {self.version}"


class Farewell(models.Model):
    """Somebody was told that something of theirs will go, unless it shows a sign of life.

    A sign of life since then changes `last_activity`: this warning then counts no more.
    """

    rule = models.CharField(_("règle"), max_length=60)
    subject_id = models.CharField(_("objet"), max_length=64)
    last_activity = models.DateTimeField(_("dernier signe de vie"))
    told_at = models.DateTimeField(_("prévenue le"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("avertissement d’effacement")
        verbose_name_plural = _("avertissements d’effacement")
        ordering = ["told_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "subject_id", "last_activity"], name="privacy_farewell_once_per_silence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.subject_id}"

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

import clock
from incubator.models.applications import Application
from incubator.querysets import CallBackQuerySet, PhoneNoteQuerySet


class CallBack(models.Model):
    """Somebody who writes a dossier would rather be called."""

    application = models.ForeignKey(
        Application, verbose_name=_("dossier"), on_delete=models.CASCADE, related_name="callbacks"
    )
    asked_by = models.ForeignKey(
        "people.User", verbose_name=_("par"), on_delete=models.CASCADE, related_name="+"
    )
    phone = models.CharField(_("téléphone"), max_length=30)
    when = models.CharField(_("quand"), max_length=80, blank=True)
    asked_at = models.DateTimeField(_("demandé le"), default=clock.now, editable=False)
    done_at = models.DateTimeField(_("rappelé le"), null=True, blank=True)
    done_by = models.ForeignKey(
        "people.User", verbose_name=_("rappelé par"), null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = CallBackQuerySet.as_manager()

    class Meta:
        verbose_name = _("demande de rappel")
        verbose_name_plural = _("demandes de rappel")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(done_at__isnull=True), name="incubator_callback_one_waits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application.number}, {self.phone}"


class PhoneNote(models.Model):
    """What was said on the telephone about a dossier: for the team, and for the person it is about."""

    application = models.ForeignKey(
        Application, verbose_name=_("dossier"), on_delete=models.CASCADE, related_name="phone_notes"
    )
    spoken_with = models.ForeignKey(
        "people.User", verbose_name=_("avec"), on_delete=models.CASCADE, related_name="+"
    )
    spoken_at = models.DateTimeField(_("quand"))
    body = models.TextField(_("ce qui s’est dit"))
    written_by = models.ForeignKey(
        "people.User", verbose_name=_("noté par"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_at = models.DateTimeField(_("noté le"), default=clock.now, editable=False)

    objects = PhoneNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("appel noté")
        verbose_name_plural = _("appels notés")
        ordering = ["-spoken_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.application.number}, {self.spoken_with}"

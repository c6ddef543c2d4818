from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

import clock


class AuditEvent(models.Model):
    """Somebody did something that we must be able to tell later: a grant, an export, a file opened."""

    at = models.DateTimeField(_("quand"), default=clock.now, editable=False, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("qui"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    action = models.CharField(_("quoi"), max_length=60, db_index=True)
    target_type = models.CharField(_("genre d’objet"), max_length=100, blank=True)
    target_id = models.CharField(_("objet"), max_length=64, blank=True)
    details = models.JSONField(_("précisions"), default=dict, blank=True)

    class Meta:
        verbose_name = _("fait consigné")
        verbose_name_plural = _("journal")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["target_type", "target_id"], name="journal_audit_target")]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.action}"

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

import clock


class ApiAnswer(models.Model):
    """What the API answered to a request that carried a key, so that sending it again does nothing twice."""

    user = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(_("clé d’envoi"), max_length=200)
    digest = models.CharField(max_length=64)
    answer = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("réponse gardée")
        verbose_name_plural = _("réponses gardées")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="bookings_answer_once"),
        ]

    def __str__(self) -> str:
        return self.key

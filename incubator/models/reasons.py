from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from incubator.enums import ReasonKind
from incubator.models.calls import Call


class Reason(models.Model):
    """A reason that a call gives, in the words of its team; a dossier keeps the words it was given."""

    call = ParentalKey(Call, verbose_name=_("appel"), on_delete=models.CASCADE, related_name="reasons")
    kind = models.CharField(_("quand"), max_length=12, choices=ReasonKind)
    label = models.CharField(
        _("raison"), max_length=120, help_text=_("Telle que la personne la lira dans son courriel.")
    )

    class Meta:
        verbose_name = _("raison")
        verbose_name_plural = _("raisons")
        ordering = ["call", "kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=ReasonKind.values), name="incubator_reason_kind"
            ),
            models.UniqueConstraint(
                fields=["call", "kind", "label"],
                name="incubator_reason_once",
                violation_error_message=_("Cette raison est déjà dans la liste."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

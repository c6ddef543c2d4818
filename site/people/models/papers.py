from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

import clock
from people.models.organisations import Organisation
from people.querysets import PaperQuerySet


class Paper(models.Model):
    """A document that an organisation shows once a year or once for all, with the days it is good for.

    Its private file, when there is one, lies in the vault.
    """

    class Kind(models.TextChoices):
        INSURANCE = "insurance", _("attestation d’assurance")
        STATUTES = "statutes", _("statuts")
        REGISTRATION = "registration", _("récépissé ou extrait d’immatriculation")
        BANK = "bank", _("coordonnées bancaires")
        OTHER = "other", _("autre document")

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("structure"), on_delete=models.CASCADE, related_name="papers"
    )
    kind = models.CharField(_("document"), max_length=20, choices=Kind)
    label = models.CharField(_("précision"), max_length=120, blank=True)
    valid_from = models.DateField(_("valable du"), null=True, blank=True)
    valid_until = models.DateField(_("jusqu’au"), null=True, blank=True)
    added_by = models.ForeignKey(
        "people.User",
        verbose_name=_("ajouté par"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    added_at = models.DateTimeField(_("ajouté le"), default=clock.now, editable=False)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("document de structure")
        verbose_name_plural = _("documents de structure")
        ordering = ["organisation", "kind", "-valid_until", "pk"]
        indexes = [models.Index(fields=["kind", "valid_until"], name="people_paper_validity")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="people_paper_ends_after_start",
                violation_error_message=_("Ce document finirait de valoir avant d’avoir commencé."),
            ),
            # An insurance without dates would cover any day, which none does.
            models.CheckConstraint(
                condition=~Q(kind="insurance") | Q(valid_from__isnull=False, valid_until__isnull=False),
                name="people_paper_insurance_dated",
                violation_error_message=_(
                    "Une attestation d’assurance dit du quel jour à quel jour elle couvre."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.label or str(self.get_kind_display())

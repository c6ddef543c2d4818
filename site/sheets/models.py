from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

import clock


class SheetImportQuerySet(models.QuerySet):
    """Imports, each for whoever made it."""

    def visible_to(self, user: Any) -> Self:
        """One's own."""
        return self.filter(owner_id=user.pk) if user.is_authenticated and user.is_active else self.none()


class SheetImport(models.Model):
    """A list that somebody brought: kept while its columns are being matched, then what it made."""

    kind = models.CharField(_("liste"), max_length=40)
    scope = models.CharField(_("où"), max_length=40, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("importée par"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    file_name = models.CharField(_("fichier"), max_length=150)
    content = models.BinaryField(_("contenu"), default=bytes)
    mapping = models.JSONField(_("colonnes"), default=dict)
    created_at = models.DateTimeField(_("apportée le"), default=clock.now, editable=False)
    applied_at = models.DateTimeField(_("importée le"), null=True, blank=True)
    undone_at = models.DateTimeField(_("annulée le"), null=True, blank=True)
    row_count = models.PositiveIntegerField(_("lignes"), default=0)
    written = models.JSONField(_("ce qu’elle a écrit"), default=list)

    objects = SheetImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import de tableur")
        verbose_name_plural = _("imports de tableurs")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(applied_at__isnull=False),
                name="sheets_import_undone_after_applied",
            ),
            # What people sent is not kept once it has served.
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True) | Q(content=b""), name="sheets_import_forgets_its_file"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

import clock


def vault_storage() -> Storage:
    """The folder that no web server publishes."""
    return storages["vault"]


def shelf(instance: PrivateFile, filename: str) -> str:
    """Where a file lies: its number only, so that no sender chooses a name on our disk."""
    return shelf_of(instance.id)


def shelf_of(number: UUID) -> str:
    """Where the file of that number lies."""
    return f"{number.hex[:2]}/{number.hex}"


class PrivateFileQuerySet(models.QuerySet):
    """Private files by what they belong to."""

    def of(self, owner: models.Model, field: str | None = None) -> PrivateFileQuerySet:
        """Those of an object, or of one of its fields."""
        rows = self.filter(owner_type=owner._meta.label_lower, owner_id=str(owner.pk))
        return rows if field is None else rows.filter(field=field)


class PrivateFile(models.Model):
    """A file that somebody entrusted to the house for one object."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    file = models.FileField(_("fichier"), storage=vault_storage, upload_to=shelf, max_length=60)
    original_name = models.CharField(_("nom d’origine"), max_length=150)
    content_type = models.CharField(_("format"), max_length=120)
    size = models.PositiveBigIntegerField(_("taille (octets)"))
    sha256 = models.CharField(_("empreinte"), max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("envoyé par"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("envoyé le"), default=clock.now, editable=False)
    owner_type = models.CharField(_("genre d’objet"), max_length=100)
    owner_id = models.CharField(_("objet"), max_length=64)
    field = models.CharField(_("champ"), max_length=64, blank=True)

    objects = PrivateFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("fichier privé")
        verbose_name_plural = _("fichiers privés")
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["owner_type", "owner_id"], name="vault_privatefile_owner")]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="vault_privatefile_not_empty"),
        ]

    def __str__(self) -> str:
        return self.original_name

    def get_absolute_url(self) -> str:
        """Where those who may read it take it."""
        return reverse("private_file", kwargs={"pk": self.pk})

    def belongs_to(self, owner: Any) -> bool:
        """Whether this object is the one it was entrusted for."""
        return (self.owner_type, self.owner_id) == (owner._meta.label_lower, str(owner.pk))

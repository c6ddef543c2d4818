from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.fields import StreamField

import clock
import journal
from incubator.blocks import PageStreamBlock
from incubator.forms.schema import Schema
from incubator.querysets import CallQuerySet
from spaces.models import Place


@journal.track()
class Call(ClusterableModel):
    """A call for projects: what it asks, of whom, until when, and what it gives."""

    place = models.ForeignKey(Place, verbose_name=_("lieu"), on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("titre"), max_length=120)
    slug = models.SlugField(_("adresse courte"), max_length=80, unique=True)
    summary = models.CharField(_("en une phrase"), max_length=250)
    presentation = models.TextField(_("de quoi il s’agit"), blank=True)
    audience = models.TextField(_("qui peut répondre"), blank=True)
    support_amount = models.DecimalField(
        _("soutien par projet (€)"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    opens_at = models.DateTimeField(_("ouvre le"))
    closes_at = models.DateTimeField(
        _("ferme le"),
        help_text=_("Cette seconde comprise, à l’heure du lieu : 23:59:59 pour finir la journée."),
    )
    readers = models.PositiveSmallIntegerField(
        _("personnes qui lisent chaque dossier"), null=True, blank=True
    )
    read_by = models.DateField(_("lecture terminée le"), null=True, blank=True)
    answers_on = models.DateField(_("réponse donnée le"), null=True, blank=True)
    contact_name = models.CharField(_("qui répond aux questions"), max_length=80, blank=True)
    contact_phone = models.CharField(_("au téléphone"), max_length=30, blank=True)
    contact_hours = models.CharField(
        _("quand"), max_length=80, blank=True, help_text=_("Par exemple : le matin.")
    )
    checklist = models.TextField(
        _("critères d’éligibilité"), blank=True, help_text=_("Un critère par ligne, vérifié à la réception.")
    )
    draft_retention_months = models.PositiveSmallIntegerField(
        _("brouillons gardés (mois)"), default=6, validators=[MinValueValidator(1)]
    )
    rejected_retention_months = models.PositiveSmallIntegerField(
        _("dossiers non retenus gardés (mois)"), default=24, validators=[MinValueValidator(1)]
    )
    is_published = models.BooleanField(_("visible du public"), default=False)
    form_blocks = StreamField(PageStreamBlock(), verbose_name=_("formulaire"), blank=True)
    form_version = models.ForeignKey(
        "incubator.FormVersion",
        verbose_name=_("version publiée du formulaire"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("appel à projets")
        verbose_name_plural = _("appels à projets")
        ordering = ["-closes_at", "pk"]
        permissions = [
            ("manage_call", "Gérer l’appel"),
            ("handle_call", "Instruire les dossiers de l’appel"),
            ("review_call", "Lire les dossiers confiés"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="incubator_call_closes_after_opening",
                violation_error_message=_("L’appel doit fermer après son ouverture."),
            ),
            models.CheckConstraint(
                condition=Q(support_amount__isnull=True) | Q(support_amount__gte=0),
                name="incubator_call_support_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(draft_retention_months__gte=1, rejected_retention_months__gte=1),
                name="incubator_call_retention_positive",
            ),
            models.CheckConstraint(
                condition=Q(is_published=False) | Q(form_version__isnull=False),
                name="incubator_call_published_with_a_form",
                violation_error_message=_("Publiez le formulaire avant de montrer l’appel."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The public page of the call."""
        return reverse("incubator:call", kwargs={"slug": self.slug})

    def local(self, instant: datetime) -> datetime:
        """An instant as the clock of this call's place shows it."""
        return clock.local(instant, self.place.zone)

    @property
    def criteria(self) -> list[str]:
        """What is checked when a dossier arrives."""
        return [line.strip() for line in self.checklist.splitlines() if line.strip()]


class Stage(models.Model):
    """A step of the selection, in the order in which dossiers go through them."""

    call = ParentalKey(Call, verbose_name=_("appel"), on_delete=models.CASCADE, related_name="stages")
    position = models.PositiveSmallIntegerField(_("rang"))
    name = models.CharField(_("nom"), max_length=80)
    starts_on = models.DateField(_("du"), null=True, blank=True)
    ends_on = models.DateField(_("au"), null=True, blank=True)
    minimum_reviews = models.PositiveSmallIntegerField(_("lectures nécessaires"), default=0)
    is_anonymous = models.BooleanField(_("lecture anonyme"), default=False)
    total_threshold = models.DecimalField(
        _("seuil du total"),
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Par exemple 10, quand trois critères notés sur 5 doivent faire 10 en tout."),
    )
    shares_reviews = models.BooleanField(
        _("lectures partagées"),
        default=True,
        help_text=_("Chacun lit les autres lectures d’un dossier une fois la sienne rendue."),
    )

    class Meta:
        verbose_name = _("étape")
        verbose_name_plural = _("étapes")
        ordering = ["call", "position"]
        constraints = [
            models.UniqueConstraint(fields=["call", "position"], name="incubator_stage_position_once"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="incubator_stage_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FormVersion(models.Model):
    """A form as it was published: never changed, so that a dossier always reads as it was asked."""

    call = models.ForeignKey(
        Call, verbose_name=_("appel"), on_delete=models.CASCADE, related_name="form_versions"
    )
    number = models.PositiveSmallIntegerField(_("numéro"))
    schema = models.JSONField(_("questions"))
    published_at = models.DateTimeField(_("publiée le"), default=clock.now, editable=False)
    published_by = models.ForeignKey(
        "people.User", verbose_name=_("publiée par"), null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("version de formulaire")
        verbose_name_plural = _("versions de formulaire")
        ordering = ["call", "number"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="incubator_formversion_number_once"),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="immutable", fields=["call", "number", "schema", "published_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.call}, version {self.number}"

    @cached_property
    def form(self) -> Schema:
        """The questions, ready to be asked."""
        return Schema.from_json(self.schema)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Forget the questions read so far."""
        self.__dict__.pop("form", None)
        super().refresh_from_db(*args, **kwargs)

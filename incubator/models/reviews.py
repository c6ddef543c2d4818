"""The grid of a stage, and what the jury made of each dossier with it. A reading is never rewritten."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Mod
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

import clock
from incubator.models.calls import Stage
from incubator.models.company import ReviewAssignment
from incubator.querysets import CriterionQuerySet, ReviewQuerySet
from incubator.scoring import Mark


class InHalves(Exact):
    """Whether a mark is a whole number of half points."""

    def __init__(self, field: str) -> None:
        tenths = models.DecimalField(max_digits=5, decimal_places=1)
        doubled = models.ExpressionWrapper(F(field) * 2, output_field=tenths)
        super().__init__(Mod(doubled, Value(Decimal(1)), output_field=tenths), Value(Decimal(0)))


class Criterion(models.Model):
    """One line of a stage's grid."""

    stage = models.ForeignKey(
        Stage, verbose_name=_("étape"), on_delete=models.CASCADE, related_name="criteria"
    )
    position = models.PositiveSmallIntegerField(_("rang"), default=1)
    name = models.CharField(_("critère"), max_length=80)
    help_text = models.CharField(
        _("ce qu’on y regarde"), max_length=300, blank=True, help_text=_("Une phrase, lue en notant.")
    )
    weight = models.DecimalField(
        _("poids"), max_digits=3, decimal_places=1, default=1, validators=[MinValueValidator(Decimal("0.1"))]
    )
    minimum = models.DecimalField(_("note la plus basse"), default=0, max_digits=4, decimal_places=1)
    maximum = models.DecimalField(_("note la plus haute"), default=5, max_digits=4, decimal_places=1)
    threshold = models.DecimalField(
        _("seuil éliminatoire"),
        null=True,
        blank=True,
        help_text=_("En dessous, le dossier ne passe pas, et la note se justifie. Vide : pas de seuil."),
        max_digits=4,
        decimal_places=1,
    )
    tie_break = models.PositiveSmallIntegerField(
        _("départage en"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("1 pour le critère regardé d’abord entre deux dossiers à égalité, puis 2."),
    )
    is_in_use = models.BooleanField(
        _("noté"), default=True, help_text=_("Décoché : les prochaines lectures ne le notent plus.")
    )

    objects = CriterionQuerySet.as_manager()

    class Meta:
        verbose_name = _("critère de lecture")
        verbose_name_plural = _("critères de lecture")
        ordering = ["stage", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weight__gt=0),
                name="incubator_criterion_weight_positive",
                violation_error_message=_("Un poids est plus grand que zéro."),
            ),
            models.CheckConstraint(
                condition=Q(minimum__gte=0, maximum__gt=F("minimum")),
                name="incubator_criterion_scale",
                violation_error_message=_("La note la plus haute doit dépasser la plus basse."),
            ),
            models.CheckConstraint(
                condition=Q(threshold__isnull=True)
                | Q(threshold__gte=F("minimum"), threshold__lte=F("maximum")),
                name="incubator_criterion_threshold_on_scale",
                violation_error_message=_(
                    "Le seuil se choisit entre la note la plus basse et la plus haute."
                ),
            ),
            models.CheckConstraint(
                condition=Q(InHalves("minimum")) & Q(InHalves("maximum")),
                name="incubator_criterion_scale_in_halves",
                violation_error_message=_("On note par demi-points."),
            ),
            models.UniqueConstraint(
                fields=["stage", "tie_break"],
                name="incubator_criterion_tie_break_once",
                violation_error_message=_("Un autre critère départage déjà à ce rang."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def steps(self) -> list[Decimal]:
        """Every mark that may be given, by half points."""
        half = Decimal("0.5")
        return [self.minimum + half * n for n in range(int((self.maximum - self.minimum) / half) + 1)]


class Review(models.Model):
    """A reading that is in. Correcting it writes another; the last one counts.

    Its key is drawn by whoever writes it, so that sending it twice from a train keeps one.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    assignment = models.ForeignKey(
        ReviewAssignment, verbose_name=_("lecture confiée"), on_delete=models.CASCADE, related_name="reviews"
    )
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    comment = models.TextField(_("avis"))
    total_threshold = models.DecimalField(
        _("seuil du total, ce jour-là"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    submitted_at = models.DateTimeField(_("rendue le"), default=clock.now, editable=False)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("lecture")
        verbose_name_plural = _("lectures")
        ordering = ["assignment", "version"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "version"], name="incubator_review_version_once"),
            models.CheckConstraint(condition=~Q(comment=""), name="incubator_review_says_something"),
        ]
        triggers = [pgtrigger.ReadOnly(name="immutable")]

    def __str__(self) -> str:
        return f"{self.assignment}, lecture {self.version}"


class Score(models.Model):
    """A mark, with its criterion as it was that day; no value means « sans objet »."""

    review = models.ForeignKey(
        Review, verbose_name=_("lecture"), on_delete=models.CASCADE, related_name="scores"
    )
    criterion = models.ForeignKey(
        Criterion, verbose_name=_("critère"), on_delete=models.PROTECT, related_name="scores"
    )
    value = models.DecimalField(_("note"), null=True, blank=True, max_digits=4, decimal_places=1)
    reason = models.CharField(_("pourquoi"), max_length=500, blank=True)
    weight = models.DecimalField(_("poids"), max_digits=3, decimal_places=1)
    maximum = models.DecimalField(_("note la plus haute"), max_digits=4, decimal_places=1)
    threshold = models.DecimalField(
        _("seuil éliminatoire"), null=True, blank=True, max_digits=4, decimal_places=1
    )

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["review", "criterion__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="incubator_score_once"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0, value__lte=F("maximum")),
                name="incubator_score_on_scale",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(InHalves("value")), name="incubator_score_in_halves"
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True)
                | Q(threshold__isnull=True)
                | Q(value__gte=F("threshold"))
                | ~Q(reason=""),
                name="incubator_score_low_is_explained",
            ),
        ]
        triggers = [pgtrigger.ReadOnly(name="immutable")]

    def __str__(self) -> str:
        return f"{self.criterion} : {self.value}"

    @property
    def mark(self) -> Mark:
        """What the scoring reads."""
        return Mark(self.criterion_id, self.value, self.weight, self.maximum, self.threshold)

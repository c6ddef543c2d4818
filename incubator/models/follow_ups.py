"""What became of a project: a few figures at its entry, its exit, and one, two and three years later."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from incubator.enums import Moment
from incubator.models.projects import Project
from incubator.project_querysets import OfProjectQuerySet

MANY = 1_000_000


class FollowUp(models.Model):
    """The indicators of a project at one moment. Asked on a day, answered once, then kept."""

    project = models.ForeignKey(
        Project, verbose_name=_("projet"), on_delete=models.CASCADE, related_name="follow_ups"
    )
    moment = models.CharField(_("moment"), max_length=8, choices=Moment)
    due_on = models.DateField(_("demandé le"))
    answered_at = models.DateTimeField(_("répondu le"), null=True, blank=True)
    is_active = models.BooleanField(_("l’activité existe"), null=True)
    jobs = models.DecimalField(
        _("emplois, en équivalent temps plein"),
        max_digits=7,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    volunteers = models.PositiveIntegerField(
        _("bénévoles"), null=True, blank=True, validators=[MaxValueValidator(MANY)]
    )
    people_served = models.PositiveIntegerField(
        _("personnes qui s’en servent"), null=True, blank=True, validators=[MaxValueValidator(MANY)]
    )
    turnover = models.DecimalField(
        _("ventes et cotisations sur un an (€)"),
        max_digits=11,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    words = models.TextField(_("en quelques mots"), blank=True, max_length=1500)

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("point de suivi")
        verbose_name_plural = _("points de suivi")
        ordering = ["project", "due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "moment"], name="incubator_followup_once"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(is_active__isnull=False),
                name="incubator_followup_answered_says_whether_it_lives",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}, {self.get_moment_display()}"

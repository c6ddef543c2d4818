"""From a need to whoever answers it: ideas, their steps, their opportunity study."""

from __future__ import annotations

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

import clock
import journal
from incubator.enums import LIVING_IDEA, IdeaStatus
from incubator.idea_querysets import IdeaQuerySet, OfIdeaQuerySet
from incubator.models.calls import Call
from spaces.models import Place


@journal.track()
class Idea(models.Model):
    """An answer that could exist, looked at before anybody carries it."""

    place = models.ForeignKey(Place, verbose_name=_("lieu"), on_delete=models.PROTECT, related_name="ideas")
    title = models.CharField(_("titre"), max_length=120)
    summary = models.TextField(
        _("en quelques phrases"), blank=True, help_text=_("Le besoin, et la réponse imaginée.")
    )
    is_public = models.BooleanField(_("visible du public"), default=False)
    lead = models.ForeignKey(
        "people.User",
        verbose_name=_("suivie par"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    captured_at = models.DateTimeField(_("notée le"), default=clock.now, editable=False)
    status = models.CharField(
        _("état"), max_length=20, choices=IdeaStatus, default=IdeaStatus.CAPTURED, editable=False
    )
    resume_status = models.CharField(
        _("état à reprendre"), max_length=20, choices=IdeaStatus, blank=True, default="", editable=False
    )
    reason = models.TextField(_("pourquoi"), blank=True, editable=False)
    call = models.ForeignKey(
        Call,
        verbose_name=_("appel qui cherche qui la porte"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="ideas",
    )
    project = models.OneToOneField(
        "incubator.Project",
        verbose_name=_("projet"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="idea",
    )
    holder = models.ForeignKey(
        "people.Organisation",
        verbose_name=_("structure qui la porte"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = IdeaQuerySet.as_manager()

    class Meta:
        verbose_name = _("idée")
        verbose_name_plural = _("idées")
        ordering = ["-captured_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=IdeaStatus.values), name="incubator_idea_status"),
            models.CheckConstraint(
                condition=Q(status=IdeaStatus.ON_HOLD, resume_status__in=LIVING_IDEA)
                | (~Q(status=IdeaStatus.ON_HOLD) & Q(resume_status="")),
                name="incubator_idea_on_hold_resumes",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[IdeaStatus.ON_HOLD, IdeaStatus.DROPPED]) | ~Q(reason=""),
                name="incubator_idea_stopped_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status=IdeaStatus.TRANSFERRED)
                | Q(project__isnull=False)
                | Q(holder__isnull=False),
                name="incubator_idea_transferred_to_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its public page."""
        return reverse("incubator:idea", kwargs={"pk": self.pk})


class IdeaStep(models.Model):
    """Somebody moved an idea. Written by `incubator.idea_steps` alone, never changed."""

    idea = models.ForeignKey(Idea, verbose_name=_("idée"), on_delete=models.CASCADE, related_name="steps")
    name = models.CharField(_("geste"), max_length=30)
    actor = models.ForeignKey(
        "people.User", verbose_name=_("par"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("quand"), default=clock.now, editable=False)
    from_status = models.CharField(_("de"), max_length=20, choices=IdeaStatus)
    to_status = models.CharField(_("à"), max_length=20, choices=IdeaStatus)
    decided_on = models.DateField(_("décidé en comité le"), null=True, blank=True)
    meeting = models.ForeignKey(
        "meetings.Meeting",
        verbose_name=_("comité"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    payload = models.JSONField(_("précisions"), default=dict, encoder=DjangoJSONEncoder)

    objects = OfIdeaQuerySet.as_manager()

    class Meta:
        verbose_name = _("étape d’une idée")
        verbose_name_plural = _("étapes d’une idée")
        ordering = ["idea", "at", "pk"]
        triggers = [
            pgtrigger.ReadOnly(
                name="immutable", fields=["idea", "name", "at", "from_status", "to_status", "payload"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.idea}, {self.get_to_status_display()}"


@journal.track()
class OpportunityStudy(models.Model):
    """Whether an idea deserves to exist here: written by the team, in sections, with its documents."""

    idea = models.OneToOneField(Idea, verbose_name=_("idée"), on_delete=models.CASCADE, related_name="study")
    started_at = models.DateTimeField(_("commencée le"), default=clock.now, editable=False)
    due_on = models.DateField(_("attendue le"), null=True, blank=True)
    public_summary = models.TextField(_("résumé pour le public"), blank=True)
    is_summary_public = models.BooleanField(_("montrer ce résumé"), default=False)

    objects = OfIdeaQuerySet.as_manager()

    class Meta:
        verbose_name = _("étude d’opportunité")
        verbose_name_plural = _("études d’opportunité")
        ordering = ["-started_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_summary_public=False) | ~Q(public_summary=""),
                name="incubator_study_shows_something",
                violation_error_message=_("Écrivez le résumé avant de le montrer."),
            ),
        ]

    def __str__(self) -> str:
        return f"Étude : {self.idea}"

    @property
    def place(self) -> Place:
        """The place of its idea."""
        return self.idea.place


class StudySection(models.Model):
    """A chapter of a study."""

    study = models.ForeignKey(
        OpportunityStudy, verbose_name=_("étude"), on_delete=models.CASCADE, related_name="sections"
    )
    position = models.PositiveSmallIntegerField(_("rang"))
    title = models.CharField(_("titre"), max_length=80)
    hint = models.CharField(_("ce que l’on y met"), max_length=200, blank=True)
    body = models.TextField(_("texte"), blank=True)

    class Meta:
        verbose_name = _("chapitre d’étude")
        verbose_name_plural = _("chapitres d’étude")
        ordering = ["study", "position"]
        constraints = [
            models.UniqueConstraint(fields=["study", "position"], name="incubator_section_position_once"),
        ]

    def __str__(self) -> str:
        return self.title


class StudyPartner(models.Model):
    """Somebody who takes part in a study, or would take part in the answer."""

    study = models.ForeignKey(
        OpportunityStudy, verbose_name=_("étude"), on_delete=models.CASCADE, related_name="partners"
    )
    organisation = models.ForeignKey(
        "people.Organisation",
        verbose_name=_("structure connue de la maison"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    name = models.CharField(_("nom"), max_length=150)
    part = models.CharField(_("ce qu’elle apporte"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("partenaire d’étude")
        verbose_name_plural = _("partenaires d’étude")
        ordering = ["study", "name", "pk"]

    def __str__(self) -> str:
        return self.name

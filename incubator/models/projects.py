"""A project that the house supports, and what is given to it: time, money, a hand."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext_lazy as _

import clock
import journal
from incubator.enums import FundingKind, FundingStatus, LegalForm, ProjectStatus, SessionStatus
from incubator.models.applications import Application
from incubator.models.cohorts import Cohort, Funder
from incubator.project_querysets import OfProjectQuerySet, ProjectQuerySet
from people.numbers import DigitsField, check_siren
from spaces.models import Place


@journal.track()
class Project(models.Model):
    """What a confirmed dossier becomes."""

    application = models.OneToOneField(
        Application, verbose_name=_("dossier"), on_delete=models.PROTECT, related_name="project"
    )
    name = models.CharField(_("nom"), max_length=120)
    started_at = models.DateTimeField(_("depuis"), default=clock.now, editable=False)
    cohort = models.ForeignKey(
        Cohort,
        verbose_name=_("promotion"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="projects",
    )
    status = models.CharField(
        _("état"), max_length=12, choices=ProjectStatus, default=ProjectStatus.SUPPORTED, editable=False
    )
    ended_on = models.DateField(_("fin de l’accompagnement"), null=True, blank=True, editable=False)
    legal_form = models.CharField(_("forme juridique"), max_length=16, choices=LegalForm, blank=True)
    founded_on = models.DateField(_("créé le"), null=True, blank=True)
    siren = DigitsField(_("SIREN"), max_length=9, blank=True, validators=[check_siren])
    public_text = models.TextField(_("ce que le public lit"), blank=True)
    is_public = models.BooleanField(_("page publique"), default=False, editable=False)
    public_agreed_at = models.DateTimeField(_("accord donné le"), null=True, blank=True, editable=False)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("projet accompagné")
        verbose_name_plural = _("projets accompagnés")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=ProjectStatus.SUPPORTED, ended_on__isnull=True)
                | (~Q(status=ProjectStatus.SUPPORTED) & Q(ended_on__isnull=False)),
                name="incubator_project_ends_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(is_public=False) | (~Q(public_text="") & Q(public_agreed_at__isnull=False)),
                name="incubator_project_public_with_consent",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of those who hold and support it."""
        return reverse("incubator:support", kwargs={"pk": self.pk})

    @property
    def place(self) -> Place:
        """The place of its call."""
        return self.application.call.place


class SupportAgreement(models.Model):
    """The convention, or a rider to it: what the house and the holder promise, from a day to another."""

    project = models.ForeignKey(
        Project, verbose_name=_("projet"), on_delete=models.CASCADE, related_name="agreements"
    )
    starts_on = models.DateField(_("du"))
    ends_on = models.DateField(_("au"))
    signed_on = models.DateField(_("signée le"), null=True, blank=True)
    amount = models.DecimalField(
        _("soutien versé (€)"), max_digits=9, decimal_places=2, null=True, blank=True
    )

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("convention d’accompagnement")
        verbose_name_plural = _("conventions d’accompagnement")
        ordering = ["project", "starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="incubator_support_agreement_ends_after_start",
                violation_error_message=_("La convention doit finir après son début."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}, du {self.starts_on:%d/%m/%Y} au {self.ends_on:%d/%m/%Y}"

    def clean(self) -> None:
        """Nobody signed tomorrow."""
        if self.signed_on and self.signed_on > clock.today(get_default_timezone()):
            raise ValidationError({"signed_on": _("Ce jour n’est pas encore venu.")})


class Milestone(models.Model):
    """Something that the project wants done by a day."""

    project = models.ForeignKey(
        Project, verbose_name=_("projet"), on_delete=models.CASCADE, related_name="milestones"
    )
    title = models.CharField(_("jalon"), max_length=120)
    due_on = models.DateField(_("pour le"))
    reached_on = models.DateField(_("atteint le"), null=True, blank=True)

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("jalon")
        verbose_name_plural = _("jalons")
        ordering = ["project", "due_on", "pk"]

    def __str__(self) -> str:
        return self.title

    def is_late(self, today: date) -> bool:
        """Whether its day went by without it."""
        return self.reached_on is None and self.due_on < today


class Mentorship(models.Model):
    """A godmother or a godfather, from a day to another. They see the project, never the dossier."""

    project = models.ForeignKey(
        Project, verbose_name=_("projet"), on_delete=models.CASCADE, related_name="mentorships"
    )
    mentor = models.ForeignKey(
        "people.User",
        verbose_name=_("marraine ou parrain"),
        on_delete=models.PROTECT,
        related_name="mentorships",
    )
    starts_on = models.DateField(_("depuis le"))
    ends_on = models.DateField(_("jusqu’au"), null=True, blank=True)

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("parrainage")
        verbose_name_plural = _("parrainages")
        ordering = ["project", "starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "mentor"],
                name="incubator_mentorship_once",
                violation_error_message=_("Cette personne accompagne déjà ce projet."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="incubator_mentorship_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mentor}, {self.project}"


class SupportSession(models.Model):
    """Time given to one project: planned, then held; or noted afterwards, in two taps."""

    project = models.ForeignKey(
        Project, verbose_name=_("projet"), on_delete=models.CASCADE, related_name="sessions"
    )
    given_by = models.ForeignKey(
        "people.User", verbose_name=_("avec"), on_delete=models.PROTECT, related_name="support_sessions"
    )
    starts_at = models.DateTimeField(_("quand"))
    minutes = models.PositiveSmallIntegerField(
        _("durée (minutes)"), validators=[MinValueValidator(5), MaxValueValidator(600)]
    )
    status = models.CharField(_("état"), max_length=10, choices=SessionStatus, default=SessionStatus.PLANNED)
    where = models.CharField(_("où"), max_length=120, blank=True)
    note = models.TextField(_("ce qui s’est dit"), blank=True)
    funder = models.ForeignKey(
        Funder,
        verbose_name=_("financé par"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    noted_at = models.DateTimeField(_("noté le"), default=clock.now, editable=False)

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("rendez-vous d’accompagnement")
        verbose_name_plural = _("rendez-vous d’accompagnement")
        ordering = ["-starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=600), name="incubator_session_length"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}, {self.starts_at:%d/%m/%Y}"


class FundingLine(models.Model):
    """Money that the project looks for or found."""

    project = models.ForeignKey(
        Project, verbose_name=_("projet"), on_delete=models.CASCADE, related_name="funding"
    )
    source = models.CharField(_("auprès de qui"), max_length=120)
    kind = models.CharField(_("forme"), max_length=12, choices=FundingKind)
    amount = models.DecimalField(
        _("montant (€)"), max_digits=10, decimal_places=2, validators=[MinValueValidator(0)]
    )
    status = models.CharField(_("état"), max_length=10, choices=FundingStatus, default=FundingStatus.ASKED)

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("ligne de financement")
        verbose_name_plural = _("lignes de financement")
        ordering = ["project", "source", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="incubator_funding_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.source}, {self.get_kind_display()}"

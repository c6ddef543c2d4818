from __future__ import annotations

from uuid import uuid4

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

import clock
import journal
from incubator.enums import ENDS_FOR_A_REASON, OPEN, WRITABLE, Outcome, Status
from incubator.models.calls import Call, FormVersion, Stage
from incubator.querysets import ApplicationQuerySet, RevisionQuerySet, TransitionQuerySet

# Written every few seconds while somebody types: their history is that of the frozen revisions.
UNTRACKED = ["answers", "touched", "revision", "saved_at"]


class NumberSequence(models.Model):
    """The last dossier number given in a year."""

    year = models.PositiveSmallIntegerField(_("année"), unique=True)
    last = models.PositiveIntegerField(_("dernier numéro"), default=0)

    class Meta:
        verbose_name = _("suite de numéros")
        verbose_name_plural = _("suites de numéros")
        ordering = ["year"]

    def __str__(self) -> str:
        return f"{self.year % 100:02}-{self.last:03}"


@journal.track(exclude=UNTRACKED)
class Application(models.Model):
    """A dossier: what somebody answers to a call, and where it stands.

    `answers` keeps what people typed, right or wrong; `touched` says at which revision each answer last
    changed, so that two tabs and two writers never overwrite one another.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    call = models.ForeignKey(
        Call, verbose_name=_("appel"), on_delete=models.PROTECT, related_name="applications"
    )
    form_version = models.ForeignKey(
        FormVersion, verbose_name=_("formulaire"), on_delete=models.PROTECT, related_name="applications"
    )
    number = models.CharField(_("numéro"), max_length=12, unique=True)
    title = models.CharField(_("nom du projet"), max_length=120)
    owner = models.ForeignKey(
        "people.User", verbose_name=_("porté par"), on_delete=models.PROTECT, related_name="applications"
    )
    status = models.CharField(_("état"), max_length=20, choices=Status, default=Status.DRAFT)
    stage = models.ForeignKey(
        Stage,
        verbose_name=_("étape"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="applications",
    )
    answers = models.JSONField(_("réponses"), default=dict, blank=True)
    touched = models.JSONField(_("dernières modifications"), default=dict, blank=True)
    revision = models.PositiveIntegerField(_("révision"), default=0)
    created_at = models.DateTimeField(_("commencé le"), default=clock.now, editable=False)
    saved_at = models.DateTimeField(_("enregistré le"), default=clock.now, editable=False)
    submitted_at = models.DateTimeField(_("déposé le"), null=True, blank=True)
    resume_status = models.CharField(
        _("état à reprendre"), max_length=20, blank=True, choices=Status, default=""
    )
    unlocked_fields = models.JSONField(_("réponses à compléter"), default=list, blank=True)
    changes_due_at = models.DateTimeField(_("complément attendu le"), null=True, blank=True)
    pending_outcome = models.CharField(
        _("décision en attente de publication"), max_length=20, blank=True, choices=Outcome, default=""
    )
    waitlist_rank = models.PositiveSmallIntegerField(_("rang en liste d’attente"), null=True, blank=True)
    decided_at = models.DateTimeField(_("décision publiée le"), null=True, blank=True)
    motivation = models.TextField(_("motivation"), blank=True)
    reason = models.CharField(_("raison"), max_length=120, blank=True)
    redirected_to = models.CharField(_("réorienté vers"), max_length=200, blank=True)
    on_paper_since = models.DateTimeField(
        _("reçu sur papier le"), null=True, blank=True, help_text=_("Vide quand il a été écrit en ligne.")
    )
    erasure_announced_at = models.DateTimeField(
        _("effacement annoncé le"), null=True, blank=True, editable=False
    )
    anonymised_at = models.DateTimeField(_("effacé le"), null=True, blank=True, editable=False)
    confirm_before = models.DateTimeField(_("à confirmer avant le"), null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        ordering = ["-submitted_at", "-created_at", "pk"]
        indexes = [models.Index(fields=["call", "status"], name="incubator_appl_call_status")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="incubator_application_status"
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=False)
                | Q(status__in=[Status.DRAFT, Status.WITHDRAWN, Status.CLOSED]),
                name="incubator_application_submitted_once_past_draft",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.UNDER_REVIEW) | Q(stage__isnull=False),
                name="incubator_application_review_has_stage",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.CHANGES_REQUESTED)
                | Q(
                    resume_status__in=[Status.SUBMITTED, Status.UNDER_REVIEW],
                    changes_due_at__isnull=False,
                ),
                name="incubator_application_changes_resume",
            ),
            models.CheckConstraint(
                condition=Q(pending_outcome="") | Q(status__in=[Status.UNDER_REVIEW, Status.WAITLISTED]),
                name="incubator_application_outcome_held",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.WAITLISTED, waitlist_rank__isnull=False)
                | (~Q(status=Status.WAITLISTED) & Q(waitlist_rank__isnull=True)),
                name="incubator_application_rank_when_waiting",
            ),
            models.CheckConstraint(
                condition=Q(reason="") | Q(status__in=ENDS_FOR_A_REASON),
                name="incubator_application_reason_at_its_end",
            ),
            models.UniqueConstraint(
                fields=["call", "waitlist_rank"],
                condition=Q(status=Status.WAITLISTED),
                name="incubator_application_rank_once",
                violation_error_message=_("Un autre dossier tient déjà ce rang."),
            ),
            models.UniqueConstraint(
                fields=["call", "owner"],
                condition=Q(status=Status.DRAFT),
                name="incubator_application_one_draft",
                violation_error_message=_("Vous avez déjà un brouillon pour cet appel."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        """Where its writers find it, whatever its state."""
        return reverse("incubator:dossier", kwargs={"pk": self.pk})

    @property
    def is_open(self) -> bool:
        """Whether anything can still happen to it."""
        return self.status in OPEN

    @property
    def is_writable(self) -> bool:
        """Whether its state lets answers change; deadlines are another matter."""
        return self.status in WRITABLE


class ApplicationRevision(models.Model):
    """A dossier as it was handed in. Never changed."""

    application = models.ForeignKey(
        Application, verbose_name=_("dossier"), on_delete=models.CASCADE, related_name="revisions"
    )
    number = models.PositiveSmallIntegerField(_("numéro"))
    title = models.CharField(_("nom du projet"), max_length=120)
    form_version = models.ForeignKey(
        FormVersion, verbose_name=_("formulaire"), on_delete=models.PROTECT, related_name="+"
    )
    answers = models.JSONField(_("réponses"))
    frozen_at = models.DateTimeField(_("figé le"), default=clock.now, editable=False)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("dépôt")
        verbose_name_plural = _("dépôts")
        ordering = ["application", "number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="incubator_revision_number_once"),
        ]
        triggers = [pgtrigger.ReadOnly(name="immutable")]

    def __str__(self) -> str:
        return f"{self.application}, dépôt {self.number}"


class Transition(models.Model):
    """Somebody moved a dossier. Written by `incubator.transitions` alone, never changed."""

    application = models.ForeignKey(
        Application, verbose_name=_("dossier"), on_delete=models.CASCADE, related_name="transitions"
    )
    name = models.CharField(_("geste"), max_length=30)
    actor = models.ForeignKey(
        "people.User", verbose_name=_("par"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("quand"), default=clock.now, editable=False)
    from_status = models.CharField(_("de"), max_length=20, choices=Status)
    to_status = models.CharField(_("à"), max_length=20, choices=Status)
    stage = models.ForeignKey(
        Stage, verbose_name=_("étape"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    payload = models.JSONField(_("précisions"), default=dict, encoder=DjangoJSONEncoder)
    revision = models.ForeignKey(
        ApplicationRevision, verbose_name=_("dépôt"), null=True, on_delete=models.CASCADE, related_name="+"
    )

    objects = TransitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("passage d’un état à un autre")
        verbose_name_plural = _("passages d’un état à un autre")
        ordering = ["application", "at", "pk"]
        triggers = [
            pgtrigger.ReadOnly(
                name="immutable", fields=["application", "name", "at", "from_status", "to_status", "payload"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application.number} {self.name}"

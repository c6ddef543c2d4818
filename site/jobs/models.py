from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jobs.querysets import JobQuerySet
from jobs.registry import kind_of


class Status(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", _("en attente")
    RUNNING = "running", _("en cours")
    DONE = "done", _("terminé")
    FAILED = "failed", _("arrêté")


class Job(models.Model):
    """Some long work that one person asked for. All moments are PostgreSQL's.

    `digest` names what was asked: the same thing asked twice at once is one job. A lease says which worker
    holds it; it lasts for a step, and the transaction of a step keeps the row locked besides.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(_("genre"), max_length=60)
    title = models.CharField(_("de quoi"), max_length=200, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("demandé par"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="jobs",
    )
    params = models.JSONField(_("demande"), default=dict, encoder=DjangoJSONEncoder)
    digest = models.CharField(_("empreinte de la demande"), max_length=64)
    back = models.CharField(_("d’où il fut demandé"), max_length=500, blank=True)
    status = models.CharField(_("état"), max_length=10, choices=Status, default=Status.WAITING)
    cursor = models.JSONField(_("où il en est"), null=True, blank=True, encoder=DjangoJSONEncoder)
    done = models.PositiveIntegerField(_("fait"), default=0)
    total = models.PositiveIntegerField(_("en tout"), null=True, blank=True)
    sentence = models.CharField(_("ce qu’on en dit"), max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(_("essais de cette étape"), default=0)
    lease = models.UUIDField(_("bail"), null=True, blank=True)
    lease_until = models.DateTimeField(_("bail jusqu’à"), null=True, blank=True)
    asked_at = models.DateTimeField(_("dernier appel à un worker"), null=True, blank=True)
    created_at = models.DateTimeField(_("demandé le"), db_default=Now(), editable=False)
    finished_at = models.DateTimeField(_("terminé le"), null=True, blank=True)
    expires_at = models.DateTimeField(_("fichier gardé jusqu’au"), null=True, blank=True)
    seen_at = models.DateTimeField(_("fin vue le"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("travail")
        verbose_name_plural = _("travaux")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "owner", "digest"],
                condition=Q(status__in=["waiting", "running"]),
                name="jobs_job_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(total__isnull=True) | Q(done__lte=F("total")), name="jobs_job_done_within_total"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "running"], finished_at__isnull=True)
                | Q(status__in=["done", "failed"], finished_at__isnull=False),
                name="jobs_job_ended_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(lease__isnull=True, lease_until__isnull=True)
                | Q(lease__isnull=False, lease_until__isnull=False),
                name="jobs_job_lease_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["lease_until"], condition=Q(status__in=["waiting", "running"]), name="jobs_job_active"
            ),
            models.Index(fields=["owner", "-created_at"], name="jobs_job_of_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.label} : {self.title}" if self.title else self.label

    def get_absolute_url(self) -> str:
        """Where whoever asked for it watches it."""
        return reverse("jobs:job", args=[self.pk])

    @property
    def label(self) -> str:
        """What its kind calls it."""
        kind = kind_of(self.kind)
        return kind.label if kind else "Votre travail"

    @property
    def is_active(self) -> bool:
        """Whether something of it remains to be done by itself."""
        return self.status in {Status.WAITING, Status.RUNNING}

    def parts_in_order(self) -> Iterator[bytes]:
        """What its steps added to the result, one at a time."""
        rows = self.parts.order_by("number").values_list("content", flat=True)
        return (bytes(content) for content in rows.iterator(chunk_size=50))


class Part(models.Model):
    """What one step adds to the result, until the result is made."""

    job = models.ForeignKey(Job, verbose_name=_("travail"), on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField(_("rang"))
    content = models.BinaryField(_("contenu"))

    class Meta:
        verbose_name = _("morceau")
        verbose_name_plural = _("morceaux")
        ordering = ["job", "number"]
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="jobs_part_once")]

    def __str__(self) -> str:
        return f"{self.job_id} / {self.number}"

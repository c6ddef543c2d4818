from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from reminders.querysets import NoticeQuerySet


class Outcome(models.TextChoices):
    """What became of a notice."""

    WAITING = "waiting", _("en attente")
    SENT = "sent", _("envoyé")
    GATHERED = "gathered", _("mis dans un résumé")
    SKIPPED = "skipped", _("sans objet")
    CANCELLED = "cancelled", _("annulé")
    FAILED = "failed", _("échoué")
    IN_DOUBT = "in_doubt", _("dans le doute")


class Pace(models.TextChoices):
    """How often a person wants to be written to."""

    NOW = "now", _("Tout de suite : un courriel chaque fois")
    DAILY = "daily", _("Un résumé par jour, le matin")
    ESSENTIAL = "essential", _("L’indispensable : ce que j’ai demandé ou décidé, et rien d’autre")


class Notice(models.Model):
    """One thing to tell one person once, written in the transaction of what it tells.

    The subject is named by kind and id, never by a foreign key: the ledger outlives it. All moments are
    PostgreSQL's. A lease says which worker holds the row, and until when; `sending_at` that its mail has
    begun to leave, under a Message-ID fixed before; `shown_at` that it stands in the person's own list.
    """

    kind = models.CharField(_("genre"), max_length=60)
    subject_id = models.CharField(_("objet"), max_length=64)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("personne"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="notices",
    )
    email = models.EmailField(_("adresse"), max_length=254)
    occurrence = models.CharField(_("occurrence"), max_length=64, blank=True)
    due_at = models.DateTimeField(_("dû le"))
    next_attempt_at = models.DateTimeField(_("prochain essai"))
    expires_at = models.DateTimeField(_("n’a plus de sens après"), null=True, blank=True)
    created_at = models.DateTimeField(_("inscrit le"), db_default=Now(), editable=False)
    outcome = models.CharField(_("état"), max_length=10, choices=Outcome, default=Outcome.WAITING)
    reason = models.CharField(_("raison"), max_length=300, blank=True)
    attempts = models.PositiveIntegerField(_("essais"), default=0)
    lease = models.UUIDField(_("bail"), null=True, blank=True)
    lease_until = models.DateTimeField(_("bail jusqu’à"), null=True, blank=True)
    sending_at = models.DateTimeField(_("départ commencé"), null=True, blank=True)
    sent_at = models.DateTimeField(_("envoyé le"), null=True, blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=255, blank=True)
    digest = models.ForeignKey(
        "self",
        verbose_name=_("résumé"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="gathered",
    )
    title = models.CharField(_("objet du courriel"), max_length=255, blank=True)
    link = models.CharField(_("où cela mène"), max_length=500, blank=True)
    shown_at = models.DateTimeField(_("affiché le"), null=True, blank=True)
    read_at = models.DateTimeField(_("lu le"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("rappel")
        verbose_name_plural = _("rappels")
        ordering = ["-due_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id", "email", "occurrence"], name="reminders_notice_once"
            ),
            models.UniqueConstraint(
                fields=["message_id"], condition=~Q(message_id=""), name="reminders_notice_message_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.SENT, sent_at__isnull=False)
                | (~Q(outcome=Outcome.SENT) & Q(sent_at__isnull=True)),
                name="reminders_notice_sent_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(lease__isnull=True, lease_until__isnull=True)
                | Q(lease__isnull=False, lease_until__isnull=False),
                name="reminders_notice_lease_whole",
            ),
            models.CheckConstraint(
                condition=Q(sending_at__isnull=True) | ~Q(message_id=""),
                name="reminders_notice_departs_named",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"], condition=Q(outcome=Outcome.WAITING), name="reminders_notice_due"
            ),
            models.Index(
                fields=["lease_until"], condition=Q(lease__isnull=False), name="reminders_notice_leased"
            ),
            models.Index(
                fields=["sending_at"], condition=Q(sending_at__isnull=False), name="reminders_notice_departed"
            ),
            models.Index(
                fields=["recipient"],
                condition=Q(shown_at__isnull=False, read_at__isnull=True),
                name="reminders_notice_unread",
            ),
            models.Index(fields=["kind", "subject_id"], name="reminders_notice_subject"),
            models.Index(fields=["recipient", "-shown_at"], name="reminders_notice_recipient"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id} → {self.email}"


class Preference(models.Model):
    """How one person, or one address without an account, wants to be written to."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("personne"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="reminder_preference",
    )
    email = models.EmailField(_("adresse"), max_length=254, null=True, blank=True, unique=True)
    pace = models.CharField(_("rythme"), max_length=10, choices=Pace, default=Pace.NOW)

    class Meta:
        verbose_name = _("préférence de courriel")
        verbose_name_plural = _("préférences de courriel")
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, email__isnull=True)
                | Q(user__isnull=True, email__isnull=False),
                name="reminders_preference_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.email} : {self.get_pace_display()}"


class SweepMark(models.Model):
    """When the ledger was last swept from end to end, by PostgreSQL's clock. One row."""

    swept_at = models.DateTimeField(_("dernier passage"))
    told = models.PositiveIntegerField(_("courriels partis"), default=0)

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="reminders_sweepmark_single")]

    def __str__(self) -> str:
        return f"{self.swept_at:%d/%m/%Y %H:%M}"

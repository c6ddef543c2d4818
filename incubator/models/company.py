"""Those who gather around a dossier besides its owner, and what they say to one another."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

import clock
from incubator.enums import Role
from incubator.models.applications import Application
from incubator.models.calls import Stage
from incubator.querysets import CollaboratorQuerySet, MessageQuerySet, ReviewAssignmentQuerySet


class Collaborator(models.Model):
    """A co-writer, a reader, or somebody who helps the owner to write."""

    application = models.ForeignKey(
        Application, verbose_name=_("dossier"), on_delete=models.CASCADE, related_name="collaborators"
    )
    user = models.ForeignKey(
        "people.User", verbose_name=_("personne"), on_delete=models.CASCADE, related_name="collaborations"
    )
    role = models.CharField(_("rôle"), max_length=10, choices=Role)
    invited_at = models.DateTimeField(_("invitation"), default=clock.now, editable=False)

    objects = CollaboratorQuerySet.as_manager()

    class Meta:
        verbose_name = _("co-écriture")
        verbose_name_plural = _("co-écritures")
        ordering = ["application", "invited_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "user"], name="incubator_collaborator_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="incubator_collaborator_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"


class ReviewAssignment(models.Model):
    """A dossier given to read to a member of the jury, for one stage."""

    application = models.ForeignKey(
        Application, verbose_name=_("dossier"), on_delete=models.CASCADE, related_name="assignments"
    )
    stage = models.ForeignKey(
        Stage, verbose_name=_("étape"), on_delete=models.CASCADE, related_name="assignments"
    )
    reviewer = models.ForeignKey(
        "people.User", verbose_name=_("lu par"), on_delete=models.PROTECT, related_name="review_assignments"
    )
    assigned_at = models.DateTimeField(_("confié le"), default=clock.now, editable=False)
    declared_at = models.DateTimeField(_("sans conflit d’intérêts, dit le"), null=True, blank=True)
    recused_at = models.DateTimeField(_("récusation"), null=True, blank=True)
    recusal_reason = models.CharField(_("pourquoi"), max_length=300, blank=True)
    reviewed_at = models.DateTimeField(_("lu le"), null=True, blank=True)
    draft = models.JSONField(_("notes en cours"), default=dict, blank=True)

    objects = ReviewAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("lecture confiée")
        verbose_name_plural = _("lectures confiées")
        ordering = ["stage", "application", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "stage", "reviewer"], name="incubator_assignment_once"
            ),
            models.CheckConstraint(
                condition=Q(recused_at__isnull=True) | Q(reviewed_at__isnull=True),
                name="incubator_assignment_recused_or_reviewed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application.number}, {self.reviewer}"


class Message(models.Model):
    """A word between the team and those who write a dossier."""

    application = models.ForeignKey(
        Application, verbose_name=_("dossier"), on_delete=models.CASCADE, related_name="messages"
    )
    author = models.ForeignKey(
        "people.User", verbose_name=_("de"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    from_team = models.BooleanField(_("de l’équipe"), default=False)
    body = models.TextField(_("message"))
    sent_at = models.DateTimeField(_("envoyé le"), default=clock.now, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["application", "sent_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(body=""), name="incubator_message_says_something")]

    def __str__(self) -> str:
        return self.body[:60]

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

import journal
from meetings.enums import Choice
from meetings.models.attendance import Attendance
from meetings.models.meetings import AgendaItem, Meeting
from meetings.querysets import BallotQuerySet, DecisionQuerySet


@journal.track()
class Decision(models.Model):
    """A question put to a meeting, and what was decided, by how many voices.

    `subject_type` and `subject_id` name what it is about in an application above, which registered it.
    The words of `outcome` are then that application's.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="decisions")
    item = models.ForeignKey(
        AgendaItem,
        verbose_name=_("point"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="decisions",
    )
    position = models.PositiveSmallIntegerField(_("rang"))
    title = models.CharField(_("question"), max_length=250)
    note = models.TextField(_("ce qui est décidé"), blank=True)
    subject_type = models.CharField(_("genre d’objet"), max_length=100, blank=True, editable=False)
    subject_id = models.CharField(_("objet"), max_length=64, blank=True, editable=False)
    outcome = models.CharField(_("issue"), max_length=20, blank=True)
    reason = models.CharField(_("raison"), max_length=120, blank=True)
    votes_for = models.PositiveIntegerField(_("pour"), null=True, blank=True)
    votes_against = models.PositiveIntegerField(_("contre"), null=True, blank=True)
    votes_abstained = models.PositiveIntegerField(_("abstentions"), null=True, blank=True)
    voices_present = models.PositiveIntegerField(_("voix présentes"), null=True, blank=True)
    voices_represented = models.PositiveIntegerField(_("voix représentées"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("notée le"), null=True, blank=True, editable=False)
    recorded_by = models.ForeignKey(
        "people.User",
        verbose_name=_("notée par"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    published_at = models.DateTimeField(_("publiée le"), null=True, blank=True, editable=False)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("décision")
        verbose_name_plural = _("décisions")
        ordering = ["meeting", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "position"], name="meetings_decision_one_per_position"
            ),
            models.UniqueConstraint(
                fields=["meeting", "subject_type", "subject_id"],
                condition=~Q(subject_type=""),
                name="meetings_decision_once_per_subject",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="meetings_decision_asks"),
            models.CheckConstraint(
                condition=Q(outcome="", recorded_at__isnull=True, published_at__isnull=True)
                | ~Q(outcome="")
                & Q(
                    recorded_at__isnull=False,
                    voices_present__isnull=False,
                    voices_represented__isnull=False,
                ),
                name="meetings_decision_recorded_when",
            ),
            models.CheckConstraint(
                condition=Q(votes_for__isnull=True, votes_against__isnull=True, votes_abstained__isnull=True)
                | Q(votes_for__isnull=False, votes_against__isnull=False, votes_abstained__isnull=False),
                name="meetings_decision_votes_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_recorded(self) -> bool:
        """Whether the secretary has noted what was decided."""
        return self.recorded_at is not None

    @property
    def voices_said(self) -> str:
        """The count of the voices, as people read it; empty where none were counted."""
        if self.votes_for is None:
            return ""
        abstentions = f"{self.votes_abstained} abstention{'s' * ((self.votes_abstained or 0) > 1)}"
        return f"{self.votes_for} pour, {self.votes_against} contre, {abstentions}"


@journal.track()
class Ballot(models.Model):
    """The voice of one person on one question, or their recusal, which leaves no room for a voice."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="ballots")
    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="ballots")
    choice = models.CharField(_("voix"), max_length=10, choices=Choice)
    reason = models.CharField(_("pourquoi"), max_length=250, blank=True)

    objects = BallotQuerySet.as_manager()

    class Meta:
        verbose_name = _("voix")
        verbose_name_plural = _("voix")
        ordering = ["decision", "attendance__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "attendance"], name="meetings_ballot_once"),
        ]

    def __str__(self) -> str:
        return f"{self.attendance} : {self.get_choice_display()}"

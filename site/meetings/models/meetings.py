from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

import clock
import journal
from meetings.enums import ANNOUNCED, TO_COME, ItemKind, MeetingStatus
from meetings.models.bodies import Body
from meetings.querysets import ActionQuerySet, DocumentQuerySet, MeetingQuerySet
from people.models import Organisation


@journal.track()
class Meeting(models.Model):
    """A body meets: when, where, about what, under which rules, and what came of it.

    The rules (quorum, proxies, held decisions) are copied from the body, so that a second convocation may have
    others and that changing the statutes rewrites no past meeting.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    body = models.ForeignKey(
        Body, verbose_name=_("instance"), on_delete=models.PROTECT, related_name="meetings"
    )
    title = models.CharField(_("titre"), max_length=150)
    slug = models.SlugField(_("adresse courte"), max_length=100, unique=True)
    status = models.CharField(
        _("état"), max_length=10, choices=MeetingStatus, default=MeetingStatus.DRAFT, editable=False
    )
    starts_at = models.DateTimeField(_("commence le"))
    ends_at = models.DateTimeField(_("finit vers"))
    where = models.CharField(_("où"), max_length=200, blank=True)
    introduction = models.TextField(_("de quoi il s’agit"), blank=True)
    is_public = models.BooleanField(_("visible de tous"), default=False)
    quorum_percent = models.PositiveSmallIntegerField(
        _("quorum (%)"), default=0, validators=[MaxValueValidator(100)]
    )
    proxies_per_holder = models.PositiveSmallIntegerField(_("pouvoirs par personne"), default=0)
    holds_decisions = models.BooleanField(_("décisions publiées toutes ensemble"), default=False)
    secretary = models.ForeignKey(
        "people.User",
        verbose_name=_("tenue par"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="meetings_kept",
        help_text=_("Cette personne convoque, fait l’appel, note les décisions et signe le compte rendu."),
    )
    minutes = models.TextField(_("compte rendu"), blank=True)
    cancel_reason = models.CharField(_("pourquoi elle est annulée"), max_length=300, blank=True)
    paper_present = models.PositiveIntegerField(_("présents, d’après la feuille"), null=True, blank=True)
    paper_excused = models.PositiveIntegerField(_("excusés, d’après la feuille"), null=True, blank=True)
    convened_at = models.DateTimeField(_("convoquée le"), null=True, blank=True, editable=False)
    opened_at = models.DateTimeField(_("ouverte à"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("levée à"), null=True, blank=True, editable=False)
    signed_at = models.DateTimeField(_("compte rendu signé le"), null=True, blank=True, editable=False)
    signed_by = models.ForeignKey(
        "people.User",
        verbose_name=_("signé par"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    created_at = models.DateTimeField(_("préparée le"), default=clock.now, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("rencontre")
        verbose_name_plural = _("rencontres")
        ordering = ["-starts_at", "pk"]
        indexes = [models.Index(fields=["body", "-starts_at"], name="meetings_body_by_date")]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="meetings_meeting_titled"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="meetings_meeting_ends_after_start",
                violation_error_message=_(
                    "La rencontre finit avant de commencer : corrigez l’une des heures."
                ),
            ),
            models.CheckConstraint(
                condition=Q(quorum_percent__lte=100), name="meetings_meeting_quorum_is_a_share"
            ),
            models.CheckConstraint(
                condition=Q(status=MeetingStatus.DRAFT, convened_at__isnull=True)
                | Q(status=MeetingStatus.CANCELLED)
                | ~Q(status=MeetingStatus.DRAFT) & Q(convened_at__isnull=False),
                name="meetings_meeting_convened_when",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=(MeetingStatus.OPEN, MeetingStatus.CLOSED, MeetingStatus.SIGNED),
                    opened_at__isnull=False,
                )
                | Q(status__in=(*TO_COME, MeetingStatus.CANCELLED), opened_at__isnull=True),
                name="meetings_meeting_opened_when",
            ),
            models.CheckConstraint(
                condition=Q(status__in=(MeetingStatus.CLOSED, MeetingStatus.SIGNED), closed_at__isnull=False)
                | ~Q(status__in=(MeetingStatus.CLOSED, MeetingStatus.SIGNED)) & Q(closed_at__isnull=True),
                name="meetings_meeting_closed_when",
            ),
            models.CheckConstraint(
                condition=Q(status=MeetingStatus.SIGNED, signed_at__isnull=False, signed_by__isnull=False)
                & ~Q(minutes="")
                | ~Q(status=MeetingStatus.SIGNED) & Q(signed_at__isnull=True, signed_by__isnull=True),
                name="meetings_meeting_signed_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(status=MeetingStatus.CANCELLED) | ~Q(cancel_reason=""),
                name="meetings_meeting_cancelled_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page for those who are called to it."""
        return reverse("meetings:own_meeting", args=[self.pk])

    @property
    def is_announced(self) -> bool:
        """Whether people were told of it and may still come, or came."""
        return self.status in ANNOUNCED

    @property
    def is_to_come(self) -> bool:
        """Whether it can still be prepared."""
        return self.status in TO_COME

    @property
    def is_open(self) -> bool:
        """Whether people sit in the room now."""
        return self.status == MeetingStatus.OPEN


class AgendaItem(models.Model):
    """A line of the agenda, a workshop or a synthesis, with what came of it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField(_("rang"))
    kind = models.CharField(_("nature"), max_length=10, choices=ItemKind, default=ItemKind.POINT)
    letter = models.CharField(_("lettre"), max_length=1, blank=True)
    title = models.CharField(_("intitulé"), max_length=200)
    text = models.TextField(_("ce qu’il en ressort"), blank=True)

    class Meta:
        verbose_name = _("point de l’ordre du jour")
        verbose_name_plural = _("ordre du jour")
        ordering = ["meeting", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "position"],
                name="meetings_item_one_per_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=~Q(title=""), name="meetings_item_titled"),
        ]

    def __str__(self) -> str:
        return self.title


class KindCount(models.Model):
    """How many structures of a kind a paper sheet counted, for a meeting kept without names."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="kind_counts")
    kind = models.CharField(_("forme"), max_length=20, choices=Organisation.Kind)
    organisations = models.PositiveIntegerField(_("structures"))

    class Meta:
        verbose_name = _("structures comptées")
        verbose_name_plural = _("structures comptées")
        ordering = ["meeting", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "kind"], name="meetings_kindcount_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} : {self.organisations}"


class Document(models.Model):
    """A file of the meeting, in the vault: for its participants, or for everyone."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="documents")
    file = models.OneToOneField(
        "vault.PrivateFile", verbose_name=_("fichier"), on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(_("intitulé"), max_length=150)
    is_public = models.BooleanField(_("pour tout le monde"), default=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["meeting", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="meetings_document_titled")]

    def __str__(self) -> str:
        return self.title


@journal.track()
class Action(models.Model):
    """A line of the action plan: what, who, by when."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="actions")
    what = models.CharField(_("quoi"), max_length=250)
    user = models.ForeignKey(
        "people.User",
        verbose_name=_("personne"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="meeting_actions",
    )
    who = models.CharField(
        _("qui"), max_length=150, help_text=_("Une personne, une structure ou un groupe, tel qu’on l’a dit.")
    )
    due_on = models.DateField(_("pour le"), null=True, blank=True)
    done_on = models.DateField(_("fait le"), null=True, blank=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("plan d’action")
        ordering = [F("due_on").asc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="meetings_action_says_what"),
            models.CheckConstraint(condition=~Q(who=""), name="meetings_action_says_who"),
        ]

    def __str__(self) -> str:
        return self.what

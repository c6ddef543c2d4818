"""Auditions: the half-days on which a stage hears people, and who is heard when."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from incubator.audition_querysets import AuditionDayQuerySet, AuditionQuerySet
from incubator.models.applications import Application
from incubator.models.calls import Stage
from spaces.models import Claim, Space


class AuditionDay(models.Model):
    """A run of slots of one length, one after the other, in one place; its room is held in the ledger."""

    stage = models.ForeignKey(
        Stage, verbose_name=_("étape"), on_delete=models.PROTECT, related_name="audition_days"
    )
    starts_at = models.DateTimeField(_("commence le"))
    minutes = models.PositiveSmallIntegerField(
        _("durée de chaque audition (minutes)"), validators=[MinValueValidator(5), MaxValueValidator(240)]
    )
    count = models.PositiveSmallIntegerField(
        _("nombre de créneaux"), validators=[MinValueValidator(1), MaxValueValidator(40)]
    )
    space = models.ForeignKey(
        Space, verbose_name=_("salle"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    claim = models.OneToOneField(
        Claim, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    where = models.CharField(_("ailleurs, ou comment venir"), max_length=200, blank=True)

    objects = AuditionDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("séance d’auditions")
        verbose_name_plural = _("séances d’auditions")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=240, count__gte=1, count__lte=40),
                name="incubator_auditionday_reasonable",
            ),
            models.CheckConstraint(
                condition=Q(space__isnull=True, claim__isnull=True)
                | Q(space__isnull=False, claim__isnull=False),
                name="incubator_auditionday_room_is_held",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage}, {self.stage.call.local(self.starts_at):%d/%m/%Y %H:%M}"

    @property
    def ends_at(self) -> datetime:
        """When the last one ends."""
        return self.slot(self.count)

    def slot(self, position: int) -> datetime:
        """When the slot of that rank begins, from zero."""
        return self.starts_at + timedelta(minutes=self.minutes * position)

    @property
    def room(self) -> str:
        """Where to come, in words."""
        return ", ".join(part for part in (self.space.name if self.space else "", self.where) if part)


class Audition(models.Model):
    """A dossier to be heard in a stage: in a slot, or still waiting for one.

    It keeps its number for life, so that a calendar that took it follows it when it moves; `sequence`
    grows each time that what people were told changes.
    """

    stage = models.ForeignKey(
        Stage, verbose_name=_("étape"), on_delete=models.PROTECT, related_name="auditions"
    )
    application = models.ForeignKey(
        Application, verbose_name=_("dossier"), on_delete=models.CASCADE, related_name="auditions"
    )
    day = models.ForeignKey(
        AuditionDay,
        verbose_name=_("séance"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="auditions",
    )
    position = models.PositiveSmallIntegerField(_("créneau"), null=True, blank=True)
    sequence = models.PositiveSmallIntegerField(_("fois annoncée"), default=0)
    convoked_at = models.DateTimeField(_("convocation envoyée le"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("présence confirmée le"), null=True, blank=True)
    wish = models.CharField(_("demande un autre créneau"), max_length=500, blank=True)

    objects = AuditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("audition")
        verbose_name_plural = _("auditions")
        ordering = ["day", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "application"], name="incubator_audition_once"),
            models.UniqueConstraint(fields=["day", "position"], name="incubator_audition_slot_once"),
            models.CheckConstraint(
                condition=Q(day__isnull=True, position__isnull=True)
                | Q(day__isnull=False, position__isnull=False),
                name="incubator_audition_day_and_position",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(day__isnull=False),
                name="incubator_audition_confirmed_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application.number}, {self.stage}"

    @property
    def starts_at(self) -> datetime | None:
        """When it begins; None while it has no slot."""
        return None if self.day is None or self.position is None else self.day.slot(self.position)

    @property
    def ends_at(self) -> datetime | None:
        """When it ends; None while it has no slot."""
        return None if self.day is None or self.position is None else self.day.slot(self.position + 1)

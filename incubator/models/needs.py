"""What the territory lacks, and who says so."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

import clock
import journal
from incubator.enums import NeedStatus
from incubator.idea_querysets import IdeaScoutQuerySet, NeedQuerySet
from spaces.models import Place


@journal.track()
class IdeaScout(models.Model):
    """A « capteur d’idées »: somebody whose trade is to hear what people lack, with an address of their own."""

    place = models.ForeignKey(
        Place, verbose_name=_("lieu"), on_delete=models.PROTECT, related_name="idea_scouts"
    )
    name = models.CharField(_("prénom et nom"), max_length=120)
    standing = models.CharField(
        _("d’où cette personne écoute"),
        max_length=120,
        help_text=_("La médiathèque, la tournée du courrier…"),
    )
    email = models.EmailField(_("adresse électronique"), blank=True)
    code = models.SlugField(
        _("mot de son adresse"),
        max_length=40,
        unique=True,
        help_text=_("Son lien : /besoins/dire/?capteur=…"),
    )

    objects = IdeaScoutQuerySet.as_manager()

    class Meta:
        verbose_name = _("capteur d’idées")
        verbose_name_plural = _("capteurs d’idées")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return f"{self.name}, {self.standing}"


# Who said it may ask to be forgotten: the history never knew.
@journal.track(exclude=["name", "email"])
class Need(models.Model):
    """Something that is missing here, in the words of whoever misses it. Nothing is public before the team says so."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    place = models.ForeignKey(Place, verbose_name=_("lieu"), on_delete=models.PROTECT, related_name="needs")
    what = models.TextField(_("ce qui manque"))
    where = models.CharField(_("où"), max_length=120, blank=True)
    whom = models.CharField(_("à qui"), max_length=120, blank=True)
    name = models.CharField(_("signalé par"), max_length=120, blank=True)
    email = models.EmailField(_("adresse électronique"), blank=True)
    scout = models.ForeignKey(
        IdeaScout,
        verbose_name=_("capteur d’idées"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="needs",
    )
    reported_at = models.DateTimeField(_("signalé le"), default=clock.now, editable=False)
    status = models.CharField(
        _("état"), max_length=12, choices=NeedStatus, default=NeedStatus.RECEIVED, editable=False
    )
    title = models.CharField(_("tel que le site le montre"), max_length=120, blank=True)
    answer = models.TextField(_("ce que nous avons répondu"), blank=True)
    is_public = models.BooleanField(_("visible du public"), default=False)
    idea = models.ForeignKey(
        "incubator.Idea",
        verbose_name=_("idée"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="needs",
    )

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("besoin")
        verbose_name_plural = _("besoins")
        ordering = ["-reported_at", "pk"]
        indexes = [models.Index(fields=["place", "status"], name="incubator_need_place_status")]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=NeedStatus.values), name="incubator_need_status"),
            models.CheckConstraint(condition=~Q(what=""), name="incubator_need_says_something"),
            models.CheckConstraint(
                condition=Q(status=NeedStatus.JOINED, idea__isnull=False)
                | (~Q(status=NeedStatus.JOINED) & Q(idea__isnull=True)),
                name="incubator_need_joined_to_an_idea",
            ),
            models.CheckConstraint(
                condition=Q(is_public=False)
                | (~Q(title="") & Q(status__in=[NeedStatus.HEARD, NeedStatus.JOINED, NeedStatus.ANSWERED])),
                name="incubator_need_shown_once_read",
            ),
        ]

    def __str__(self) -> str:
        return self.title or (self.what if len(self.what) <= 60 else f"{self.what[:59]}…")

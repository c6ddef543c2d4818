from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

import journal
from meetings.enums import BodyKind
from meetings.querysets import BodyMemberQuerySet, BodyQuerySet


@journal.track()
class Body(models.Model):
    """Who meets: the collective, an assembly, a board, a committee; with the rules of its statutes."""

    name = models.CharField(_("nom"), max_length=120, unique=True)
    kind = models.CharField(_("nature"), max_length=12, choices=BodyKind)
    quorum_percent = models.PositiveSmallIntegerField(
        _("quorum (%)"),
        default=0,
        validators=[MaxValueValidator(100)],
        help_text=_("Part des voix qui doivent être présentes ou représentées. 0 : aucun quorum."),
    )
    proxies_per_holder = models.PositiveSmallIntegerField(
        _("pouvoirs par personne"), default=0, help_text=_("0 : on ne donne pas de pouvoir.")
    )
    only_up_to_date = models.BooleanField(
        _("seuls votent les membres à jour"),
        default=False,
        help_text=_("À jour de leur adhésion le jour de la réunion."),
    )
    holds_decisions = models.BooleanField(
        _("décisions publiées toutes ensemble"),
        default=False,
        help_text=_(
            "Elles restent dans la salle jusqu’à ce que la personne qui tient la réunion les publie."
        ),
    )

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name = _("instance")
        verbose_name_plural = _("instances")
        ordering = ["name"]
        permissions = [("run_body", "Tenir les réunions")]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="meetings_body_named"),
            models.CheckConstraint(
                condition=Q(quorum_percent__lte=100), name="meetings_body_quorum_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class College(models.Model):
    """A group of members whose votes are told apart: user-occupants, citizens, employees, partners."""

    body = models.ForeignKey(
        Body, verbose_name=_("instance"), on_delete=models.CASCADE, related_name="colleges"
    )
    name = models.CharField(_("nom"), max_length=80)

    class Meta:
        verbose_name = _("collège")
        verbose_name_plural = _("collèges")
        ordering = ["body", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["body", "name"], name="meetings_college_named_once"),
            models.CheckConstraint(condition=~Q(name=""), name="meetings_college_named"),
        ]

    def __str__(self) -> str:
        return self.name


@journal.track()
class BodyMember(models.Model):
    """A person sits in a body from a day to another, in a college or not, for a structure or in their own name."""

    body = models.ForeignKey(
        Body, verbose_name=_("instance"), on_delete=models.CASCADE, related_name="members"
    )
    user = models.ForeignKey(
        "people.User", verbose_name=_("personne"), on_delete=models.CASCADE, related_name="seats"
    )
    organisation = models.ForeignKey(
        "people.Organisation",
        verbose_name=_("pour la structure"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    college = models.ForeignKey(
        College,
        verbose_name=_("collège"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="members",
    )
    has_vote = models.BooleanField(
        _("voix délibérative"), default=True, help_text=_("Sinon, la personne siège et ne vote pas.")
    )
    starts_on = models.DateField(_("depuis le"))
    ends_on = models.DateField(_("jusqu’au"), null=True, blank=True)

    objects = BodyMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("membre d’une instance")
        verbose_name_plural = _("membres des instances")
        ordering = ["body", "user__name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="meetings_member_ends_after_start",
                violation_error_message=_("La fin vient avant le début : corrigez l’une des deux dates."),
            ),
            ExclusionConstraint(
                name="meetings_member_once_at_a_time",
                expressions=[
                    ("body", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    (
                        Func(
                            "starts_on",
                            "ends_on",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("Cette personne siège déjà dans cette instance à ces dates."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.body}"

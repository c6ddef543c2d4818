from __future__ import annotations

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

import journal
from people.models.organisations import Organisation
from people.querysets import MembershipQuerySet, SubscriptionQuerySet

MEMBERSHIP_BACKWARDS = _("Cette appartenance finirait avant d’avoir commencé.")
SUBSCRIPTION_BACKWARDS = _("Cette adhésion finirait avant d’avoir commencé.")


def days() -> Func:
    """The days of a row, both ends included; without an end, for ever."""
    return Func(
        "starts_on",
        "ends_on",
        RangeBoundary(inclusive_lower=True, inclusive_upper=True),
        function="DATERANGE",
        output_field=DateRangeField(),
    )


def refuse_backwards(row: Membership | Subscription, message: Any) -> None:
    """Say it beside the field, before the base is asked about a range that cannot be."""
    if row.starts_on and row.ends_on and row.ends_on < row.starts_on:
        raise ValidationError({"ends_on": message})


@journal.track()
class Membership(models.Model):
    """A person belongs to an organisation, with a role, from a day to another."""

    class Role(models.TextChoices):
        MEMBER = "member", _("membre")
        ADMIN = "admin", _("responsable du compte")
        TREASURER = "treasurer", _("trésorerie")

    user = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("rôle"), max_length=20, choices=Role, default=Role.MEMBER)
    starts_on = models.DateField(_("depuis le"))
    ends_on = models.DateField(_("jusqu’au"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("appartenance")
        verbose_name_plural = _("appartenances")
        ordering = ["organisation", "user"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="people_membership_ends_after_start",
                violation_error_message=MEMBERSHIP_BACKWARDS,
            ),
            ExclusionConstraint(
                name="people_membership_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    (days(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Cette personne fait déjà partie de cette structure à ces dates."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.organisation}"

    def clean(self) -> None:
        """Its days follow each other."""
        super().clean()
        refuse_backwards(self, MEMBERSHIP_BACKWARDS)


@journal.track()
class Subscription(models.Model):
    """An adhésion: an organisation, or a person by themselves, is a member of the house for a period."""

    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("structure"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="subscriptions",
    )
    user = models.ForeignKey(
        "people.User",
        verbose_name=_("personne"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="subscriptions",
    )
    starts_on = models.DateField(_("du"))
    ends_on = models.DateField(_("au"))
    fee = models.DecimalField(_("cotisation"), max_digits=8, decimal_places=2)
    paid_on = models.DateField(_("payée le"), null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("adhésion")
        verbose_name_plural = _("adhésions")
        ordering = ["-ends_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, user__isnull=True)
                | Q(organisation__isnull=True, user__isnull=False),
                name="people_subscription_of_one",
                violation_error_message=_("Une adhésion est celle d’une structure ou celle d’une personne."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="people_subscription_ends_after_start",
                violation_error_message=SUBSCRIPTION_BACKWARDS,
            ),
            models.CheckConstraint(
                condition=Q(fee__gte=0),
                name="people_subscription_fee_not_negative",
                violation_error_message=_("Une cotisation ne peut pas être négative."),
            ),
            ExclusionConstraint(
                name="people_subscription_once_per_organisation",
                expressions=[("organisation", RangeOperators.EQUAL), (days(), RangeOperators.OVERLAPS)],
                violation_error_message=_("Cette structure adhère déjà à ces dates."),
            ),
            ExclusionConstraint(
                name="people_subscription_once_per_person",
                expressions=[("user", RangeOperators.EQUAL), (days(), RangeOperators.OVERLAPS)],
                violation_error_message=_("Cette personne adhère déjà à ces dates."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation or self.user}, {self.starts_on:%d/%m/%Y} – {self.ends_on:%d/%m/%Y}"

    def clean(self) -> None:
        """Its days follow each other."""
        super().clean()
        refuse_backwards(self, SUBSCRIPTION_BACKWARDS)

    @property
    def is_paid(self) -> bool:
        """Whether nothing is left to pay: a free membership never had anything."""
        return self.paid_on is not None or not self.fee

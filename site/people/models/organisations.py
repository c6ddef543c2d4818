from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from people.querysets import MembershipQuerySet, OrganisationQuerySet


class Cluster(models.Model):
    """A pôle: a theme of the collective, with somebody to call."""

    letter = models.CharField(_("lettre"), max_length=1, unique=True)
    name = models.CharField(_("nom"), max_length=120, unique=True)
    contact = models.ForeignKey(
        "people.User", verbose_name=_("contact"), null=True, blank=True, on_delete=models.SET_NULL
    )

    class Meta:
        verbose_name = _("pôle")
        verbose_name_plural = _("pôles")
        ordering = ["letter"]

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """A structure: association, cooperative, company, public body… that people belong to."""

    class Kind(models.TextChoices):
        ASSOCIATION = "association", _("association")
        COOPERATIVE = "cooperative", _("coopérative")
        THIRD_PLACE = "third_place", _("tiers-lieu")
        MUTUAL = "mutual", _("mutuelle")
        COMPANY = "company", _("entreprise")
        PUBLIC_BODY = "public_body", _("collectivité")

    class Status(models.TextChoices):
        RESIDENT = "resident", _("résidente")
        MEMBER = "member", _("adhérente")
        PARTNER = "partner", _("partenaire")
        FORMER = "former", _("ancienne")

    name = models.CharField(_("nom"), max_length=150)
    kind = models.CharField(_("forme"), max_length=20, choices=Kind, default=Kind.ASSOCIATION)
    status = models.CharField(_("lien avec le lieu"), max_length=20, choices=Status, default=Status.MEMBER)
    siren = models.CharField(_("SIREN"), max_length=9, null=True, blank=True, unique=True)
    clusters = models.ManyToManyField(Cluster, verbose_name=_("pôles"), blank=True)
    in_directory = models.BooleanField(_("visible dans l’annuaire public"), default=False)
    presentation = models.TextField(_("présentation"), blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("structure")
        verbose_name_plural = _("structures")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="people_organisation_named"),
        ]

    def __str__(self) -> str:
        return self.name


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
            ),
            ExclusionConstraint(
                name="people_membership_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
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
                violation_error_message=_("Cette personne fait déjà partie de cette structure à ces dates."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.organisation}"

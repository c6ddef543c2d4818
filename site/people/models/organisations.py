from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

import journal
from people.numbers import DigitsField, check_siren, check_siret, compact
from people.querysets import ContactQuerySet, OrganisationQuerySet


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


@journal.track()
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
    siren = DigitsField(_("SIREN"), max_length=9, null=True, blank=True, validators=[check_siren])
    siret = DigitsField(_("SIRET"), max_length=14, null=True, blank=True, validators=[check_siret])
    clusters = models.ManyToManyField(Cluster, verbose_name=_("pôles"), blank=True)
    address = models.TextField(_("adresse postale"), max_length=300, blank=True)
    in_directory = models.BooleanField(
        _("visible dans l’annuaire public"),
        default=False,
        help_text=_("Son nom, son logo, sa présentation, son site, son adresse et son téléphone publics."),
    )
    presentation = models.TextField(_("présentation"), blank=True)
    website = models.URLField(_("site"), blank=True)
    public_email = models.EmailField(_("adresse électronique publique"), blank=True)
    public_phone = models.CharField(_("téléphone public"), max_length=30, blank=True)
    logo = models.ImageField(_("logo"), upload_to="structures/", blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("structure")
        verbose_name_plural = _("structures")
        ordering = ["name", "pk"]
        permissions = [("keep_people", _("Peut tenir le registre des structures et des personnes"))]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="people_organisation_named"),
            models.CheckConstraint(
                condition=Q(siret__isnull=True) | Q(siren=Left(F("siret"), 9)),
                name="people_organisation_siret_of_its_siren",
                violation_error_message=_("Ce SIRET ne commence pas par ce SIREN."),
            ),
            models.UniqueConstraint(
                fields=["siret"],
                name="people_organisation_siret_unique",
                violation_error_message=_("Une autre structure porte déjà ce SIRET."),
            ),
            # Two establishments of one body share its SIREN; two structures without SIRET may not.
            models.UniqueConstraint(
                fields=["siren"],
                condition=Q(siret__isnull=True),
                name="people_organisation_siren_unique",
                violation_error_message=_("Une autre structure porte déjà ce SIREN."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Name the structure that already bears this number, beside the number."""
        super().clean()
        others = Organisation.objects.exclude(pk=self.pk)
        for field, rows in (
            ("siret", others.filter(siret=self.siret) if self.siret else others.none()),
            (
                "siren",
                others.filter(siren=self.siren, siret__isnull=True) if self._bare_siren else others.none(),
            ),
        ):
            if (other := rows.first()) is not None:
                raise ValidationError(
                    {
                        field: _("%(other)s porte déjà ce numéro : est-ce la même structure ?")
                        % {"other": other}
                    }
                )

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Keep the numbers as digits before they are checked; a SIRET gives its SIREN."""
        self.siret = compact(self.siret or "") or None
        self.siren = compact(self.siren or "") or (self.siret[:9] if self.siret else None)
        super().clean_fields(exclude=exclude)

    @property
    def _bare_siren(self) -> bool:
        return bool(self.siren) and not self.siret

    def is_insured_on(self, day: date) -> bool:
        """Whether its insurance, as deposited here, covers that day."""
        return self.papers.insurance().valid_on(day).exists()


class Contact(models.Model):
    """Somebody whom the house knows without an account: a treasurer, a president, a caretaker."""

    class Role(models.TextChoices):
        PRESIDENT = "president", _("présidence")
        TREASURER = "treasurer", _("trésorerie")
        SECRETARY = "secretary", _("secrétariat")
        OTHER = "other", _("contact")

    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("structure"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="contacts",
    )
    name = models.CharField(_("prénom et nom"), max_length=150)
    role = models.CharField(_("rôle"), max_length=20, choices=Role, default=Role.OTHER)
    email = models.EmailField(_("adresse électronique"), blank=True)
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["organisation", "name", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="people_contact_named")]

    def __str__(self) -> str:
        return self.name

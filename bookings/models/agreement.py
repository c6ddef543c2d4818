from __future__ import annotations

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

import clock
import journal
from bookings.enums import AgreementKind, AgreementStatus
from bookings.term_querysets import OccupancyAgreementQuerySet
from spaces.holds import Hold
from spaces.hours import midnight

ENDS_BEFORE_ITS_HEAD = """
    IF NEW.head_agreement_id IS NOT NULL AND coalesce(NEW.ended_on, NEW.ends_on) > (
        SELECT coalesce(ended_on, ends_on) FROM bookings_occupancyagreement WHERE id = NEW.head_agreement_id
    ) THEN
        RAISE EXCEPTION 'a sub-agreement ends before its head agreement'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bookings_agreement_ends_before_its_head';
    END IF;
    IF EXISTS (
        SELECT 1 FROM bookings_occupancyagreement sub
        WHERE sub.head_agreement_id = NEW.id
          AND coalesce(sub.ended_on, sub.ends_on) > coalesce(NEW.ended_on, NEW.ends_on)
    ) THEN
        RAISE EXCEPTION 'a head agreement outlives its sub-agreements'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bookings_agreement_outlives_its_subs';
    END IF;
    RETURN NEW;
"""


@journal.track()
class OccupancyAgreement(models.Model):
    """An organisation holds spaces or seats for months or years, under a signed paper."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.ForeignKey(
        "spaces.Place", verbose_name=_("lieu"), on_delete=models.PROTECT, related_name="agreements"
    )
    claim = models.OneToOneField(
        "spaces.Claim",
        verbose_name=_("inscription au registre"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="agreement",
    )
    organisation = models.ForeignKey(
        "people.Organisation",
        verbose_name=_("structure"),
        on_delete=models.PROTECT,
        related_name="agreements",
    )
    kind = models.CharField(_("nature"), max_length=20, choices=AgreementKind)
    status = models.CharField(
        _("état"), max_length=10, choices=AgreementStatus, default=AgreementStatus.DRAFT
    )
    purpose = models.CharField(_("objet"), max_length=120)
    starts_on = models.DateField(_("du"))
    ends_on = models.DateField(_("au (inclus)"))
    fee = models.DecimalField(_("redevance mensuelle HT"), max_digits=9, decimal_places=2, default=Decimal(0))
    service_charge = models.DecimalField(
        _("charges mensuelles HT"), max_digits=9, decimal_places=2, default=Decimal(0)
    )
    deposit = models.DecimalField(_("dépôt de garantie"), max_digits=9, decimal_places=2, default=Decimal(0))
    insurance_expires_on = models.DateField(_("assurance valable jusqu’au"), null=True, blank=True)
    head_agreement = models.ForeignKey(
        "self",
        verbose_name=_("convention principale"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sub_agreements",
    )
    is_head = models.BooleanField(
        _("convention de la maison avec son propriétaire"),
        default=False,
        help_text=_("Elle n’occupe aucun espace : les autres en dépendent et finissent avant elle."),
    )
    renews = models.OneToOneField(
        "self",
        verbose_name=_("reconduit"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="renewal",
    )
    signed_on = models.DateField(_("signée le"), null=True, blank=True)
    ended_on = models.DateField(_("terminée le"), null=True, blank=True)
    created_at = models.DateTimeField(_("créée le"), default=clock.now, editable=False)

    objects = OccupancyAgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("convention d’occupation")
        verbose_name_plural = _("conventions d’occupation")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="bookings_agreement_ends_after"
            ),
            models.CheckConstraint(
                condition=Q(fee__gte=0, service_charge__gte=0, deposit__gte=0),
                name="bookings_agreement_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(status=AgreementStatus.DRAFT, signed_on__isnull=True)
                | Q(signed_on__isnull=False, claim__isnull=False)
                | Q(signed_on__isnull=False, is_head=True),
                name="bookings_agreement_signed_has_claim",
            ),
            models.CheckConstraint(
                condition=~Q(status=AgreementStatus.ENDED) | Q(ended_on__isnull=False),
                name="bookings_agreement_ended_when",
            ),
            models.CheckConstraint(
                condition=~Q(is_head=True) | Q(head_agreement__isnull=True),
                name="bookings_agreement_head_has_no_head",
                violation_error_message=_(
                    "La convention de la maison ne dépend d’aucune autre : laissez la convention principale vide."
                ),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="ends_before_its_head",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=ENDS_BEFORE_ITS_HEAD,
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.purpose}"

    @property
    def last_day(self) -> date:
        """The last day it binds: the day it was ended, or its term."""
        return self.ended_on or self.ends_on

    def holds(self, last_day: date) -> list[Hold]:
        """What it holds from its first day to `last_day` included, by the clock of its place."""
        start = midnight(self.starts_on, self.place.zone)
        end = midnight(last_day + timedelta(days=1), self.place.zone)
        return [
            Hold(row.space, start, end, seats=row.seats) for row in self.agreed_spaces.select_related("space")
        ]


@journal.track()
class AgreementSpace(models.Model):
    """One space of an agreement: the whole of it, or some of its seats."""

    agreement = models.ForeignKey(
        OccupancyAgreement,
        verbose_name=_("convention"),
        on_delete=models.CASCADE,
        related_name="agreed_spaces",
    )
    space = models.ForeignKey(
        "spaces.Space", verbose_name=_("espace"), on_delete=models.PROTECT, related_name="agreed_spaces"
    )
    seats = models.PositiveIntegerField(_("places"), null=True, blank=True)

    class Meta:
        verbose_name = _("espace sous convention")
        verbose_name_plural = _("espaces sous convention")
        ordering = ["agreement", "space"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "space"], name="bookings_agreement_space_once"),
            models.CheckConstraint(
                condition=Q(seats__isnull=True) | Q(seats__gt=0), name="bookings_agreement_seats_positive"
            ),
        ]

    def __str__(self) -> str:
        return str(self.space)

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

import clock
import journal
from bookings.enums import HOLDING, BookingStatus
from bookings.querysets import BookedSpaceQuerySet, BookingQuerySet
from spaces.enums import Layout
from spaces.holds import Hold
from spaces.models import Space


@journal.track()
class Booking(models.Model):
    """Somebody holds one or more spaces, each with its hours; one organiser, one price, one decision."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.ForeignKey(
        "spaces.Place", verbose_name=_("lieu"), on_delete=models.PROTECT, related_name="bookings"
    )
    claim = models.OneToOneField(
        "spaces.Claim",
        verbose_name=_("inscription au registre"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="booking",
    )
    status = models.CharField(_("état"), max_length=10, choices=BookingStatus)
    organiser = models.ForeignKey(
        "people.User", verbose_name=_("organisée par"), on_delete=models.PROTECT, related_name="bookings"
    )
    organisation = models.ForeignKey(
        "people.Organisation",
        verbose_name=_("pour la structure"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="bookings",
    )
    series = models.ForeignKey(
        "bookings.BookingSeries",
        verbose_name=_("réservation régulière"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="bookings",
    )
    title = models.CharField(_("ce que vous y faites"), max_length=120)
    is_public = models.BooleanField(_("ouvert au public"), default=False)
    attendees = models.PositiveIntegerField(_("combien serez-vous"))
    layout = models.CharField(_("disposition"), max_length=20, choices=Layout, blank=True)
    price_due = models.DecimalField(_("à payer"), max_digits=9, decimal_places=2, default=Decimal(0))
    price_public = models.DecimalField(
        _("valeur au tarif public"), max_digits=9, decimal_places=2, default=Decimal(0)
    )
    price_lines = models.JSONField(_("pourquoi ce prix"), default=list, blank=True)
    reason = models.CharField(_("raison"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("demandée le"), default=clock.now, editable=False)
    hold_expires_at = models.DateTimeField(_("option jusqu’au"), null=True, blank=True)
    decided_at = models.DateTimeField(_("décidée le"), null=True, blank=True)
    decided_by = models.ForeignKey(
        "people.User",
        verbose_name=_("décidée par"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    cancelled_at = models.DateTimeField(_("annulée le"), null=True, blank=True)
    check_in_by = models.DateTimeField(_("arrivée à confirmer avant"), null=True, blank=True)
    checked_in_at = models.DateTimeField(_("arrivée constatée le"), null=True, blank=True)
    released_at = models.DateTimeField(_("libérée plus tôt le"), null=True, blank=True)
    not_honoured_at = models.DateTimeField(_("non honorée, constaté le"), null=True, blank=True)
    attendance_declared = models.PositiveIntegerField(_("présents déclarés"), null=True, blank=True)
    idempotency_key = models.UUIDField(_("clé d’envoi"), null=True, editable=False)
    sequence = models.PositiveIntegerField(_("version du calendrier"), default=0, editable=False)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("réservation")
        verbose_name_plural = _("réservations")
        ordering = ["-created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organiser", "idempotency_key"], name="bookings_booking_sent_once"
            ),
            models.CheckConstraint(condition=Q(attendees__gt=0), name="bookings_booking_somebody_comes"),
            models.CheckConstraint(condition=~Q(title=""), name="bookings_booking_titled"),
            models.CheckConstraint(
                condition=Q(price_due__gte=0, price_public__gte=0), name="bookings_booking_price_not_negative"
            ),
            models.CheckConstraint(
                condition=~Q(status=BookingStatus.HOLD) | Q(hold_expires_at__isnull=False),
                name="bookings_booking_hold_expires",
            ),
            models.CheckConstraint(
                condition=~Q(status=BookingStatus.REFUSED) | Q(decided_at__isnull=False) & ~Q(reason=""),
                name="bookings_booking_refused_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status=BookingStatus.CANCELLED) | Q(cancelled_at__isnull=False),
                name="bookings_booking_cancelled_when",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=HOLDING) | Q(claim__isnull=False),
                name="bookings_booking_holding_has_claim",
            ),
            models.CheckConstraint(
                condition=Q(status=BookingStatus.CONFIRMED)
                | Q(
                    checked_in_at__isnull=True,
                    released_at__isnull=True,
                    not_honoured_at__isnull=True,
                    attendance_declared__isnull=True,
                ),
                name="bookings_booking_presence_once_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(not_honoured_at__isnull=True)
                | Q(check_in_by__isnull=False, checked_in_at__isnull=True),
                name="bookings_booking_missed_what_was_required",
            ),
        ]
        indexes = [
            models.Index(fields=["place", "status"], name="bookings_place_status"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the booking, for those who may see it."""
        return reverse("bookings:booking", args=[self.pk])

    @property
    def holds_space(self) -> bool:
        """Whether the ledger keeps rows for it."""
        return self.status in HOLDING

    @property
    def starts_at(self) -> datetime:
        """The earliest start of its spaces."""
        return min(row.starts_at for row in self.booked_spaces.all())

    @property
    def ends_at(self) -> datetime:
        """The latest end of its spaces."""
        return max(row.ends_at for row in self.booked_spaces.all())

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which its hours are read."""
        return self.place.zone

    @property
    def price_lent(self) -> Decimal:
        """What the house lends: the public price less what is paid; nothing once the rooms are given back."""
        if not self.holds_space:
            return Decimal(0)
        return max(self.price_public - self.price_due, Decimal(0))


@journal.track()
class BookingSpace(models.Model):
    """One space of a booking, with its own hours."""

    booking = models.ForeignKey(
        Booking, verbose_name=_("réservation"), on_delete=models.CASCADE, related_name="booked_spaces"
    )
    space = models.ForeignKey(
        "spaces.Space", verbose_name=_("espace"), on_delete=models.PROTECT, related_name="booked_spaces"
    )
    starts_at = models.DateTimeField(_("de"))
    ends_at = models.DateTimeField(_("à"))
    setup = models.DurationField(_("installation avant"), default=timedelta(0))
    seats = models.PositiveIntegerField(_("places"), null=True, blank=True)

    objects = BookedSpaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("espace réservé")
        verbose_name_plural = _("espaces réservés")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="bookings_space_ends_after"),
            models.CheckConstraint(
                condition=Q(setup__gte=timedelta(0)), name="bookings_space_setup_positive"
            ),
            models.CheckConstraint(
                condition=Q(seats__isnull=True) | Q(seats__gt=0), name="bookings_space_seats_positive"
            ),
        ]
        indexes = [
            models.Index(fields=["space", "starts_at"], name="bookings_space_start"),
            models.Index(fields=["ends_at"], name="bookings_space_end"),
        ]

    def __str__(self) -> str:
        return f"{self.space}, {self.starts_at:%d/%m/%Y %H:%M}"

    @property
    def duration(self) -> timedelta:
        """How long the organiser uses the space."""
        return self.ends_at - self.starts_at

    def seats_of(self, space: Space, attendees: int) -> int | None:
        """What it would take of a space: one seat a person where seats are shared, or all of it as it does now."""
        is_whole = self.seats is None and self.space_id == space.pk
        return None if space.seat_count is None or is_whole else attendees

    def hold(self) -> Hold:
        """The row as the ledger reads it."""
        return Hold(self.space, self.starts_at, self.ends_at, self.setup, self.seats)

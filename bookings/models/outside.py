from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

import clock
import journal
from bookings.feed_querysets import OutsideCalendarQuerySet, OutsideEventQuerySet
from bookings.ical.fetch import split_address
from bookings.ical.intake import CalendarRefused


@journal.track()
class OutsideCalendar(models.Model):
    """A calendar kept elsewhere whose events hold a space here: a file read once, or an address followed."""

    space = models.ForeignKey(
        "spaces.Space", verbose_name=_("espace"), on_delete=models.PROTECT, related_name="outside_calendars"
    )
    name = models.CharField(_("nom"), max_length=120)
    address = models.CharField(
        _("adresse de l’agenda"),
        max_length=500,
        blank=True,
        help_text=_("https://… ; vide pour un fichier lu une fois."),
    )
    created_by = models.ForeignKey(
        "people.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("ajouté le"), default=clock.now, editable=False)
    stopped_at = models.DateTimeField(_("arrêté le"), null=True, blank=True, editable=False)
    tried_at = models.DateTimeField(_("dernier essai"), null=True, editable=False)
    succeeded_at = models.DateTimeField(_("dernière lecture réussie"), null=True, editable=False)
    trouble = models.CharField(_("ce qui ne va pas"), max_length=300, blank=True, editable=False)
    etag = models.CharField(max_length=200, blank=True, editable=False)
    last_modified = models.CharField(max_length=100, blank=True, editable=False)

    objects = OutsideCalendarQuerySet.as_manager()

    class Meta:
        verbose_name = _("agenda extérieur")
        verbose_name_plural = _("agendas extérieurs")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="bookings_outside_named"),
            models.UniqueConstraint(
                fields=["space", "address"],
                condition=~Q(address="") & Q(stopped_at=None),
                name="bookings_outside_followed_once",
                violation_error_message=_("Cet espace suit déjà cet agenda."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse an address that no calendar can have, when it is typed rather than when it is read."""
        if self.address:
            try:
                split_address(self.address)
            except CalendarRefused as refused:
                raise ValidationError({"address": refused.message}) from None


class OutsideEvent(models.Model):
    """One moment of an outside calendar: it holds the space, or says what stands in its way."""

    calendar = models.ForeignKey(OutsideCalendar, on_delete=models.CASCADE, related_name="moments")
    key = models.CharField(max_length=64)
    title = models.CharField(_("titre"), max_length=200, blank=True)
    starts_at = models.DateTimeField(_("de"))
    ends_at = models.DateTimeField(_("à"))
    claim = models.OneToOneField(
        "spaces.Claim", null=True, editable=False, on_delete=models.PROTECT, related_name="outside_event"
    )
    conflict = models.CharField(_("ce qui s’y oppose"), max_length=300, blank=True)
    noticed_at = models.DateTimeField(_("vu le"), default=clock.now, editable=False)

    objects = OutsideEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("événement extérieur")
        verbose_name_plural = _("événements extérieurs")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "key"], name="bookings_outside_event_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="bookings_outside_event_ends_after"
            ),
            models.CheckConstraint(
                condition=Q(claim__isnull=False, conflict="") | (Q(claim__isnull=True) & ~Q(conflict="")),
                name="bookings_outside_event_holds_or_says",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Occupé"))

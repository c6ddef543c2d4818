from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

import clock
from bookings.feed_querysets import CalendarFeedQuerySet


class CalendarFeed(models.Model):
    """An agenda that a calendar program follows: what its owner would see, at a secret address.

    The address is signed from the id and the version: a copy of the database does not give it, and renewing
    is one more version.
    """

    class Kind(models.TextChoices):
        """What the agenda tells."""

        PERSON = "person", _("mes réservations")
        ORGANISATION = "organisation", _("une structure")
        PLACE = "place", _("un lieu")
        SPACE = "space", _("un espace")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        "people.User", verbose_name=_("personne"), on_delete=models.CASCADE, related_name="feeds"
    )
    kind = models.CharField(_("quoi"), max_length=12, choices=Kind)
    organisation = models.ForeignKey(
        "people.Organisation", null=True, blank=True, on_delete=models.CASCADE, related_name="feeds"
    )
    place = models.ForeignKey(
        "spaces.Place", null=True, blank=True, on_delete=models.CASCADE, related_name="feeds"
    )
    space = models.ForeignKey(
        "spaces.Space", null=True, blank=True, on_delete=models.CASCADE, related_name="feeds"
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("ouvert le"), default=clock.now, editable=False)
    last_read_at = models.DateTimeField(_("dernière lecture"), null=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    changed_at = models.DateTimeField(_("dernier changement"), default=clock.now, editable=False)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("agenda")
        verbose_name_plural = _("agendas")
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "kind", "organisation", "place", "space"],
                name="bookings_feed_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(kind="person", organisation=None, place=None, space=None)
                | Q(kind="organisation", organisation__isnull=False, place=None, space=None)
                | Q(kind="place", organisation=None, place__isnull=False, space=None)
                | Q(kind="space", organisation=None, place=None, space__isnull=False),
                name="bookings_feed_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation or self.place or self.space or _("Mes réservations"))

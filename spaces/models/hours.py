from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from spaces.models.place import Building, Place
from spaces.models.space import Space


class Weekday(models.IntegerChoices):
    """Days as ISO 8601 counts them."""

    MONDAY = 1, _("lundi")
    TUESDAY = 2, _("mardi")
    WEDNESDAY = 3, _("mercredi")
    THURSDAY = 4, _("jeudi")
    FRIDAY = 5, _("vendredi")
    SATURDAY = 6, _("samedi")
    SUNDAY = 7, _("dimanche")


class Scope(models.Model):
    """Hours belong to exactly one of a place, a building or a space; the lowest level wins."""

    place = models.ForeignKey(
        Place, verbose_name=_("lieu"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    building = models.ForeignKey(
        Building,
        verbose_name=_("bâtiment"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    space = models.ForeignKey(
        Space, verbose_name=_("espace"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        abstract = True


ONE_OWNER = (
    Q(place__isnull=False, building__isnull=True, space__isnull=True)
    | Q(place__isnull=True, building__isnull=False, space__isnull=True)
    | Q(place__isnull=True, building__isnull=True, space__isnull=False)
)


class OpeningRule(Scope):
    """Open every week on one day, from an hour to another, by the wall clock of the place.

    `closes` may be 00:00, read as midnight at the end of the day. Dates bound a season.
    """

    weekday = models.PositiveSmallIntegerField(_("jour"), choices=Weekday)
    opens = models.TimeField(_("ouvre à"))
    closes = models.TimeField(_("ferme à"))
    valid_from = models.DateField(_("à partir du"), null=True, blank=True)
    valid_until = models.DateField(_("jusqu’au"), null=True, blank=True)

    class Meta:
        verbose_name = _("horaire d’ouverture")
        verbose_name_plural = _("horaires d’ouverture")
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(condition=ONE_OWNER, name="spaces_openingrule_one_owner"),
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")) | Q(closes="00:00"), name="spaces_openingrule_closes_after"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M} – {self.closes:%H:%M}"


class OpeningException(Scope):
    """One date unlike the others: other hours, or none at all when they are empty."""

    date = models.DateField(_("date"))
    opens = models.TimeField(_("ouvre à"), null=True, blank=True)
    closes = models.TimeField(_("ferme à"), null=True, blank=True)
    reason = models.CharField(_("raison"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("jour exceptionnel")
        verbose_name_plural = _("jours exceptionnels")
        ordering = ["date"]
        constraints = [
            models.CheckConstraint(condition=ONE_OWNER, name="spaces_openingexception_one_owner"),
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(opens__isnull=False, closes__gt=F("opens"))
                | Q(opens__isnull=False, closes="00:00"),
                name="spaces_openingexception_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y} {self.reason}"

from __future__ import annotations

from datetime import date, time

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from spaces.enums import SchoolPeriod
from spaces.models.place import Building, Place
from spaces.models.space import Space
from spaces.wording import day, hours

MIDNIGHT = time(0)
LAST_TIME = time.max


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


ONE_ONLY = _("Choisissez un lieu, un bâtiment ou un espace : un seul des trois.")
ONE_OWNER = (
    Q(place__isnull=False, building__isnull=True, space__isnull=True)
    | Q(place__isnull=True, building__isnull=False, space__isnull=True)
    | Q(place__isnull=True, building__isnull=True, space__isnull=False)
)


class OpeningRule(Scope):
    """Open every week on one day, from an hour to another, by the wall clock of the place.

    `closes` may be 00:00, read as midnight at the end of the day. Dates make a season, which replaces the
    undated rules of the same level while it lasts. Rules of one level never overlap: a constraint written
    in SQL (migration 0002) says so, `clean` says it in French.
    """

    weekday = models.PositiveSmallIntegerField(_("jour"), choices=Weekday)
    opens = models.TimeField(_("ouvre à"))
    closes = models.TimeField(_("ferme à"), help_text=_("00:00 pour minuit."))
    valid_from = models.DateField(_("à partir du"), null=True, blank=True)
    valid_until = models.DateField(_("jusqu’au"), null=True, blank=True)
    school_period = models.CharField(
        _("période scolaire"), max_length=10, choices=SchoolPeriod, default=SchoolPeriod.ALWAYS
    )
    on_public_holidays = models.BooleanField(_("y compris les jours fériés"), default=False)

    class Meta:
        verbose_name = _("horaire d’ouverture")
        verbose_name_plural = _("horaires d’ouverture")
        ordering = ["weekday", "opens", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=ONE_OWNER, name="spaces_openingrule_one_owner", violation_error_message=ONE_ONLY
            ),
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")) | Q(closes="00:00"),
                name="spaces_openingrule_closes_after",
                violation_error_message=_("La fermeture vient avant l’ouverture."),
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="spaces_openingrule_season_ends_after",
                violation_error_message=_("La saison se termine avant de commencer."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {hours(self.opens, self.closes)}"

    @property
    def is_seasonal(self) -> bool:
        """Whether dates bound the rule."""
        return self.valid_from is not None or self.valid_until is not None

    def clean(self) -> None:
        """Refuse a rule that overlaps another of the same level."""
        if self.weekday is None or self.opens is None or self.closes is None:
            return
        siblings = OpeningRule.objects.filter(
            place=self.place, building=self.building, space=self.space, weekday=self.weekday
        ).exclude(pk=self.pk)
        for other in siblings:
            if self.overlaps(other):
                refusal = ValidationError(
                    _("Cet horaire en recouvre un autre : %(other)s."), params={"other": other}
                )
                raise ValidationError({"opens": refusal})

    def overlaps(self, other: OpeningRule) -> bool:
        """Whether both would apply at some moment of some year."""
        always = SchoolPeriod.ALWAYS
        return (
            self.is_seasonal == other.is_seasonal
            and (
                self.school_period == other.school_period
                or always in (self.school_period, other.school_period)
            )
            and self.opens < _end(other)
            and other.opens < _end(self)
            and (self.valid_from or date.min) <= (other.valid_until or date.max)
            and (other.valid_from or date.min) <= (self.valid_until or date.max)
        )


class OpeningException(Scope):
    """One date unlike the others: other hours, or none at all when they are empty.

    What one level says of one date never overlaps, and a closed day takes the whole of it: a constraint
    written in SQL (migration 0005) says so, `clean` says it in French.
    """

    date = models.DateField(_("date"))
    opens = models.TimeField(_("ouvre à"), null=True, blank=True)
    closes = models.TimeField(_("ferme à"), null=True, blank=True)
    reason = models.CharField(_("raison"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("jour exceptionnel")
        verbose_name_plural = _("jours exceptionnels")
        ordering = ["date", "opens", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=ONE_OWNER,
                name="spaces_openingexception_one_owner",
                violation_error_message=ONE_ONLY,
            ),
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(opens__isnull=False, closes__gt=F("opens"))
                | Q(opens__isnull=False, closes="00:00"),
                name="spaces_openingexception_whole",
                violation_error_message=_(
                    "Donnez une ouverture et une fermeture qui la suit, ou laissez les deux vides pour fermer."
                ),
            ),
        ]

    def __str__(self) -> str:
        said = hours(self.opens, self.closes) if self.opens and self.closes else "fermé"
        return f"{day(self.date)}, {said}"

    def clean(self) -> None:
        """Refuse what contradicts another row of the same level on the same date."""
        if self.date is None or (self.opens is None) != (self.closes is None):
            return
        siblings = OpeningException.objects.filter(
            place=self.place, building=self.building, space=self.space, date=self.date
        ).exclude(pk=self.pk)
        for other in siblings:
            if self.overlaps(other):
                words = CLOSES_TOO if other.opens is None else OPENS_TOO
                refusal = ValidationError(words, params={"other": other})
                raise ValidationError({"date" if self.opens is None else "opens": refusal})

    def overlaps(self, other: OpeningException) -> bool:
        """Whether both speak of the same moment of their date."""
        return (self.opens or MIDNIGHT) < _end(other) and (other.opens or MIDNIGHT) < _end(self)


CLOSES_TOO = _("Ce jour est déjà dit fermé (%(other)s) : changez cette ligne plutôt que d’en ajouter une.")
OPENS_TOO = _(
    "Ce jour a déjà des heures qui recouvrent celles-ci : %(other)s. Changez cette ligne, ou retirez-la."
)


def _end(row: OpeningRule | OpeningException) -> time:
    """When it closes; midnight, and the end of a closed day, come last."""
    return row.closes if row.closes not in (None, MIDNIGHT) else LAST_TIME

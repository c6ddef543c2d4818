from __future__ import annotations

from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

import journal
from spaces.querysets import PlaceQuerySet


def validate_time_zone(name: str) -> None:
    """Accept only names of the IANA time zone database."""
    if name not in available_timezones():
        raise ValidationError(_("Ce fuseau horaire est inconnu : écrivez par exemple Europe/Paris."))


@journal.track()
class Place(models.Model):
    """A converted site: an address, a time zone, opening hours, a team."""

    name = models.CharField(_("nom"), max_length=120)
    slug = models.SlugField(_("adresse courte"), max_length=80, unique=True)
    tagline = models.CharField(_("sous le nom"), max_length=120, blank=True)
    address = models.TextField(_("adresse"), blank=True)
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    email = models.EmailField(_("courriel"), blank=True)
    timezone = models.CharField(
        _("fuseau horaire"), max_length=64, default="Europe/Paris", validators=[validate_time_zone]
    )
    school_zone = models.CharField(_("zone scolaire"), max_length=1, blank=True, default="A")
    built_in = models.PositiveSmallIntegerField(_("année de construction"), null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("lieu")
        verbose_name_plural = _("lieux")
        ordering = ["pk"]
        permissions = [
            ("manage_place", "Gérer le lieu"),
            ("welcome_place", "Tenir l’accueil"),
            ("edit_place", "Écrire les pages du lieu"),
            ("view_figures_place", "Voir les chiffres du lieu"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which this place decides."""
        return ZoneInfo(self.timezone)


@journal.track()
class Building(models.Model):
    """One building of a place, with the headcount that an authority allows in it."""

    place = models.ForeignKey(
        Place, verbose_name=_("lieu"), on_delete=models.PROTECT, related_name="buildings"
    )
    name = models.CharField(_("nom"), max_length=120)
    safety_capacity = models.PositiveIntegerField(
        _("effectif maximal autorisé"),
        null=True,
        blank=True,
        help_text=_("Fixé par la commission de sécurité, personnes présentes en même temps."),
    )

    class Meta:
        verbose_name = _("bâtiment")
        verbose_name_plural = _("bâtiments")
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["place", "name"], name="spaces_building_named_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Floor(models.Model):
    """A level of a building; the outdoors is one too."""

    building = models.ForeignKey(
        Building, verbose_name=_("bâtiment"), on_delete=models.PROTECT, related_name="floors"
    )
    level = models.SmallIntegerField(_("niveau"), help_text=_("0 pour le rez-de-chaussée."))
    name = models.CharField(_("nom"), max_length=60)
    is_outdoors = models.BooleanField(_("en plein air"), default=False)

    class Meta:
        verbose_name = _("niveau")
        verbose_name_plural = _("niveaux")
        ordering = ["building", "is_outdoors", "level"]
        constraints = [
            models.UniqueConstraint(
                fields=["building", "level", "is_outdoors"], name="spaces_floor_level_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

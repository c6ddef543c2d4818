from __future__ import annotations

from datetime import timedelta

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

import clock
import journal
from spaces.enums import Layout, SpaceKind
from spaces.models.place import Floor, Place
from spaces.querysets import PartQuerySet, SpaceQuerySet


@journal.track()
class Space(models.Model):
    """Anything that can be held: a hall, a room, a workshop, an office, a desk, a counted equipment."""

    place = models.ForeignKey(Place, verbose_name=_("lieu"), on_delete=models.PROTECT, related_name="spaces")
    floor = models.ForeignKey(
        Floor,
        verbose_name=_("niveau"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="spaces",
    )
    name = models.CharField(_("nom"), max_length=120)
    slug = models.SlugField(_("adresse courte"), max_length=120)
    door_number = models.CharField(_("numéro de porte"), max_length=6, blank=True)
    kind = models.CharField(_("type"), max_length=20, choices=SpaceKind, default=SpaceKind.MEETING_ROOM)
    area_m2 = models.DecimalField(_("surface (m²)"), max_digits=9, decimal_places=2, null=True, blank=True)
    capacity = models.PositiveIntegerField(_("capacité"), null=True, blank=True)
    safety_capacity = models.PositiveIntegerField(_("effectif maximal autorisé"), null=True, blank=True)
    seat_count = models.PositiveIntegerField(
        _("places ou unités réservables une à une"),
        null=True,
        blank=True,
        help_text=_("Vide : l’espace se réserve en entier."),
    )
    is_accessible = models.BooleanField(_("accessible en fauteuil"), default=False)
    is_bookable = models.BooleanField(_("réservable"), default=True)
    equipment = models.CharField(_("équipements"), max_length=300, blank=True)
    remark = models.CharField(_("remarque"), max_length=300, blank=True)
    description = models.TextField(_("présentation"), blank=True)
    turnaround = models.DurationField(
        _("remise en état après chaque usage"),
        default=timedelta(0),
        help_text=_("Durée, par exemple 00:15:00."),
    )
    in_service_from = models.DateField(_("en service depuis le"), null=True, blank=True)
    in_service_until = models.DateField(_("en service jusqu’au"), null=True, blank=True)
    is_archived = models.BooleanField(_("archivé"), default=False)
    photo = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("photo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = SpaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("espace")
        verbose_name_plural = _("espaces")
        ordering = ["place", "floor", "door_number", "name"]
        permissions = [("approve_space", "Valider les réservations de l’espace")]
        constraints = [
            models.UniqueConstraint(fields=["place", "slug"], name="spaces_space_slug_once"),
            models.UniqueConstraint(
                fields=["place", "door_number"],
                condition=~Q(door_number="") & Q(is_archived=False),
                name="spaces_space_door_once",
                violation_error_message=_("Ce numéro de porte est déjà pris."),
            ),
            models.CheckConstraint(
                condition=Q(area_m2__isnull=True) | Q(area_m2__gt=0), name="spaces_space_area_positive"
            ),
            models.CheckConstraint(
                condition=Q(seat_count__isnull=True) | Q(seat_count__gt=0), name="spaces_space_seats_positive"
            ),
            models.CheckConstraint(
                condition=Q(turnaround__gte=timedelta(0)), name="spaces_space_turnaround_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(in_service_from__isnull=True)
                | Q(in_service_until__isnull=True)
                | Q(in_service_until__gte=F("in_service_from")),
                name="spaces_space_service_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def equipment_items(self) -> list[str]:
        """Its equipment, item by item."""
        return [item.strip() for item in self.equipment.split(",") if item.strip()]

    def clean(self) -> None:
        """Refuse to archive a room that somebody still holds."""
        if not self.is_archived or self.pk is None:
            return
        leaves = [self.pk, *Part.objects.now().filter(whole=self).values_list("part", flat=True)]
        rows = self.occupations.model.objects.filter(space__in=leaves, held__overlap=(clock.now(), None))
        if coming := rows.values("claim").distinct().count():
            what = _("Une réservation vient") if coming == 1 else _("%d réservations viennent") % coming
            raise ValidationError(
                {"is_archived": _("%s encore ici : déplacez d’abord ce qui est prévu.") % what}
            )


PARTS_ARE_LEAVES = """
    -- One division at a time, so that two of them cannot build a chain unseen.
    PERFORM 1 FROM spaces_space WHERE id IN (NEW.whole_id, NEW.part_id) ORDER BY id FOR UPDATE;
    IF EXISTS (SELECT 1 FROM spaces_part
               WHERE (whole_id = NEW.part_id OR part_id = NEW.whole_id) AND valid && NEW.valid) THEN
        RAISE EXCEPTION 'a part is never made of parts'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'spaces_part_is_a_leaf';
    END IF;
    IF EXISTS (SELECT 1 FROM spaces_occupation WHERE space_id = NEW.whole_id AND held && NEW.valid) THEN
        RAISE EXCEPTION 'space % holds occupations itself meanwhile: they move to its parts first', NEW.whole_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'spaces_part_whole_holds_nothing';
    END IF;
    IF (SELECT count(DISTINCT place_id) FROM spaces_space WHERE id IN (NEW.whole_id, NEW.part_id)) > 1 THEN
        RAISE EXCEPTION 'a part belongs to the place of its whole'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'spaces_part_same_place';
    END IF;
    RETURN NEW;
"""


def always() -> DateTimeTZRange:
    """From the beginning and for ever."""
    return DateTimeTZRange(None, None)


@journal.track()
class Part(models.Model):
    """A bay of a divisible space, while `valid`. One level: a whole is made of parts, and parts are leaves.

    A space that has no part at some moment holds for itself then: dividing a room leaves its past where it was.
    """

    whole = models.ForeignKey(Space, verbose_name=_("tout"), on_delete=models.PROTECT, related_name="parts")
    part = models.ForeignKey(Space, verbose_name=_("partie"), on_delete=models.PROTECT, related_name="wholes")
    valid = DateTimeRangeField(_("pendant"), default=always)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("partie d’un espace")
        verbose_name_plural = _("parties d’un espace")
        ordering = ["whole", "part", "valid"]
        constraints = [
            ExclusionConstraint(
                name="spaces_part_once_at_a_time",
                expressions=[
                    ("whole", RangeOperators.EQUAL),
                    ("part", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=Q(valid__isempty=False), name="spaces_part_lasts"),
            models.CheckConstraint(condition=~Q(whole=F("part")), name="spaces_part_not_itself"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="is_a_leaf",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=PARTS_ARE_LEAVES,
            )
        ]

    def __str__(self) -> str:
        return f"{self.whole} : {self.part}"


class LayoutCapacity(models.Model):
    """How many people a space takes in one arrangement of its furniture."""

    space = models.ForeignKey(
        Space, verbose_name=_("espace"), on_delete=models.CASCADE, related_name="layouts"
    )
    layout = models.CharField(_("configuration"), max_length=20, choices=Layout)
    capacity = models.PositiveIntegerField(_("capacité"))

    class Meta:
        verbose_name = _("capacité par configuration")
        verbose_name_plural = _("capacités par configuration")
        ordering = ["space", "capacity"]
        constraints = [
            models.UniqueConstraint(fields=["space", "layout"], name="spaces_layout_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_layout_display()} : {self.capacity}"

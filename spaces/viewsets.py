"""What there is, set up in the back office by those who manage the place. Nothing with a history is deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.urls import URLPattern, reverse
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.widgets.button import Button
from wagtail.images import get_image_model
from wagtail.permissions import policy_registry

from backoffice.image_chooser import StrictImageChooser
from backoffice.viewsets import ScopedViewSet
from spaces import policies
from spaces.holidays import school_dates_known_until
from spaces.models import (
    Building,
    Floor,
    LayoutCapacity,
    OpeningException,
    OpeningRule,
    Place,
    Space,
)

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
PHOTO_HELP = _(
    "Elle se voit sur la page de l’espace et dans la recherche. Sa « description » est lue à qui ne voit pas l’image."
    " Le lieu et la date que le téléphone y écrit sont retirés ; une collection privée ne se montre pas."
)
TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class OfManagedPlaces(ScopedViewSet):
    """Rows of the places that the person manages, which they may all change."""

    policy = policies.manages_a_place
    menu_hook = "register_spaces_menu_item"
    inspect_view_enabled = False

    def visible_to(self, user: Any) -> QuerySet:
        """Those of the places one manages."""
        raise NotImplementedError

    def changeable_by(self, user: Any) -> QuerySet:
        """All that one sees there."""
        return self.visible_to(user)

    def choices(self, user: Any) -> Mapping[str, QuerySet]:
        """Offer one's own places, buildings, floors and spaces."""
        managed = Place.objects.managed_by(user)
        return {
            "place": managed,
            "building": Building.objects.filter(place__in=managed),
            "floor": Floor.objects.filter(building__place__in=managed),
            "space": Space.objects.managed_by(user),
            "photo": policy_registry.get_by_type(get_image_model()).instances_user_has_any_permission_for(
                user, ["choose"]
            ),
        }


class NeverDeleted(OfManagedPlaces):
    """Rows to which the past refers: they are archived or renamed."""

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Name no address that deletes."""
        found = super().get_common_view_kwargs(**kwargs)
        found.pop("delete_url_name", None)
        return found

    def get_urlpatterns(self) -> list[URLPattern]:
        """Leave that address out."""
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "delete"]


class SpaceViewSet(NeverDeleted):
    """Halls, rooms, desks, equipment. A space that is no longer used is archived."""

    model = Space
    name = "rooms"
    url_prefix = "espaces"
    icon = "home"
    menu_label = _("Espaces")
    menu_order = 100
    list_display = (
        "name",
        "door_number",
        "floor",
        "get_kind_display",
        "capacity",
        "is_bookable",
        "is_archived",
    )
    list_filter = ("kind", "is_bookable", "is_archived", "is_accessible")
    search_fields = ("name", "door_number")
    list_export = (
        "name", "door_number", "floor", "kind", "area_m2", "capacity", "safety_capacity", "seat_count",
        "is_accessible", "is_bookable", "equipment", "remark", "is_archived",
    )  # fmt: skip
    export_filename = "espaces"
    ordering = ("place", "floor", "door_number", "name")
    panels = (
        MultiFieldPanel(
            [
                FieldPanel("place"),
                FieldPanel("floor"),
                FieldRowPanel([FieldPanel("name"), FieldPanel("slug"), FieldPanel("door_number")]),
                FieldPanel("kind"),
            ],
            heading=_("L’espace"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("area_m2"), FieldPanel("capacity"), FieldPanel("safety_capacity")]),
                FieldPanel("seat_count"),
                FieldPanel("is_accessible"),
                FieldPanel("equipment"),
                FieldPanel("remark"),
                FieldPanel("description"),
                FieldPanel("photo", help_text=PHOTO_HELP, widget=StrictImageChooser),
            ],
            heading=_("Ce qu’on y trouve"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("is_bookable"),
                FieldPanel("turnaround"),
                FieldRowPanel(
                    [FieldPanel("in_service_from", widget=DAY), FieldPanel("in_service_until", widget=DAY)]
                ),
                FieldPanel("is_archived", help_text=_("Il disparaît des pages et garde son passé.")),
            ],
            heading=_("Son usage"),
        ),
    )

    def visible_to(self, user: Any) -> QuerySet:
        """Those of the places one manages, archived ones included."""
        return Space.objects.managed_by(user).select_related("place", "floor__building")

    def buttons(self, user: Any, instance: Any) -> Sequence[Any]:
        """Dividing is a verb."""
        url = reverse("space_parts", args=[instance.pk])
        return [Button(_("Diviser ou réunir"), url, icon_name="cut", priority=30)]


class PlaceViewSet(NeverDeleted):
    """The places one manages. Administrators open new ones."""

    model = Place
    name = "places"
    url_prefix = "lieux"
    icon = "site"
    menu_label = _("Lieux")
    menu_order = 200
    list_display = ("name", "tagline", "timezone")
    ordering = ("pk",)
    panels = tuple(
        FieldPanel(name)
        for name in (
            "name",
            "slug",
            "tagline",
            "address",
            "phone",
            "email",
            "timezone",
            "school_zone",
            "built_in",
        )
    )

    def visible_to(self, user: Any) -> QuerySet:
        """Those one manages."""
        return Place.objects.managed_by(user)

    def may_add(self, user: Any) -> bool:
        """A new place has no manager yet: an administrator opens it."""
        return bool(user.is_superuser)


class BuildingViewSet(NeverDeleted):
    """Buildings, with the headcount that an authority allows."""

    model = Building
    name = "buildings"
    url_prefix = "batiments"
    icon = "home"
    menu_label = _("Bâtiments")
    menu_order = 210
    list_display = ("name", "place", "safety_capacity")
    ordering = ("place", "pk")
    panels = tuple(FieldPanel(name) for name in ("place", "name", "safety_capacity"))

    def visible_to(self, user: Any) -> QuerySet:
        """Those of the places one manages."""
        return Building.objects.filter(place__in=Place.objects.managed_by(user)).select_related("place")


class FloorViewSet(NeverDeleted):
    """Levels of buildings."""

    model = Floor
    name = "floors"
    url_prefix = "niveaux"
    icon = "bars"
    menu_label = _("Niveaux")
    menu_order = 220
    list_display = ("name", "building", "level", "is_outdoors")
    ordering = ("building", "is_outdoors", "level")
    panels = tuple(FieldPanel(name) for name in ("building", "level", "name", "is_outdoors"))

    def visible_to(self, user: Any) -> QuerySet:
        """Those of the places one manages."""
        managed = Place.objects.managed_by(user)
        return Floor.objects.filter(building__place__in=managed).select_related("building")


class LayoutViewSet(OfManagedPlaces):
    """How many people a space takes, arranged in such a way."""

    model = LayoutCapacity
    name = "layouts"
    url_prefix = "configurations"
    icon = "group"
    menu_label = _("Capacités par configuration")
    menu_order = 110
    list_display = ("space", "get_layout_display", "capacity")
    ordering = ("space__name", "capacity", "pk")
    panels = tuple(FieldPanel(name) for name in ("space", "layout", "capacity"))

    def visible_to(self, user: Any) -> QuerySet:
        """Those of the places one manages."""
        return LayoutCapacity.objects.filter(space__in=Space.objects.managed_by(user)).select_related("space")


class OfSomeLevel(OfManagedPlaces):
    """Hours of a place, of a building or of a space."""

    def visible_to(self, user: Any) -> QuerySet:
        """Those of the places one manages, at any level."""
        managed = Place.objects.managed_by(user)
        rows = self.model._default_manager.filter(
            Q(place__in=managed) | Q(building__place__in=managed) | Q(space__place__in=managed)
        )
        return rows.select_related("place", "building", "space")


def _until_when_school_dates_are_known() -> str:
    last = school_dates_known_until()
    return (
        f"Les dates des vacances scolaires sont publiées jusqu’au {last:%d/%m/%Y}. Au-delà, chaque jour compte "
        "comme en période scolaire : revoyez ces horaires quand les suivantes paraîtront."
    )


until_when_school_dates_are_known = lazy(_until_when_school_dates_are_known, str)()


class OpeningRuleViewSet(OfSomeLevel):
    """Weekly hours. The lowest level that has any wins."""

    model = OpeningRule
    name = "opening_rules"
    url_prefix = "horaires"
    icon = "time"
    menu_label = _("Horaires d’ouverture")
    menu_order = 120
    list_display = (
        "__str__",
        "place",
        "building",
        "space",
        "valid_from",
        "valid_until",
        "get_school_period_display",
    )
    ordering = ("place", "building", "space", "weekday", "opens", "pk")
    panels = (
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("place"), FieldPanel("building"), FieldPanel("space")])],
            heading=_("De quoi sont-ce les horaires ? Choisissez un seul des trois"),
        ),
        FieldPanel("weekday"),
        FieldRowPanel([FieldPanel("opens", widget=TIME), FieldPanel("closes", widget=TIME)]),
        FieldRowPanel([FieldPanel("valid_from", widget=DAY), FieldPanel("valid_until", widget=DAY)]),
        FieldPanel("school_period", help_text=until_when_school_dates_are_known),
        FieldPanel("on_public_holidays"),
    )


class OpeningExceptionViewSet(OfSomeLevel):
    """Days unlike the others."""

    model = OpeningException
    name = "opening_exceptions"
    url_prefix = "jours-exceptionnels"
    icon = "date"
    menu_label = _("Jours exceptionnels")
    menu_order = 130
    list_display = ("date", "opens", "closes", "reason", "place", "building", "space")
    ordering = ("-date", "pk")
    panels = (
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("place"), FieldPanel("building"), FieldPanel("space")])],
            heading=_("Qu’est-ce qui change d’horaires ? Choisissez un seul des trois"),
        ),
        FieldPanel("date", widget=DAY),
        FieldRowPanel([FieldPanel("opens", widget=TIME), FieldPanel("closes", widget=TIME)]),
        FieldPanel("reason"),
    )

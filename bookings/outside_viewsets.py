"""Outside calendars in the back office: what is followed, when it last answered, and what found no room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from backoffice.views import ScopedIndexView
from backoffice.viewsets import ScopedViewSet
from bookings.models import OutsideCalendar, OutsideEvent
from spaces.models import Space
from spaces.policies import manages_a_place
from spaces.wording import moments


def _last_success(calendar: OutsideCalendar) -> str:
    at = calendar.succeeded_at
    return moments(at, at, calendar.space.place.zone) if at else str(_("jamais"))


def _begins(event: OutsideEvent) -> str:
    return moments(event.starts_at, event.ends_at, event.calendar.space.place.zone)


class OutsideCalendarIndexView(ScopedIndexView):
    """The list, with its verb."""

    @cached_property
    def header_buttons(self) -> list:
        """A file comes in beside what is followed."""
        more = HeaderButton(_("Faire entrer un fichier"), url=reverse("calendar_in"), icon_name="upload")
        return [*super().header_buttons, more]


class OutsideCalendarViewSet(ScopedViewSet):
    """The calendars that hold a space here. An address typed is read within a quarter of an hour."""

    model = OutsideCalendar
    name = "outside_calendars"
    url_prefix = "agendas-exterieurs"
    policy = manages_a_place
    icon = "calendar-alt"
    menu_hook = "register_planning_menu_item"
    menu_label = _("Agendas extérieurs")
    menu_order = 400
    inspect_view_enabled = False
    index_view_class = OutsideCalendarIndexView
    list_display = (
        "name",
        Column("space", label=_("Espace")),
        Column("succeeded_at", label=_("Dernière lecture réussie"), accessor=_last_success),
        Column("trouble", label=_("Ce qui ne va pas")),
        Column("in_conflict", label=_("En conflit")),
    )
    ordering = ("name", "pk")
    panels = (FieldPanel("space"), FieldPanel("name"), FieldPanel("address"))

    def visible_to(self, user: Any) -> QuerySet:
        """Those of the places one manages, with how many of their events found no room."""
        rows = OutsideCalendar.objects.visible_to(user).select_related("space__place")
        return rows.annotate(in_conflict=Count("moments", filter=Q(moments__claim=None)))

    def changeable_by(self, user: Any) -> QuerySet:
        """All that one sees there."""
        return self.visible_to(user)

    def choices(self, user: Any) -> Mapping[str, QuerySet]:
        """The spaces of one's own places."""
        return {"space": Space.objects.managed_by(user)}


class OutsideConflictViewSet(ScopedViewSet):
    """What an outside calendar says and the house refuses: a person decides which of the two moves."""

    model = OutsideEvent
    name = "outside_conflicts"
    url_prefix = "agendas-exterieurs-conflits"
    policy = manages_a_place
    read_only = True
    form_fields = ()
    icon = "warning"
    menu_hook = "register_planning_menu_item"
    menu_label = _("Conflits d’agendas")
    menu_order = 410
    list_display = (
        TitleColumn("title", label=_("Événement"), url_name="outside_conflicts:inspect"),
        Column("calendar", label=_("Agenda")),
        Column("starts_at", label=_("Quand"), accessor=_begins, sort_key="starts_at"),
        Column("conflict", label=_("Ce qui s’y oppose")),
    )
    ordering = ("starts_at", "pk")
    inspect_view_fields = ("title", "calendar", "starts_at", "ends_at", "conflict", "noticed_at")

    def visible_to(self, user: Any) -> QuerySet:
        """Those of the places one manages."""
        rows = OutsideEvent.objects.visible_to(user).in_conflict()
        return rows.select_related("calendar__space__place")

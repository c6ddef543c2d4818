"""What happens before the doors, in the back office: reports, and the signs that lead to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import Button

from backoffice.viewsets import ScopedViewSet
from bookings.models import DoorSign, Report
from spaces.models import Space
from spaces.policies import manages_a_place


class ReportViewSet(ScopedViewSet):
    """Every report of the places one manages. Read-only: its verbs are on the page of each."""

    model = Report
    name = "reports"
    url_prefix = "signalements"
    policy = manages_a_place
    read_only = True
    form_fields = ()
    icon = "warning"
    menu_hook = "register_planning_menu_item"
    menu_label = _("Signalements")
    menu_order = 250
    list_display = (
        TitleColumn("what", label=_("Ce qui ne va pas"), url_name="report_follow"),
        Column("spot", label=_("Où")),
        Column("get_urgency_display", label=_("Urgence"), sort_key="urgency"),
        Column("get_status_display", label=_("État"), sort_key="status"),
        Column("assigned_to", label=_("Suivi par")),
        Column("created_at", label=_("Signalé le"), sort_key="created_at"),
    )
    list_filter = ("status", "urgency", "space")
    search_fields = ("what", "where")
    list_export = ("what", "spot", "urgency", "status", "assigned_to", "created_at", "ended_at")
    export_filename = "signalements"
    ordering = ("-created_at", "pk")
    inspect_view_fields = ("what", "spot", "urgency", "status", "assigned_to", "created_at", "ended_at")

    def visible_to(self, user: Any) -> QuerySet:
        """Those of the places one manages."""
        return Report.objects.handled_by(user).select_related("place", "space", "assigned_to")

    def buttons(self, user: Any, instance: Any) -> Sequence[Any]:
        """Its page, where it is followed."""
        follow = reverse("report_follow", args=[instance.pk])
        return [Button(_("Suivre"), follow, icon_name="edit", priority=10)]


class DoorSignViewSet(ScopedViewSet):
    """The secret addresses of rooms: posted by adding one, revoked by deleting it."""

    model = DoorSign
    name = "door_signs"
    url_prefix = "plaques"
    policy = manages_a_place
    icon = "view"
    menu_hook = "register_spaces_menu_item"
    menu_label = _("Plaques de porte")
    menu_order = 340
    inspect_view_enabled = False
    list_display = ("__str__", Column("created_at", label=_("Posée le"), sort_key="created_at"))
    ordering = ("space__door_number", "pk")
    panels = (
        FieldPanel("space"),
        FieldPanel("label"),
        HelpPanel(
            content=_(
                "La page de la tablette et l’affiche à imprimer sont dans le menu « ••• » de la plaque, une fois "
                "celle-ci enregistrée. La supprimer les rend muettes."
            )
        ),
    )

    def visible_to(self, user: Any) -> QuerySet:
        """Those of the places one manages."""
        return DoorSign.objects.visible_to(user).select_related("space__place")

    def choices(self, user: Any) -> Mapping[str, QuerySet]:
        """The spaces of one's own places."""
        return {"space": Space.objects.managed_by(user)}

    def buttons(self, user: Any, instance: Any) -> Sequence[Any]:
        """The page of the tablet, and the sheet to print."""
        sheet = reverse("door_sheet", args=[instance.pk])
        return [
            Button(_("Page de la tablette"), instance.tablet_path, icon_name="view", priority=10),
            Button(_("Affiche à imprimer"), sheet, icon_name="doc-full", priority=20),
        ]

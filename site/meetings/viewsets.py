"""Bodies, who sits in them, and their meetings, in the back office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import Button

from backoffice.viewsets import ScopedViewSet
from meetings import policies
from meetings.models import Body, BodyMember, College, Meeting
from people.models import Organisation, User

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class MeetingViewSet(ScopedViewSet):
    """Meetings that one holds. Read-only: everything about them is a gesture."""

    model = Meeting
    name = "rencontres"
    url_prefix = "rencontres"
    policy = policies.holds_meetings
    read_only = True
    form_fields = ()
    icon = "group"
    menu_hook = "register_planning_menu_item"
    menu_label = _("Rencontres")
    menu_order = 400
    list_display = (
        TitleColumn(
            "title", label=_("Rencontre"), get_url=lambda row: reverse("meetings_hold", args=[row.pk])
        ),
        Column("body", label=_("Instance")),
        Column("starts_at", label=_("Quand"), sort_key="starts_at"),
        Column("get_status_display", label=_("État"), sort_key="status"),
        Column("came", label=_("Présents")),
    )
    list_filter = ("body", "status", "is_public")
    search_fields = ("title", "body__name")
    list_export = ("title", "body", "starts_at", "ends_at", "where", "status")
    export_filename = "rencontres"
    ordering = ("-starts_at", "pk")
    inspect_view_fields = (
        "title",
        "body",
        "starts_at",
        "ends_at",
        "where",
        "status",
        "secretary",
        "is_public",
    )

    def visible_to(self, user: Any) -> QuerySet:
        """Those of one's bodies, and those one keeps."""
        return Meeting.objects.run_by(user).select_related("body").with_counts()

    def buttons(self, user: Any, instance: Any) -> Sequence[Any]:
        """The page on which it is held."""
        page = reverse("meetings_hold", args=[instance.pk])
        return [Button(_("Tenir cette rencontre"), page, icon_name="group", priority=10)]


class BodyViewSet(ScopedViewSet):
    """The rules of each body."""

    model = Body
    name = "instances"
    url_prefix = "instances"
    policy = policies.runs_a_body
    icon = "list-ul"
    menu_hook = "register_settings_menu_item"
    # Not through gettext: the French catalogue of the framework calls them « Occurrences ».
    menu_label = "Instances"
    menu_order = 110
    list_display = ("name", "kind", "quorum_percent", "proxies_per_holder")
    panels = (
        FieldPanel("name"),
        FieldPanel("kind"),
        FieldPanel("quorum_percent"),
        FieldPanel("proxies_per_holder"),
        FieldPanel("only_up_to_date"),
        FieldPanel("holds_decisions"),
    )

    def may_add(self, user: Any) -> bool:
        """Founding a body gives a right: an administrator does it."""
        return bool(user.is_superuser)


class CollegeViewSet(ScopedViewSet):
    """The colleges of each body."""

    model = College
    name = "colleges"
    url_prefix = "colleges"
    policy = policies.runs_a_body
    icon = "group"
    menu_hook = "register_settings_menu_item"
    menu_label = _("Collèges")
    menu_order = 111
    list_display = ("name", "body")
    list_filter = ("body",)
    panels = (FieldPanel("body"), FieldPanel("name"))

    def visible_to(self, user: Any) -> QuerySet:
        """Those of the bodies one runs."""
        return College.objects.filter(body__in=Body.objects.run_by(user)).select_related("body")

    def changeable_by(self, user: Any) -> QuerySet:
        """The same."""
        return self.visible_to(user)

    def choices(self, user: Any) -> Mapping[str, QuerySet]:
        """A body one runs."""
        return {"body": Body.objects.run_by(user)}


class BodyMemberViewSet(ScopedViewSet):
    """Who sits in each body."""

    model = BodyMember
    name = "membres-des-instances"
    url_prefix = "membres-des-instances"
    policy = policies.runs_a_body
    icon = "user"
    menu_hook = "register_settings_menu_item"
    menu_label = _("Membres des instances")
    menu_order = 112
    list_display = ("user", "body", "college", "organisation", "starts_on", "ends_on")
    list_filter = ("body", "college", "has_vote")
    search_fields = ("user__name", "user__email", "organisation__name")
    panels = (
        FieldPanel("body"),
        FieldPanel("user"),
        FieldPanel("organisation"),
        FieldPanel("college"),
        FieldPanel("has_vote"),
        FieldPanel("starts_on", widget=DAY),
        FieldPanel("ends_on", widget=DAY),
    )

    def visible_to(self, user: Any) -> QuerySet:
        """Those of the bodies one runs."""
        return BodyMember.objects.visible_to(user).select_related("user", "body", "college", "organisation")

    def choices(self, user: Any) -> Mapping[str, QuerySet]:
        """Bodies one runs, their colleges, and anybody of the house."""
        return {
            "body": Body.objects.run_by(user),
            "college": College.objects.filter(body__in=Body.objects.run_by(user)),
            "user": User.objects.filter(is_active=True).order_by("name", "email"),
            "organisation": Organisation.objects.order_by("name"),
        }

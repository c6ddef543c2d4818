"""Needs, ideas and those who report them, in the back office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import Button

from backoffice.views import ScopedInspectView
from backoffice.viewsets import ScopedViewSet
from incubator import path, policies
from incubator.forms.ideas import CommitteeForm
from incubator.idea_policies import decides
from incubator.idea_querysets import places_of_the_team
from incubator.idea_steps import possible
from incubator.models import Call, Idea, IdeaScout, Need
from incubator.services.idea_committee import QUESTIONS
from people.access import known
from people.models import User


class NeedViewSet(ScopedViewSet):
    """What people report. Read-only: what becomes of a need is a verb."""

    model = Need
    name = "needs"
    url_prefix = "besoins"
    policy = policies.works_on_calls
    read_only = True
    form_fields = ()
    inspect_view_enabled = False
    icon = "comment"
    menu_hook = "register_incubator_menu_item"
    menu_label = _("Besoins signalés")
    menu_order = 10
    list_display = (
        TitleColumn(
            "__str__", label=_("Besoin"), get_url=lambda need: reverse("incubator_need", args=[need.pk])
        ),
        "where",
        Column("get_status_display", label=_("État"), sort_key="status"),
        "idea",
        "scout",
        "reported_at",
    )
    list_filter = ("status", "is_public", "scout")
    search_fields = ("what", "title", "where")
    list_export = ("what", "where", "whom", "status", "title", "idea", "scout", "reported_at")
    export_filename = "besoins"
    ordering = ("-reported_at", "pk")

    def visible_to(self, user: Any) -> QuerySet:
        """Those of the places where this person works on ideas."""
        return Need.objects.handled_by(user).select_related("idea", "scout", "place")

    def buttons(self, user: Any, instance: Model) -> Sequence[Any]:
        """Reading is the one verb."""
        url = reverse("incubator_need", args=[instance.pk])
        return [Button(_("Lire et répondre"), url, icon_name="edit", priority=20)]


class IdeaInspectView(ScopedInspectView):
    """An idea with its road, its needs and its study on one page."""

    template_name = "incubator/gestion/idea.html"

    def get_page_title(self) -> str:
        """What it is: its name follows."""
        return "Idée"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where it stands, where it comes from, what can be done."""
        idea, user = self.object, known(self.request)
        return {
            **super().get_context_data(**kwargs),
            "idea": idea,
            "road": path.road(idea),
            "needs": idea.needs.all(),
            "steps": idea.steps.visible_to(user).select_related("actor", "meeting"),
            "study": getattr(idea, "study", None),
            "moves": possible(idea, user),
            "committee": _committee(idea, user),
        }


def _committee(idea: Idea, user: User) -> CommitteeForm | None:
    """Where to bring it, while a committee has something to decide and this person holds one."""
    if idea.status not in QUESTIONS or not decides(user, idea):
        return None
    form = CommitteeForm(user=user)
    return form if form.fields["meeting"].queryset.exists() else None  # type: ignore[attr-defined]


class IdeaViewSet(ScopedViewSet):
    """The ideas: their words are edited, their state moves by verbs."""

    model = Idea
    name = "ideas"
    url_prefix = "idees"
    policy = policies.works_on_calls
    icon = "pick"
    menu_hook = "register_incubator_menu_item"
    menu_label = _("Idées et études")
    menu_order = 20
    list_display = (
        TitleColumn("title", label=_("Titre"), sort_key="title", url_name="ideas:inspect"),
        Column("get_status_display", label=_("État"), sort_key="status"),
        "lead",
        "call",
        "is_public",
        "captured_at",
    )
    list_filter = ("status", "is_public")
    search_fields = ("title", "summary")
    list_export = ("title", "status", "reason", "lead", "call", "holder", "captured_at")
    export_filename = "idees"
    ordering = ("-captured_at", "pk")
    inspect_view_class = IdeaInspectView
    panels = (
        FieldPanel("place"),
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldPanel("lead"),
        FieldPanel("call"),
        FieldPanel("is_public"),
    )

    def visible_to(self, user: Any) -> QuerySet:
        """Those of the places where this person works on ideas."""
        return Idea.objects.handled_by(user).with_path()

    def choices(self, user: Any) -> Mapping[str, QuerySet]:
        """One's places and calls, and the people who may open the back office there."""
        calls = Call.objects.handled_by(user)
        return {
            "place": places_of_the_team(user),
            "call": calls | Call.objects.filter(pk__in=Idea.objects.handled_by(user).values("call")),
            "lead": User.objects.filter(is_active=True, pk__in=_team(user)),
        }


class IdeaScoutViewSet(ScopedViewSet):
    """Those who lend their eyes, each with the address to give around."""

    model = IdeaScout
    name = "idea_scouts"
    url_prefix = "capteurs"
    policy = policies.works_on_calls
    icon = "group"
    menu_hook = "register_incubator_menu_item"
    menu_label = _("Capteurs d’idées")
    menu_order = 30
    list_display = ("name", "standing", "code")
    search_fields = ("name", "standing")
    inspect_view_enabled = False
    panels = (
        FieldPanel("place"),
        FieldPanel("name"),
        FieldPanel("standing"),
        FieldPanel("email"),
        FieldPanel("code"),
    )

    def choices(self, user: Any) -> Mapping[str, QuerySet]:
        """One's places."""
        return {"place": places_of_the_team(user)}


def _team(user: Any) -> QuerySet:
    """Those who work on the calls of the same places, oneself included."""
    from incubator.models import CallUserPermission

    calls = Call.objects.filter(place__in=places_of_the_team(user))
    colleagues = CallUserPermission.objects.filter(
        content_object__in=calls, permission__codename__in=["manage_call", "handle_call"]
    )
    return User.objects.filter(pk__in=colleagues.values("user")).values("pk") | User.objects.filter(
        pk=user.pk
    ).values("pk")

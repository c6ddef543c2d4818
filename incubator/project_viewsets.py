"""Supported projects, cohorts, funders and days together, in the back office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import Button

from backoffice.views import ScopedDeleteView, ScopedInspectView
from backoffice.viewsets import ScopedViewSet
from incubator import path, policies, project_history
from incubator.forms.projects import ROWS
from incubator.idea_querysets import places_of_the_team
from incubator.models import Cohort, CollectiveDay, Funder, Project
from vault.models import PrivateFile

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class ProjectInspectView(ScopedInspectView):
    """A project with all that is given to it."""

    template_name = "incubator/gestion/project.html"

    def get_page_title(self) -> str:
        """What it is, before its name."""
        return "Projet"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What was promised, what was given, what it became."""
        project = self.object
        return {
            **super().get_context_data(**kwargs),
            "project": project,
            "adds": [(what, label) for what, (label, _form) in ROWS.items()],
            "idea": path.origin(project),
            "agreements": project.agreements.all(),
            "papers": PrivateFile.objects.of(project),
            "milestones": project.milestones.all(),
            "mentors": project.mentorships.select_related("mentor"),
            "sessions": project.sessions.select_related("given_by", "funder")[:40],
            "minutes": project.sessions.held().total_minutes(),
            "attendances": project.attendances.select_related("day", "person"),
            "funding": project.funding.all(),
            "follow_ups": project.follow_ups.all(),
            "changes": project_history.changes(project),
        }


class ProjectViewSet(ScopedViewSet):
    """The projects: their few facts are edited, what is given to them is added by verbs."""

    model = Project
    name = "projects"
    url_prefix = "projets"
    policy = policies.works_on_calls
    icon = "rotate"
    menu_hook = "register_incubator_menu_item"
    menu_label = _("Projets accompagnés")
    menu_order = 300
    list_display = (
        TitleColumn("name", label=_("Projet"), sort_key="name", url_name="projects:inspect"),
        "cohort",
        Column("get_status_display", label=_("État"), sort_key="status"),
        Column("get_legal_form_display", label=_("Forme juridique"), sort_key="legal_form"),
        "founded_on",
        "is_public",
    )
    list_filter = ("cohort", "status", "legal_form")
    search_fields = ("name", "application__number", "application__owner__name")
    list_export = ("name", "cohort", "status", "legal_form", "founded_on", "siren", "started_at", "ended_on")
    export_filename = "projets"
    ordering = ("name", "pk")
    inspect_view_class = ProjectInspectView
    panels = (
        FieldPanel("name"),
        FieldPanel("cohort"),
        FieldPanel("legal_form"),
        FieldPanel("founded_on", widget=DAY),
        FieldPanel("siren"),
    )

    def visible_to(self, user: Any) -> QuerySet:
        """Those of the calls of this person."""
        return Project.objects.handled_by(user).with_holder()

    def may_add(self, user: Any) -> bool:
        """A project is born of a confirmed dossier, never of a form."""
        return False

    def choices(self, user: Any) -> Mapping[str, QuerySet]:
        """One's cohorts."""
        return {"cohort": Cohort.objects.visible_to(user)}


class CohortViewSet(ScopedViewSet):
    """The cohorts, each with its balance."""

    model = Cohort
    name = "cohorts"
    url_prefix = "promotions"
    policy = policies.works_on_calls
    icon = "group"
    menu_hook = "register_incubator_menu_item"
    menu_label = _("Promotions")
    menu_order = 310
    list_display = ("name", "starts_on", "ends_on")
    inspect_view_enabled = False
    panels = (
        FieldPanel("place"),
        FieldPanel("name"),
        FieldPanel("starts_on", widget=DAY),
        FieldPanel("ends_on", widget=DAY),
    )

    def choices(self, user: Any) -> Mapping[str, QuerySet]:
        """One's places."""
        return {"place": places_of_the_team(user)}

    def buttons(self, user: Any, instance: Model) -> Sequence[Any]:
        """The balance of the cohort."""
        url = reverse("incubator_cohort", args=[instance.pk])
        return [Button(_("Voir ses chiffres"), url, icon_name="table", priority=20)]


class FunderViewSet(ScopedViewSet):
    """Those who pay for hours."""

    model = Funder
    name = "funders"
    url_prefix = "financeurs"
    policy = policies.works_on_calls
    icon = "tag"
    menu_hook = "register_incubator_menu_item"
    menu_label = _("Financeurs")
    menu_order = 330
    list_display = ("name", "place")
    inspect_view_enabled = False
    panels = (FieldPanel("place"), FieldPanel("name"))

    def choices(self, user: Any) -> Mapping[str, QuerySet]:
        """One's places."""
        return {"place": places_of_the_team(user)}


class CollectiveDayForm(WagtailAdminModelForm):
    """A day together: once somebody signed, it stays with its cohort."""

    def clean_cohort(self) -> Cohort:
        """Those who signed are of that cohort."""
        cohort: Cohort = self.cleaned_data["cohort"]
        signed = self.instance.pk and "cohort" in self.changed_data and self.instance.attendances.exists()
        if signed:
            raise forms.ValidationError(_("Des présences sont signées : cette journée garde sa promotion."))
        return cohort


class CollectiveDayDeleteView(ScopedDeleteView):
    """A day that somebody signed is a proof: it is not deleted."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Refuse in words, or delete."""
        if self.object.attendances.exists():
            messages.error(
                self.request, "Des présences sont signées : cette journée est une pièce justificative."
            )
            return redirect("collective_days:index")
        return super().form_valid(form)


class CollectiveDayViewSet(ScopedViewSet):
    """Days together, each with its sheet."""

    model = CollectiveDay
    name = "collective_days"
    url_prefix = "journees"
    policy = policies.works_on_calls
    icon = "date"
    menu_hook = "register_incubator_menu_item"
    menu_label = _("Journées collectives")
    menu_order = 320
    list_display = ("title", "cohort", "starts_at", "led_by", "funder")
    list_filter = ("cohort", "funder")
    inspect_view_enabled = False
    delete_view_class = CollectiveDayDeleteView
    edit_handler = ObjectList(
        [
            FieldPanel("place"),
            FieldPanel("cohort"),
            FieldPanel("title"),
            FieldPanel("starts_at", widget=MOMENT),
            FieldPanel("ends_at", widget=MOMENT),
            FieldPanel("led_by"),
            FieldPanel("funder"),
        ],
        base_form_class=CollectiveDayForm,
    )

    def choices(self, user: Any) -> Mapping[str, QuerySet]:
        """One's places, cohorts and funders."""
        return {
            "place": places_of_the_team(user),
            "cohort": Cohort.objects.visible_to(user),
            "funder": Funder.objects.visible_to(user),
        }

    def buttons(self, user: Any, instance: Model) -> Sequence[Any]:
        """Who came."""
        url = reverse("incubator_day", args=[instance.pk])
        return [Button(_("Présences"), url, icon_name="tick", priority=20)]

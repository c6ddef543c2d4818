"""Closures and agreements in the back office: read there, moved by verbs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from backoffice.views import ScopedIndexView, ScopedInspectView
from backoffice.viewsets import ScopedViewSet
from bookings.forms.terms import DocumentForm
from bookings.models import Closure, OccupancyAgreement
from spaces.models import Place
from spaces.policies import manages_a_place
from spaces.wording import moments
from vault.models import PrivateFile


def _day_of(field: str) -> Callable[[Closure], str]:
    """A moment of a closure, by the clock of its place."""

    def written(closure: Closure) -> str:
        at = getattr(closure, field)
        return moments(at, at, closure.place.zone) if at else ""

    return written


def _or_dash(value: Any) -> Any:
    return "—" if value is None else value


class ClosureIndexView(ScopedIndexView):
    """The list, with its verb."""

    @cached_property
    def header_buttons(self) -> list:
        """Closing begins here."""
        return [HeaderButton(_("Fermer des espaces"), url=reverse("closure_new"), icon_name="warning")]


class ClosureInspectView(ScopedInspectView):
    """One closure, with its verbs."""

    template_name = "bookings/gestion/closure_page.html"

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        """A dash where there is nothing."""
        return _or_dash(super().get_field_display_value(field_name, field))


class AgreementIndexView(ScopedIndexView):
    """The list, with its verb."""

    @cached_property
    def header_buttons(self) -> list:
        """Writing one begins here."""
        return [HeaderButton(_("Nouvelle convention"), url=reverse("agreement_new"), icon_name="plus")]


class AgreementInspectView(ScopedInspectView):
    """One agreement: its spaces, its paper, what depends on it, and its verbs."""

    template_name = "bookings/gestion/agreement_page.html"

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        """A dash where there is nothing."""
        return _or_dash(super().get_field_display_value(field_name, field))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the fields do not say."""
        agreement = self.object
        return {
            **super().get_context_data(**kwargs),
            "agreement": agreement,
            "agreed": agreement.agreed_spaces.select_related("space"),
            "depending": agreement.sub_agreements.select_related("organisation"),
            "following": OccupancyAgreement.objects.filter(renews=agreement).first(),
            "documents": PrivateFile.objects.of(agreement, "signed"),
            "document_form": DocumentForm(),
            "moved": agreement.relocations.count(),
        }


class ClosureViewSet(ScopedViewSet):
    """What is closed, was, or will be."""

    model = Closure
    name = "closures"
    url_prefix = "fermetures"
    policy = manages_a_place
    read_only = True
    form_fields = ()
    icon = "warning"
    menu_hook = "register_planning_menu_item"
    menu_label = _("Fermetures")
    menu_order = 200
    list_display = (
        TitleColumn("reason", label=_("Raison"), url_name="closures:inspect", sort_key="reason"),
        Column("get_kind_display", label=_("Nature")),
        Column("starts_at", label=_("De"), accessor=_day_of("starts_at"), sort_key="starts_at"),
        Column("ends_at", label=_("À"), accessor=_day_of("ends_at"), sort_key="ends_at"),
        Column("lifted_at", label=_("Levée"), accessor=_day_of("lifted_at")),
    )
    list_filter = ("kind",)
    ordering = ("-starts_at", "pk")
    inspect_view_fields = ("reason", "kind", "spaces", "starts_at", "ends_at", "created_by", "lifted_at")
    index_view_class = ClosureIndexView
    inspect_view_class = ClosureInspectView

    def visible_to(self, user: Any) -> QuerySet:
        """Those of the places one manages."""
        return Closure.objects.filter(place__in=Place.objects.managed_by(user)).select_related("place")


class AgreementViewSet(ScopedViewSet):
    """The agreements under which organisations hold spaces. Read-only: writing, signing and ending are verbs."""

    model = OccupancyAgreement
    name = "agreements"
    url_prefix = "conventions"
    policy = manages_a_place
    read_only = True
    form_fields = ()
    icon = "form"
    menu_hook = "register_agreements_menu_item"
    menu_label = _("Conventions d’occupation")
    menu_order = 100
    list_display = (
        TitleColumn(
            "organisation", label=_("Structure"), url_name="agreements:inspect", sort_key="organisation"
        ),
        Column("purpose", label=_("Objet")),
        Column("get_kind_display", label=_("Nature")),
        Column("get_status_display", label=_("État"), sort_key="status"),
        Column("starts_on", label=_("Du"), sort_key="starts_on"),
        Column("ends_on", label=_("Au"), sort_key="ends_on"),
        Column("fee", label=_("Redevance, € HT"), sort_key="fee"),
    )
    list_filter = ("status", "kind")
    search_fields = ("organisation__name", "purpose")
    list_export = ("organisation", "purpose", "kind", "status", "starts_on", "ends_on", "fee", "deposit")
    export_filename = "conventions"
    ordering = ("ends_on", "pk")
    inspect_view_fields = (
        "organisation", "purpose", "kind", "status", "starts_on", "ends_on", "fee", "service_charge", "deposit",
        "insurance_expires_on", "head_agreement", "signed_on", "ended_on",
    )  # fmt: skip
    index_view_class = AgreementIndexView
    inspect_view_class = AgreementInspectView

    def visible_to(self, user: Any) -> QuerySet:
        """Those of the places one manages."""
        rows = OccupancyAgreement.objects.filter(place__in=Place.objects.managed_by(user))
        return rows.select_related("organisation")

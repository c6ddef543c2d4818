"""Bookings in the back office: what stands is read there and moved by verbs; rules and prices are edited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import Button

from backoffice.viewsets import ScopedViewSet
from bookings.models import Booking, BookingRules, Rebate, Tariff, Training
from people.models import User
from spaces.models import Place, Space
from spaces.policies import manages_a_place
from spaces.wording import moments

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _begins(booking: Any) -> str:
    """When a booking of the list begins, by the clock of its place."""
    return moments(booking.first_start, booking.first_start, booking.zone)


class BookingViewSet(ScopedViewSet):
    """Every booking of the places one manages. Read-only: its verbs are pages of the front."""

    model = Booking
    name = "reservations"
    url_prefix = "reservations"
    policy = manages_a_place
    read_only = True
    form_fields = ()
    icon = "calendar"
    menu_hook = "register_planning_menu_item"
    menu_label = _("Réservations")
    menu_order = 100
    list_display = (
        TitleColumn("title", label=_("Ce qu’on y fait"), url_name="reservations:inspect", sort_key="title"),
        Column("organisation", label=_("Structure"), sort_key="organisation"),
        Column("organiser", label=_("Organisée par")),
        Column("first_start", label=_("Début"), accessor=_begins, sort_key="first_start"),
        Column("get_status_display", label=_("État"), sort_key="status"),
        Column("attendees", label=_("Personnes"), sort_key="attendees"),
    )
    list_filter = ("status", "is_public", "organisation")
    search_fields = ("title", "organisation__name", "organiser__name")
    list_export = ("title", "organisation", "first_start", "last_end", "status", "attendees", "price_due")
    export_filename = "reservations"
    ordering = ("-first_start", "pk")
    inspect_view_fields = (
        "title", "status", "organisation", "organiser", "attendees", "layout", "price_due", "price_public",
        "created_at", "decided_by", "decided_at", "reason", "checked_in_at", "attendance_declared",
    )  # fmt: skip

    def visible_to(self, user: Any) -> QuerySet:
        """Those of the places one manages, with their hours."""
        return Booking.objects.filter(place__in=Place.objects.managed_by(user)).with_rooms().with_span()

    def buttons(self, user: Any, instance: Any) -> Sequence[Any]:
        """Its page, where it is changed, cancelled, decided."""
        page = instance.get_absolute_url()
        found = [Button(_("Ouvrir la réservation"), page, icon_name="view", priority=10)]
        if instance.holds_space:
            proof = reverse("booking_proof", args=[instance.pk])
            found.append(Button(_("Noter une pièce reçue"), proof, icon_name="doc-full", priority=15))
            change, cancel = (
                reverse(f"bookings:{verb}", args=[instance.pk]) for verb in ("change", "cancel")
            )
            found.append(Button(_("Modifier"), change, icon_name="edit", priority=20))
            found.append(Button(_("Annuler"), cancel, icon_name="cross", priority=30))
        return found


class OfPlaceOrSpace(ScopedViewSet):
    """Configuration of a place, or of one of its spaces, edited by those who manage the place."""

    policy = manages_a_place
    menu_hook = "register_spaces_menu_item"
    inspect_view_enabled = False

    def visible_to(self, user: Any) -> QuerySet:
        """That of the places one manages."""
        managed = Place.objects.managed_by(user)
        rows = self.model._default_manager.filter(Q(place__in=managed) | Q(space__place__in=managed))
        return rows.select_related("place", "space")

    def changeable_by(self, user: Any) -> QuerySet:
        """All that one sees there."""
        return self.visible_to(user)

    def choices(self, user: Any) -> Mapping[str, QuerySet]:
        """One's own places and their spaces."""
        return {"place": Place.objects.managed_by(user), "space": Space.objects.managed_by(user)}


class RulesViewSet(OfPlaceOrSpace):
    """What a place asks of a booking, and where its spaces differ."""

    model = BookingRules
    name = "booking_rules"
    url_prefix = "regles-de-reservation"
    icon = "clipboard-list"
    menu_label = _("Règles de réservation")
    menu_order = 300
    list_display = ("__str__", "audience", "needs_approval", "longest", "monthly_quota")
    ordering = ("space__name", "pk")
    panels = (
        FieldPanel("place"),
        FieldPanel("space"),
        FieldPanel("audience"),
        FieldPanel("needs_approval"),
        FieldPanel("needs_insurance"),
        FieldPanel("needs_contract"),
        FieldPanel("needs_deposit"),
        FieldPanel("needs_authorisation"),
        FieldPanel("lead_time"),
        FieldPanel("horizon"),
        FieldPanel("shortest"),
        FieldPanel("longest"),
        FieldPanel("step"),
        FieldPanel("monthly_quota"),
        FieldPanel("cancellation_notice"),
        FieldPanel("check_in_within"),
    )


class TariffViewSet(OfPlaceOrSpace):
    """Public prices."""

    model = Tariff
    name = "tariffs"
    url_prefix = "tarifs"
    icon = "tag"
    menu_label = _("Tarifs")
    menu_order = 310
    list_display = ("__str__", "hour", "half_day", "day", "vat_mention")
    ordering = ("space__name", "pk")
    panels = tuple(FieldPanel(name) for name in ("place", "space", "hour", "half_day", "day", "vat_mention"))


class RebateViewSet(ScopedViewSet):
    """What is taken off the public price."""

    model = Rebate
    name = "rebates"
    url_prefix = "remises"
    policy = manages_a_place
    icon = "minus"
    menu_hook = "register_spaces_menu_item"
    menu_label = _("Remises")
    menu_order = 320
    inspect_view_enabled = False
    list_display = ("label", "kind", "status", "percent")
    ordering = ("label", "pk")
    panels = tuple(FieldPanel(name) for name in ("place", "label", "kind", "status", "percent"))

    def visible_to(self, user: Any) -> QuerySet:
        """Those of the places one manages."""
        return Rebate.objects.filter(place__in=Place.objects.managed_by(user))

    def changeable_by(self, user: Any) -> QuerySet:
        """All that one sees there."""
        return self.visible_to(user)

    def choices(self, user: Any) -> Mapping[str, QuerySet]:
        """One's own places."""
        return {"place": Place.objects.managed_by(user)}


class TrainingViewSet(ScopedViewSet):
    """Who was shown how to use a workshop."""

    model = Training
    name = "trainings"
    url_prefix = "habilitations"
    policy = manages_a_place
    icon = "user"
    menu_hook = "register_spaces_menu_item"
    menu_label = _("Habilitations")
    menu_order = 330
    inspect_view_enabled = False
    list_display = ("user", "space", "given_on", "expires_on")
    ordering = ("space__name", "pk")
    panels = (
        FieldPanel("user"),
        FieldPanel("space"),
        FieldPanel("given_on", widget=DAY),
        FieldPanel("expires_on", widget=DAY),
    )

    def visible_to(self, user: Any) -> QuerySet:
        """Those given in the places one manages."""
        rows = Training.objects.filter(space__place__in=Place.objects.managed_by(user))
        return rows.select_related("user", "space")

    def changeable_by(self, user: Any) -> QuerySet:
        """All that one sees there."""
        return self.visible_to(user)

    def choices(self, user: Any) -> Mapping[str, QuerySet]:
        """The spaces of one's own places, and people who have booked or belong there."""
        return {"space": Space.objects.managed_by(user), "user": User.objects.filter(is_active=True)}

"""The register in the back office: organisations, people, memberships of the house, contacts, pôles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Model, QuerySet
from django.urls import URLPattern, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import Button

from backoffice.views import ScopedCreateView, ScopedEditView, ScopedInspectView
from backoffice.viewsets import ScopedViewSet
from people import notices, policies
from people.access import known
from people.models import Cluster, Contact, Organisation, Subscription, User
from people.present import organisation as present
from people.querysets import keeps_people

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Register(ScopedViewSet):
    """What whoever keeps the register sees and changes."""

    policy = policies.may_keep_people
    menu_hook = "register_people_menu_item"


class NeverDeleted(Register):
    """Rows to which the past refers."""

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Name no address that deletes."""
        found = super().get_common_view_kwargs(**kwargs)
        found.pop("delete_url_name", None)
        return found

    def get_urlpatterns(self) -> list[URLPattern]:
        """Leave that address out."""
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "delete"]


class OrganisationInspectView(ScopedInspectView):
    """One organisation: who belongs to it, its papers, what it owes."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what hangs on it, in a constant number of queries."""
        return super().get_context_data(**kwargs) | {"sheet": present.sheet(self.object, known(self.request))}


class OrganisationViewSet(NeverDeleted):
    """Structures. One that leaves becomes a former one; two that are one are merged."""

    model = Organisation
    name = "organisations"
    url_prefix = "structures"
    icon = "group"
    menu_label = _("Structures")
    menu_order = 100
    list_display = (
        TitleColumn("name", label=_("Nom"), url_name="organisations:inspect", sort_key="name"),
        Column("get_kind_display", label=_("Forme"), sort_key="kind"),
        Column("get_status_display", label=_("Lien avec le lieu"), sort_key="status"),
        Column("siret", label=_("SIRET")),
        Column(
            "in_directory", label=_("Annuaire"), accessor=lambda row: "oui" if row.in_directory else "non"
        ),
    )
    list_filter = ("kind", "status", "clusters", "in_directory")
    search_fields = ("name", "siren", "siret")
    ordering = ("name", "pk")
    inspect_view_class = OrganisationInspectView
    inspect_template_name = "people/gestion/organisation.html"
    panels = (
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldRowPanel([FieldPanel("kind"), FieldPanel("status")]),
                FieldRowPanel([FieldPanel("siret"), FieldPanel("siren")]),
                FieldPanel("address"),
                FieldPanel("clusters", widget=forms.CheckboxSelectMultiple),
            ],
            heading=_("La structure"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("in_directory"),
                FieldPanel("presentation"),
                FieldPanel("website"),
                FieldRowPanel([FieldPanel("public_email"), FieldPanel("public_phone")]),
            ],
            heading=_("L’annuaire public"),
        ),
    )

    def buttons(self, user: Any, instance: Model) -> Sequence[Any]:
        """The verbs on one organisation."""
        verbs = (
            ("people:structure", _("Membres, invitations, documents"), "user", 10),
            ("people_departure", _("Son départ"), "logout", 20),
            ("people_merge", _("Fusionner un doublon"), "order", 30),
        )
        return [
            Button(label, reverse(name, args=[instance.pk]), icon_name=icon, priority=priority)
            for name, label, icon, priority in verbs
        ]


class PersonInspectView(ScopedInspectView):
    """Reading somebody, with the organisations that the list says."""

    def get_field_label(self, field_name: str, field: Any) -> str:
        """What the list says is no field of theirs: it has no name of its own."""
        said = field_name == "organisations_said"
        return str(_("Structures")) if said else super().get_field_label(field_name, field)


class PersonViewSet(Register):
    """People with an account. Read-only: they hold their account themselves."""

    model = User
    name = "persons"
    url_prefix = "personnes"
    read_only = True
    form_fields = ()
    icon = "user"
    menu_label = _("Personnes")
    menu_order = 110
    list_display = (
        TitleColumn("name", label=_("Nom"), accessor=str, url_name="persons:inspect", sort_key="name"),
        Column("email", label=_("Adresse électronique"), sort_key="email"),
        Column("organisations", label=_("Structures"), accessor=lambda row: row.organisations_said),
        Column(
            "is_active", label=_("Compte"), accessor=lambda row: "actif" if row.is_active else "désactivé"
        ),
    )
    list_filter = ("is_active",)
    search_fields = ("name", "email")
    ordering = ("name", "email")
    inspect_view_class = PersonInspectView
    inspect_template_name = "people/gestion/person.html"
    inspect_view_fields = ("name", "email", "phone", "organisations_said", "date_joined", "is_active")

    def visible_to(self, user: Any) -> QuerySet:
        """Everyone, for whoever keeps the register."""
        return User.objects.in_register(user)


class SubscriptionWriting:
    """Writing a membership of the house tells its renewal."""

    def save_instance(self) -> Model:
        """Write it and its reminder together."""
        with transaction.atomic():
            saved: Subscription = super().save_instance()  # type: ignore[misc]
            notices.subscribed(saved)
        return saved


class SubscriptionCreateView(SubscriptionWriting, ScopedCreateView):
    """Adding one."""


class SubscriptionEditView(SubscriptionWriting, ScopedEditView):
    """Changing one."""


class SubscriptionViewSet(Register):
    """Adhésions: of organisations, and of people by themselves."""

    model = Subscription
    name = "subscriptions"
    url_prefix = "adhesions"
    icon = "clipboard-list"
    menu_label = _("Adhésions")
    menu_order = 120
    inspect_view_enabled = False
    add_view_class = SubscriptionCreateView
    edit_view_class = SubscriptionEditView
    list_display = (
        TitleColumn(
            "owner",
            label=_("Qui"),
            accessor=lambda row: str(row.organisation or row.user),
            url_name="subscriptions:edit",
        ),
        Column("starts_on", label=_("Du"), sort_key="starts_on"),
        Column("ends_on", label=_("Au"), sort_key="ends_on"),
        Column("fee", label=_("Cotisation"), sort_key="fee"),
        Column(
            "paid_on",
            label=_("Payée le"),
            accessor=lambda row: row.paid_on or ("" if row.fee else "gratuite"),
        ),
    )
    list_filter = {"ends_on": ["gte", "lte"], "paid_on": ["isnull"]}
    search_fields = ("organisation__name", "user__name", "user__email")
    list_export = ("organisation", "user", "starts_on", "ends_on", "fee", "paid_on")
    export_filename = "adhesions"
    ordering = ("-ends_on", "pk")
    panels = (
        FieldRowPanel([FieldPanel("organisation"), FieldPanel("user")]),
        FieldRowPanel([FieldPanel("starts_on", widget=DAY), FieldPanel("ends_on", widget=DAY)]),
        FieldRowPanel([FieldPanel("fee"), FieldPanel("paid_on", widget=DAY)]),
    )

    def visible_to(self, user: Any) -> QuerySet:
        """All of them, with whose they are."""
        return Subscription.objects.visible_to(user).select_related("organisation", "user")

    def choices(self, user: Any) -> Mapping[str, QuerySet]:
        """People of the register."""
        return {"user": User.objects.in_register(user).filter(is_active=True)}

    def buttons(self, user: Any, instance: Model) -> Sequence[Any]:
        """Paying and renewing are verbs."""
        found = [
            Button(
                _("Renouveler"), reverse("people_renew", args=[instance.pk]), icon_name="repeat", priority=20
            )
        ]
        if isinstance(instance, Subscription) and not instance.is_paid:
            pay = reverse("people_pay", args=[instance.pk])
            found.append(Button(_("Noter le paiement"), pay, icon_name="check", priority=10))
        return found


class ContactViewSet(Register):
    """People without an account."""

    model = Contact
    name = "contacts"
    url_prefix = "contacts"
    icon = "mail"
    menu_label = _("Contacts sans compte")
    menu_order = 130
    inspect_view_enabled = False
    list_display = ("name", "organisation", Column("get_role_display", label=_("Rôle")), "email", "phone")
    list_filter = ("role",)
    search_fields = ("name", "email", "organisation__name")
    list_export = ("name", "organisation", "role", "email", "phone")
    export_filename = "contacts"
    ordering = ("name", "pk")
    panels = tuple(FieldPanel(name) for name in ("organisation", "name", "role", "email", "phone"))

    def visible_to(self, user: Any) -> QuerySet:
        """All of them, with their organisations."""
        return Contact.objects.visible_to(user).select_related("organisation")


class ClusterViewSet(Register):
    """The pôles of the collective."""

    model = Cluster
    name = "clusters"
    url_prefix = "poles"
    icon = "tag"
    menu_label = _("Pôles")
    menu_order = 140
    inspect_view_enabled = False
    list_display = ("letter", "name", "contact")
    ordering = ("letter",)
    panels = tuple(FieldPanel(name) for name in ("letter", "name", "contact"))

    def visible_to(self, user: Any) -> QuerySet:
        """All of them, for whoever keeps the register."""
        rows = Cluster.objects.select_related("contact")
        return rows if keeps_people(user) else rows.none()

    def changeable_by(self, user: Any) -> QuerySet:
        """All that one sees."""
        return self.visible_to(user)

    def choices(self, user: Any) -> Mapping[str, QuerySet]:
        """People of the register."""
        return {"contact": User.objects.in_register(user).filter(is_active=True)}

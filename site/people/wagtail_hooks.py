from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from people.policies import may_see_rights
from people.views import register, rights
from people.viewsets import (
    ClusterViewSet,
    ContactViewSet,
    OrganisationViewSet,
    PersonViewSet,
    SubscriptionViewSet,
)


class RightsMenuItem(MenuItem):
    """Shown to those who run something."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Only to whoever may open the page."""
        return may_see_rights(request.user)


@hooks.register("register_admin_viewset")
def viewsets() -> list:
    """The register of people and organisations."""
    return [
        OrganisationViewSet(),
        PersonViewSet(),
        SubscriptionViewSet(),
        ContactViewSet(),
        ClusterViewSet(),
    ]


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    """The verbs of the register."""
    return [
        path("structures/<int:pk>/fusionner/", register.merge_duplicate, name="people_merge"),
        path("structures/<int:pk>/depart/", register.departure, name="people_departure"),
        path("adhesions/<int:pk>/payer/", register.pay, name="people_pay"),
        path("adhesions/<int:pk>/renouveler/", register.renew_subscription, name="people_renew"),
    ]


@hooks.register("register_admin_urls")
def rights_urls() -> list[URLPattern]:
    """The pages about rights, inside the back office."""
    return [
        path("droits/", rights.rights, name="people_rights"),
        path("droits/pourquoi/", rights.why, name="people_why"),
        path("droits/<str:key>/retirer/", rights.take_back, name="people_take_back"),
    ]


@hooks.register("register_settings_menu_item")
def rights_menu_item() -> MenuItem:
    """Rights live among the settings."""
    return RightsMenuItem("Droits", reverse("people_rights"), icon_name="key", order=100)

from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.images import get_image_model
from wagtail.permissions import register_permission_policy

from spaces.photographs import house_pictures
from spaces.views import layout
from spaces.viewsets import (
    BuildingViewSet,
    FloorViewSet,
    LayoutViewSet,
    OpeningExceptionViewSet,
    OpeningRuleViewSet,
    PlaceViewSet,
    SpaceViewSet,
)


@hooks.register("register_admin_urls")
def verbs() -> list[URLPattern]:
    """What changes the rooms themselves, inside the back office."""
    return [path("espaces/<int:pk>/parties/", layout.parts, name="space_parts")]


@hooks.register("register_admin_viewset")
def viewsets() -> list:
    """What managers set up: places, rooms, hours, and the pictures of rooms."""
    # Here every application is ready: Wagtail has registered its own policy, and does not come back.
    register_permission_policy(get_image_model(), house_pictures())
    return [
        SpaceViewSet(),
        LayoutViewSet(),
        OpeningRuleViewSet(),
        OpeningExceptionViewSet(),
        PlaceViewSet(),
        BuildingViewSet(),
        FloorViewSet(),
    ]

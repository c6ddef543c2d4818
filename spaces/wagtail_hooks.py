from django.urls import URLPattern, path
from wagtail import hooks

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
    """What managers set up: places, rooms, hours."""
    return [
        SpaceViewSet(),
        LayoutViewSet(),
        OpeningRuleViewSet(),
        OpeningExceptionViewSet(),
        PlaceViewSet(),
        BuildingViewSet(),
        FloorViewSet(),
    ]

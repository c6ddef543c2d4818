from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.images import get_image_model
from wagtail.permissions import register_permission_policy

from spaces.message_viewset import MessageViewSet
from spaces.photographs import house_pictures
from spaces.views import layout, messages
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
    """What changes the rooms themselves, and what becomes of a message, inside the back office."""
    return [
        path("espaces/<int:pk>/parties/", layout.parts, name="space_parts"),
        path("messages/<uuid:pk>/lire/", messages.read, name="message_read"),
    ]


@hooks.register("register_admin_viewset")
def viewsets() -> list:
    """What managers set up: places, rooms, hours, the pictures of rooms; and what people write to them."""
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
        MessageViewSet(),
    ]

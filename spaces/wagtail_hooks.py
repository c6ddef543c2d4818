from wagtail import hooks

from spaces.viewsets import (
    BuildingViewSet,
    FloorViewSet,
    LayoutViewSet,
    OpeningExceptionViewSet,
    OpeningRuleViewSet,
    PlaceViewSet,
    SpaceViewSet,
)


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

from django.urls import URLPattern, path
from wagtail import hooks

from meetings.views import gestion
from meetings.viewsets import BodyMemberViewSet, BodyViewSet, CollegeViewSet, MeetingViewSet


@hooks.register("register_admin_viewset")
def viewsets() -> list:
    """Meetings, bodies, and who sits in them."""
    return [MeetingViewSet(), BodyViewSet(), CollegeViewSet(), BodyMemberViewSet()]


@hooks.register("register_admin_urls")
def gestures() -> list[URLPattern]:
    """The page on which a meeting is held, inside the back office."""
    return [
        path("rencontres/preparer/", gestion.prepare, name="meetings_prepare"),
        path("rencontres/<uuid:pk>/tenir/", gestion.hold, name="meetings_hold"),
        path("rencontres/<uuid:pk>/geste/<slug:name>/", gestion.gesture, name="meetings_gesture"),
        path("rencontres/<uuid:pk>/emargement.pdf", gestion.signing_sheet, name="meetings_signing_sheet"),
        path("rencontres/<uuid:pk>/compte-rendu.pdf", gestion.minutes, name="meetings_minutes"),
    ]

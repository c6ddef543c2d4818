from django.urls import URLPattern, path
from wagtail import hooks

from incubator.views import gestion
from incubator.viewsets import CallViewSet, DossierViewSet


@hooks.register("register_admin_viewset")
def viewsets() -> list:
    """Dossiers and calls."""
    return [DossierViewSet(), CallViewSet()]


@hooks.register("register_admin_urls")
def verbs() -> list[URLPattern]:
    """The verbs of the team, inside the back office."""
    return [
        path("dossiers/<uuid:pk>/geste/<slug:name>/", gestion.move, name="incubator_move"),
        path("dossiers/<uuid:pk>/confier/", gestion.confide, name="incubator_confide"),
        path("dossiers/<uuid:pk>/message/", gestion.say, name="incubator_say"),
        path("appels/<int:pk>/publier/", gestion.publish, name="incubator_publish_form"),
    ]

from django.urls import URLPattern, path
from wagtail import hooks

from incubator.grid_viewset import CriterionViewSet
from incubator.idea_viewsets import IdeaScoutViewSet, IdeaViewSet, NeedViewSet
from incubator.views import gestion, ideas
from incubator.viewsets import CallViewSet, DossierViewSet


@hooks.register("register_admin_viewset")
def viewsets() -> list:
    """Needs and ideas, dossiers and calls."""
    return [
        NeedViewSet(),
        IdeaViewSet(),
        IdeaScoutViewSet(),
        DossierViewSet(),
        CallViewSet(),
        CriterionViewSet(),
    ]


@hooks.register("register_admin_urls")
def verbs() -> list[URLPattern]:
    """The verbs of the team, inside the back office."""
    return [
        path("dossiers/<uuid:pk>/geste/<slug:name>/", gestion.move, name="incubator_move"),
        path("dossiers/<uuid:pk>/confier/", gestion.confide, name="incubator_confide"),
        path("dossiers/<uuid:pk>/message/", gestion.say, name="incubator_say"),
        path("besoins/<uuid:pk>/lire/", ideas.need, name="incubator_need"),
        path("idees/<int:pk>/geste/<slug:name>/", ideas.move, name="incubator_idea_move"),
        path("idees/<int:pk>/etude/", ideas.study, name="incubator_study"),
        path("idees/<int:pk>/etude/autour/", ideas.gather, name="incubator_study_gather"),
        path("appels/<int:pk>/publier/", gestion.publish, name="incubator_publish_form"),
    ]

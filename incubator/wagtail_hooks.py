from django.urls import URLPattern, path
from wagtail import hooks

from incubator.grid_viewset import CriterionViewSet
from incubator.idea_viewsets import IdeaScoutViewSet, IdeaViewSet, NeedViewSet
from incubator.project_viewsets import CohortViewSet, CollectiveDayViewSet, FunderViewSet, ProjectViewSet
from incubator.views import (
    auditions,
    cohorts,
    committee,
    editing,
    gestion,
    ideas,
    keeping,
    on_paper,
    project_rows,
    team,
)
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
        ProjectViewSet(),
        CohortViewSet(),
        CollectiveDayViewSet(),
        FunderViewSet(),
    ]


@hooks.register("register_admin_urls")
def verbs() -> list[URLPattern]:
    """The verbs of the team, inside the back office."""
    return [
        path("dossiers/<uuid:pk>/geste/<slug:name>/", gestion.move, name="incubator_move"),
        path("dossiers/<uuid:pk>/confier/", gestion.confide, name="incubator_confide"),
        path("dossiers/<uuid:pk>/message/", gestion.say, name="incubator_say"),
        path("dossiers/<uuid:pk>/appel/", gestion.telephone, name="incubator_telephone"),
        path("projets/<int:pk>/ajouter/<slug:what>/", cohorts.add, name="incubator_project_add"),
        path(
            "projets/<int:pk>/corriger/<slug:what>/<int:row>/",
            project_rows.change,
            name="incubator_project_change",
        ),
        path(
            "projets/<int:pk>/retirer/<slug:what>/<int:row>/",
            project_rows.remove,
            name="incubator_project_remove",
        ),
        path("projets/<int:pk>/marraine/", cohorts.mentor, name="incubator_project_mentor"),
        path("projets/<int:pk>/clore/", cohorts.end, name="incubator_project_end"),
        path("projets/<int:pk>/convention/", cohorts.convention, name="incubator_project_convention"),
        path("promotions/<int:pk>/chiffres/", cohorts.cohort, name="incubator_cohort"),
        path("journees/<int:pk>/presences/", cohorts.day, name="incubator_day"),
        path("journees/<int:pk>/feuille/", cohorts.day_sheet, name="incubator_day_sheet"),
        path("appels/<int:pk>/apercu/", editing.preview, name="incubator_call_preview"),
        path("appels/<int:pk>/reprendre/", editing.clone, name="incubator_clone"),
        path("appels/<int:pk>/prolonger/", editing.prolong, name="incubator_extend"),
        path("dossiers/rappels/<int:pk>/", keeping.called, name="incubator_called"),
        path("besoins/<uuid:pk>/lire/", ideas.need, name="incubator_need"),
        path("idees/<int:pk>/geste/<slug:name>/", ideas.move, name="incubator_idea_move"),
        path("idees/<int:pk>/comite/", ideas.to_committee, name="incubator_idea_committee"),
        path("idees/<int:pk>/etude/", ideas.study, name="incubator_study"),
        path("idees/<int:pk>/etude/autour/", ideas.gather, name="incubator_study_gather"),
        path("appels/<int:pk>/tableau/", team.board, name="incubator_board"),
        path("appels/<int:pk>/liste/", team.table, name="incubator_table"),
        path("appels/<int:pk>/liste/lot/", team.batch, name="incubator_batch"),
        path("appels/<int:pk>/liste/export/", team.export, name="incubator_export"),
        path("appels/<int:pk>/lectures/", team.readers, name="incubator_readers"),
        path("appels/<int:pk>/lectures/jury/", team.invite_juror, name="incubator_juror"),
        path("appels/<int:pk>/classement/", team.ranking, name="incubator_ranking"),
        path("appels/<int:pk>/chiffres/", team.figures, name="incubator_figures"),
        path("appels/<int:pk>/papier/", on_paper.enter, name="incubator_on_paper"),
        path("dossiers/<uuid:pk>/adresse/", on_paper.address, name="incubator_address"),
        path("dossiers/<uuid:pk>/recu-papier/", on_paper.receipt, name="incubator_paper_receipt"),
        path("appels/<int:pk>/comites/", committee.sittings, name="incubator_sittings"),
        path("appels/comites/<uuid:pk>/", committee.committee, name="incubator_committee"),
        path("appels/comites/<uuid:pk>/courriels/", committee.preview, name="incubator_preview"),
        path("appels/comites/<uuid:pk>/<int:number>/", committee.decide, name="incubator_decide"),
        path("appels/<int:pk>/auditions/", auditions.agenda, name="incubator_auditions"),
        path(
            "appels/<int:pk>/auditions/<int:stage>/<slug:name>/",
            auditions.act,
            name="incubator_auditions_act",
        ),
        path("appels/auditions/<int:pk>/", auditions.change, name="incubator_audition_day"),
        path("appels/auditions/<int:pk>/ordre.pdf", auditions.running_order, name="incubator_running_order"),
        path("appels/auditions/<int:pk>/minuteur/", auditions.timer, name="incubator_timer"),
        path("appels/<int:pk>/publier/", editing.publish, name="incubator_publish_form"),
    ]

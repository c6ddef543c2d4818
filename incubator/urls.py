from django.urls import path

from incubator.views import calls, company, dossiers, jury, life, needs, writing

app_name = "incubator"
urlpatterns = [
    path("appels/", calls.index, name="calls"),
    path("appels/<slug:slug>/", calls.detail, name="call"),
    path("appels/<slug:slug>/formulaire/", calls.blank, name="blank"),
    path("appels/<slug:slug>/commencer/", calls.begin, name="begin"),
    path("besoins/", needs.index, name="needs"),
    path("besoins/dire/", needs.report, name="report_need"),
    path("besoins/suivi/<str:token>/", needs.follow, name="need"),
    path("idees/<int:pk>/", needs.idea, name="idea"),
    path("mes-dossiers/", dossiers.mine, name="mine"),
    path("dossiers/ordinateur-partage/", dossiers.shared_computer, name="shared_computer"),
    path("dossiers/<uuid:pk>/", dossiers.home, name="dossier"),
    path("dossiers/<uuid:pk>/lire/", dossiers.read, name="read"),
    path("dossiers/<uuid:pk>/relire/", life.review, name="review"),
    path("dossiers/<uuid:pk>/recu/", life.receipt, name="receipt"),
    path("dossiers/<uuid:pk>/repondre/", life.answer, name="answer"),
    path("dossiers/<uuid:pk>/retirer/", life.withdraw, name="withdraw"),
    path("dossiers/<uuid:pk>/equipe/", company.people, name="company"),
    path("dossiers/<uuid:pk>/equipe/<int:guest>/", company.leave, name="leave"),
    path("dossiers/<uuid:pk>/messages/", company.messages, name="messages"),
    path("dossiers/<uuid:pk>/<slug:slug>/", writing.page, name="page"),
    path("jury/", jury.index, name="jury"),
    path("jury/hors-ligne.js", jury.worker, name="jury_worker"),
    path("jury/lien/<str:token>/", jury.door, name="jury_door"),
    path("jury/etapes/<int:stage>/declaration/", jury.declare_all, name="declare"),
    path("jury/etapes/<int:stage>/cahier.pdf", jury.print_booklet, name="booklet"),
    path("jury/lectures/<int:pk>/", jury.lecture, name="lecture"),
    path("jury/lectures/<int:pk>/recusation/", jury.step_aside, name="step_aside"),
]

from django.urls import path

from bookings.views import (
    approvals,
    desk,
    own,
    planning,
    regular,
    release,
    search,
    spaces,
    waiting,
    weekend,
)

app_name = "bookings"
urlpatterns = [
    path("espaces/", spaces.house_index, name="spaces"),
    path("espaces/<slug:place>/<slug:space>/", spaces.space_page, name="space"),
    path("espaces/<slug:place>/<slug:space>/prix/", spaces.price_panel, name="price"),
    path("espaces/<slug:place>/<slug:space>/reguliere/", regular.regular, name="regular"),
    path("espaces/<slug:place>/<slug:space>/attente/", waiting.stand_in_line, name="wait"),
    path("planning/", planning.day, name="planning"),
    path("reserver/", search.find, name="search"),
    path("mon-espace/", own.own, name="own"),
    path("mon-espace/reservations.csv", own.statement, name="statement"),
    path("mon-espace/reservations/<uuid:pk>/", own.booking, name="booking"),
    path("mon-espace/reservations/<uuid:pk>/modifier/", own.change, name="change"),
    path("mon-espace/reservations/<uuid:pk>/annuler/", own.cancel, name="cancel"),
    path("mon-espace/reservations/<uuid:pk>/presence/", own.attendance, name="attendance"),
    path("mon-espace/reservations/<uuid:pk>/calendrier.ics", own.calendar, name="calendar"),
    path("mon-espace/reservations/<uuid:pk>/prendre/", waiting.take, name="take"),
    path("mon-espace/attente/<uuid:pk>/quitter/", waiting.leave_line, name="leave"),
    path("mon-espace/validations/", approvals.approvals, name="approvals"),
    path("mon-espace/validations/repondre/", approvals.answer, name="answer"),
    path("mon-espace/validations/<uuid:pk>/valider/", approvals.approve, name="approve"),
    path("mon-espace/validations/<uuid:pk>/refuser/", approvals.refuse, name="refuse"),
    path("pas-cette-fois/<str:token>/", release.release, name="release"),
    path("accueil/", desk.today, name="desk"),
    path("accueil/imprevu/", desk.walked_in, name="walk_in"),
    path("accueil/week-end/", weekend.weekend, name="weekend"),
    path("accueil/<uuid:pk>/arrivee/", desk.arrived, name="arrived"),
    path("accueil/<uuid:pk>/presents/", desk.counted, name="counted"),
]

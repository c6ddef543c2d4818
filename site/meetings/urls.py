from django.urls import path

from meetings.views import invited, own, public

app_name = "meetings"
urlpatterns = [
    path("rencontres/", public.index, name="public"),
    path("rencontres/documents/<uuid:pk>/", public.document, name="public_document"),
    path("rencontres/<slug:slug>/", public.meeting, name="public_meeting"),
    path("mon-espace/rencontres/", own.index, name="own"),
    path("convocation/<str:token>/", invited.answer, name="answer"),
    path("mon-espace/rencontres/<uuid:pk>/", own.meeting, name="own_meeting"),
    path("mon-espace/rencontres/actions/<int:pk>/", own.finish, name="own_action"),
]

from django.urls import path

from reminders.views import own
from reminders.views.unsubscribe import unsubscribe_page

app_name = "reminders"
urlpatterns = [
    path("notifications/", own.centre, name="centre"),
    path("notifications/lues/", own.read_all, name="read_all"),
    path("notifications/<int:pk>/", own.follow, name="follow"),
    path("mon-espace/rappels/", own.preferences, name="preferences"),
    path("rappels/desinscription/<str:token>/", unsubscribe_page, name="unsubscribe"),
]

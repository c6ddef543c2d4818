from django.urls import path

from spaces.views import messages

app_name = "spaces"
urlpatterns = [
    path("nous-ecrire/", messages.write, name="write"),
    path("nous-ecrire/<str:token>/", messages.message, name="message"),
]

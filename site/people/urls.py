from django.urls import path

from people.views import tokens

app_name = "people"
urlpatterns = [
    path("mon-espace/jetons/", tokens.tokens, name="tokens"),
    path("mon-espace/jetons/<int:pk>/revoquer/", tokens.revoke, name="revoke_token"),
]

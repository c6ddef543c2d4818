from django.urls import path

from privacy.views import own

app_name = "privacy"
urlpatterns = [
    path("mon-espace/donnees/", own.data, name="data"),
    path("mon-espace/donnees/copie/", own.take, name="take"),
    path("mon-espace/donnees/effacer/", own.erase, name="erase"),
    path("mon-espace/donnees/consentements/<str:purpose>/", own.consent, name="consent"),
]

from django.urls import path

from jobs import views

app_name = "jobs"
urlpatterns = [
    path("travaux/", views.jobs, name="jobs"),
    path("travaux/<uuid:pk>/", views.job, name="job"),
    path("travaux/<uuid:pk>/reprendre/", views.try_again, name="try_again"),
]

from django.urls import path

from tierslieu import demo_views

app_name = "demo"
urlpatterns = [
    path("courriels/", demo_views.inbox, name="inbox"),
    path("courriels/<slug:name>/", demo_views.mail, name="mail"),
    path("courriels/<slug:name>/html/", demo_views.mail_html, name="mail_html"),
    path("courriels/<slug:name>/pieces/<int:index>/", demo_views.attachment, name="attachment"),
]

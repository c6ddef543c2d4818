"""The addresses of the house, in French, as people read them."""

from django.conf import settings
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from people.access import PUBLIC, SIGNED_IN, requires
from tierslieu import account, health, views
from tierslieu.api import views as api_views
from tierslieu.api.root import operations
from vault.views import download

handler400 = "tierslieu.views.bad_request"
handler403 = "tierslieu.views.forbidden"
handler404 = "tierslieu.views.not_found"
handler500 = "tierslieu.views.server_error"

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("charte/", views.charte, name="charte"),
    path("compte/", include("allauth.urls")),
    path("gestion/login/", views.sign_in_to_the_back_office, name="gestion_login"),
    path("gestion/account/", account.preferences, name="gestion_account"),
    path("gestion/", include(wagtailadmin_urls)),
    path("_util/login/", views.sign_in_to_a_page, name="frontend_login"),
    path("documents/", include(wagtaildocs_urls)),
    path("fichiers/<uuid:pk>/", requires(SIGNED_IN)(download), name="private_file"),
    path("api/v1/", api_views.page, name="api_page"),
    path("api/v1/openapi.json", api_views.openapi, name="openapi"),
    path("api/v1/", operations()),
    path("api/v1/<path:path>", api_views.unknown, name="api_unknown"),
    path("", include("people.urls")),
    path("", include("meetings.urls")),
    path("", include("spaces.urls")),
    path("", include("bookings.urls")),
    path("", include("incubator.urls")),
    path("", include("reminders.urls")),
    path("", include("privacy.urls")),
    path("", include("jobs.urls")),
    re_path(r"^media/(?P<path>.*)$", requires(PUBLIC)(serve), {"document_root": settings.MEDIA_ROOT}),
]

if settings.DEMO:
    urlpatterns += [path("demo/", include("tierslieu.demo_urls"))]

urlpatterns += [path("", include(wagtail_urls))]

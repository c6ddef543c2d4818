"""The pages that belong to no department: errors and the charter."""

import sys
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

from people.access import PUBLIC, STAFF, requires
from tierslieu.charte import specimens

TOO_LONG = (
    "Ce texte est trop long pour être enregistré : la page prend deux millions de caractères, environ 400 000 mots. "
    "Raccourcissez-le, ou joignez-le en fichier. Ce qui était déjà enregistré est intact."
)


@requires(STAFF)
def charte(request: HttpRequest) -> HttpResponse:
    """The visual identity, on one page, for whoever builds or paints."""
    return render(request, "charte.html", specimens())


@requires(PUBLIC)
def sign_in_to_the_back_office(request: HttpRequest) -> HttpResponse:
    """The back office has no door of its own: everyone signs in at the same one.

    Who is in already and sent here all the same may not enter: the door would send them back for ever.
    """
    if request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    return _at_the_door(request.GET.get("next", "/gestion/"))


@requires(PUBLIC)
def sign_in_to_a_page(request: HttpRequest) -> HttpResponse:
    """Where Wagtail sends whoever opens a page kept for others: to the door, or nowhere once signed in."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return _at_the_door(request.GET.get("next", "/"))


def _at_the_door(after: str) -> HttpResponse:
    return redirect(f"{reverse('account_login')}?{urlencode({'next': after})}")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 for more text than one page may send at once; nothing of either was read."""
    if isinstance(exception, RequestDataTooBig):
        if not request.accepts("text/html"):
            return JsonResponse({"message": TOO_LONG}, status=413)
        return render(request, "413.html", {"sentence": TOO_LONG}, status=413)
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 while the database cannot be reached; neither page reads anything from it."""
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        response = HttpResponse(render_to_string("503.html"), status=503)
        response["Retry-After"] = "30"
        return response
    return HttpResponse(render_to_string("500.html"), status=500)

"""The pages that belong to no department: errors and the charter."""

import sys
from urllib.parse import urlencode

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

from people.access import PUBLIC, STAFF, requires
from tierslieu.charte import specimens


@requires(STAFF)
def charte(request: HttpRequest) -> HttpResponse:
    """The visual identity, on one page, for whoever builds or paints."""
    return render(request, "charte.html", specimens())


@requires(PUBLIC)
def sign_in(request: HttpRequest) -> HttpResponse:
    """The back office has no door of its own: everyone signs in at the same one."""
    return redirect(f"{reverse('account_login')}?{urlencode({'next': request.GET.get('next', '/gestion/')})}")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
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

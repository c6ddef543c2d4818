"""Who asks, and what they had typed before we sent them to sign in."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from bookings.checks import Asker
from people.models import Organisation, User

TYPED = "bookings.typed"
# In an address: what was typed has been answered, and the browser keeps no draft of it.
FORGET = "fait"


def person(request: HttpRequest) -> User:
    """Return the signed-in person, in views whose policy lets nobody else in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def organisations_of(request: HttpRequest) -> list[Organisation]:
    """The organisations in whose name this person may book."""
    if not request.user.is_authenticated:
        return []
    return [membership.organisation for membership in request.user.active_memberships().order_by("pk")]


def asker_of(request: HttpRequest, organisation: Organisation | None) -> Asker | None:
    """The person as the rules see them; None for a visitor."""
    if not request.user.is_authenticated:
        return None
    return Asker(request.user, organisation, request.user)


def send_to_sign_in(request: HttpRequest) -> HttpResponseRedirect:
    """Keep what was typed on the server, sign in, come back: nothing is lost, nothing is in the address."""
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    request.session[TYPED] = {"path": request.path, "data": typed.urlencode()}
    return redirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': request.path + '#reserver'})}")


def typed_before(request: HttpRequest) -> QueryDict | None:
    """What this person typed on this very page before signing in, once."""
    kept: dict[str, Any] | None = request.session.get(TYPED)
    if kept is None or kept["path"] != request.path or not request.user.is_authenticated:
        return None
    del request.session[TYPED]
    typed = QueryDict(kept["data"], mutable=True)
    organisations = organisations_of(request)
    # A visitor was not asked in whose name: their organisation goes without saying.
    if "organisation" not in typed and organisations:
        typed["organisation"] = str(organisations[0].pk)
    return typed

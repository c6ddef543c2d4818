"""Answering an invitation, with an account or without one yet."""

from __future__ import annotations

from urllib.parse import urlencode

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

import clock
from people.access import PUBLIC, requires
from people.errors import Refused
from people.forms import NameForm
from people.invitation_links import invitation_named_by
from people.models import Invitation, User
from people.services import accept, open_account
from people.throttle import TOO_OFTEN, allows


@requires(PUBLIC)
@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is offered; join once it is sure that the address is one's own."""
    found = invitation_named_by(token)
    if found is None:
        raise Http404
    if refusal := found.refusal(clock.now()):
        return _shown(request, found, refusal=refusal, status=410)
    if isinstance(request.user, User):
        return _answered_by(request, found, request.user)
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _send_code(request, found, form.cleaned_data["name"])
    return _shown(request, found, form=form, status=422 if form.errors else 200)


def _answered_by(request: HttpRequest, found: Invitation, user: User) -> HttpResponse:
    if request.method != "POST":
        theirs = user.email.lower() == found.email.lower()
        return _shown(request, found, other="" if theirs else user.email)
    try:
        accept(invitation=found, user=user)
    except Refused as refusal:
        return _shown(request, found, refusal=refusal.message, status=403)
    except ValidationError as refusal:
        return _shown(request, found, refusal=refusal.messages[0], status=409)
    messages.success(request, f"Bienvenue dans « {found.organisation} ».")
    return redirect("people:structure", found.organisation_id)


def _send_code(request: HttpRequest, found: Invitation, name: str) -> HttpResponse:
    """Whoever holds the link shows, by a code, that they hold the mailbox too; the same with an account."""
    if not allows(request, "invitation", account=found.email):
        return _shown(request, found, refusal=TOO_OFTEN, status=429)
    user = open_account(email=found.email, name=name)
    LoginCodeVerificationProcess.initiate(
        request=request, user=user if user.is_active else None, email=found.email
    )
    back = urlencode({"next": request.path})
    return redirect(f"{reverse('account_confirm_login_code')}?{back}")


def _shown(request: HttpRequest, found: Invitation, *, status: int = 200, **context: object) -> HttpResponse:
    return render(request, "people/invitation.html", {"invitation": found, **context}, status=status)

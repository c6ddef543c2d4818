"""« Mes jetons »: the keys of the programs that act for a person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

import clock
from people.access import SIGNED_IN, known, requires
from people.models import ApiToken
from people.services import issue_token, revoke_token
from people.token_forms import TokenForm


@requires(SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """List one's keys; make one, whose secret is in this answer and in no other."""
    form = TokenForm(request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        _token, secret = issue_token(user=known(request), **form.facts())
        form = TokenForm()
    context = {
        "tokens": ApiToken.objects.visible_to(request.user),
        "now": clock.now(),
        "form": form,
        "secret": secret,
        "scopes": dict(ApiToken.Scope.choices),
    }
    return render(request, "people/tokens.html", context, status=422 if form.errors else 200)


@requires(SIGNED_IN)
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Close one key."""
    token = get_object_or_404(ApiToken.objects.visible_to(request.user), pk=pk)
    revoke_token(token=token, actor=known(request))
    messages.success(request, f"Le jeton « {token.name} » n’ouvre plus rien.")
    return redirect("people:tokens")

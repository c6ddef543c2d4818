"""One's devices."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from people.access import SIGNED_IN, known, requires
from people.services import sign_out_everywhere


@requires(SIGNED_IN)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Close every session, this one included."""
    sign_out_everywhere(user=known(request))
    logout(request)
    messages.success(request, "Tous vos appareils sont déconnectés.")
    return redirect("account_login")

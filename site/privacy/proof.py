"""« C’est bien vous ? » : before personal data leaves or goes, whoever asks says again who they are.

An open session on a borrowed computer must not be enough. A sign-in of the last minutes is; otherwise the
password or the second factor is asked again, or a new code by mail for those who have neither.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

import clock

ASKED = "Avant cela, dites-nous que c’est bien vous. Vous reviendrez ici, puis recommencerez."


def is_proved(request: HttpRequest) -> bool:
    """Whether this session was opened, or proved again, in the last minutes."""
    records = get_authentication_records(request, request.user)
    latest = max((record["at"] for record in records), default=0.0)
    return bool(clock.now().timestamp() - latest < app_settings.REAUTHENTICATION_TIMEOUT)


def proved(back: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Let a POST pass for whoever proved who they are; send the others to do so, then to the page named `back`."""

    def guard(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method != "POST" or is_proved(request):
                return view(request, *args, **kwargs)
            return ask(request, reverse(back, args=args, kwargs=kwargs))

        return guarded

    return guard


def ask(request: HttpRequest, back: str) -> HttpResponse:
    """Send to the page where one proves who one is: by what the account has, by a code of a new sign-in else."""
    flows = get_reauthentication_flows(request.user)
    names = {"reauthenticate": "account_reauthenticate", "mfa_reauthenticate": "mfa_reauthenticate"}
    if flows:
        address = reverse(names[flows[0]["id"]])
    else:
        logout(request)
        address = reverse("account_request_login_code")
    messages.info(request, ASKED)
    return redirect(f"{address}?{urlencode({'next': back})}")

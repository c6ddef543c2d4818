"""Pages whose address is the key: it goes into no log of ours, no Referer, no cache, no search engine."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache


def secret(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Keep the address of a page to whoever holds it.

    Others are told our origin and nothing more: `no-referrer` would also silence the Origin of its forms,
    and Django refuses those. A view without a form to send may say it.
    """

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Referrer-Policy", "strict-origin")
        response["X-Robots-Tag"] = "noindex, nofollow"
        # Django writes the address of every refused request in its log, once.
        response._has_been_logged = True  # type: ignore[attr-defined]
        return response

    return never_cache(kept)

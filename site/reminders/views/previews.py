"""Every mail of the project as it leaves, with sample data, for whoever writes or checks them."""

from collections.abc import Collection

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.csp import CSP
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from reminders.mail import specimens
from reminders.policies import guarded_by, may_read_ledger
from reminders.registry import Specimen

# A mail carries its own styles and may do nothing else: no script, no form, no image from anywhere.
MAIL_CSP: dict[str, Collection[str] | str] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "img-src": ["data:"],
    "frame-ancestors": [CSP.SELF],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}


@guarded_by(may_read_ledger)
@require_safe
def previews(request: HttpRequest) -> HttpResponse:
    """The list of every mail."""
    return render(request, "reminders/gestion/previews.html", {"specimens": specimens()})


@guarded_by(may_read_ledger)
@require_safe
def preview(request: HttpRequest, key: str) -> HttpResponse:
    """One mail: headers, text, and its HTML in a frame."""
    found = _specimen(key)
    message = found.make()
    headers = [(name, value) for name, value in message.message().items() if name != "Content-Type"]
    return render(
        request,
        "reminders/gestion/preview.html",
        {"specimen": found, "message": message, "headers": headers},
    )


@guarded_by(may_read_ledger)
@xframe_options_sameorigin
@csp_override(MAIL_CSP)
@require_safe
def preview_html(request: HttpRequest, key: str) -> HttpResponse:
    """The HTML of one mail, alone."""
    return HttpResponse(str(_specimen(key).make().alternatives[0][0]))


def _specimen(key: str) -> Specimen:
    for found in specimens():
        if found.key == key:
            return found
    raise Http404

"""One-click unsubscription (RFC 8058): works signed out, acts on POST only.

Mail scanners open every link of a mail; a GET therefore only asks.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from reminders.models import Pace
from reminders.policies import anyone, guarded_by
from reminders.services.preferences import preference_behind, unsubscribe


@guarded_by(anyone)
@csrf_exempt  # mailboxes post without ever having seen the page; the signature is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe_page(request: HttpRequest, token: str) -> HttpResponse:
    """Ask on GET, act on POST, say clearly that a broken address opens nothing."""
    preference = preference_behind(token)
    if preference is None:
        return render(request, "reminders/unsubscribe_broken.html", status=404)
    if request.method == "POST":
        unsubscribe(preference)
        return render(request, "reminders/unsubscribed.html", {"has_account": preference.user_id is not None})
    already = preference.pace == Pace.ESSENTIAL
    return render(request, "reminders/unsubscribe.html", {"already": already})

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

import clock
from bookings import services
from bookings.enums import RelocationStatus
from bookings.models import Relocation
from bookings.rehousing import leaving
from bookings.relocation_links import relocation_named_by
from people.access import PUBLIC, requires
from people.secret_pages import secret
from spaces.errors import DomainError


@requires(PUBLIC)
@secret
@require_http_methods(["GET", "HEAD", "POST"])
def relocated(request: HttpRequest, token: str) -> HttpResponse:
    """« Ça nous va » or « Non merci »: the mail opens this page, the button answers."""
    relocation = relocation_named_by(token)
    if relocation is None:
        raise Http404
    if request.method != "POST":
        return _draw(request, relocation, "asked" if _waits(relocation) else relocation.status)
    accepts = request.POST.get("reponse") == "oui"
    try:
        answered = services.answer_relocation(relocation=relocation, accepts=accepts)
    except DomainError as refused:
        return _draw(request, relocation, "late", said=refused.message, status=409)
    return _draw(request, relocation, answered.status)


def _waits(relocation: Relocation) -> bool:
    booking = relocation.booking
    waits = relocation.status == RelocationStatus.ASKED
    return waits and booking.holds_space and booking.starts_at > clock.now()


def _draw(
    request: HttpRequest, relocation: Relocation, step: str, *, said: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "relocation": relocation,
        "booking": relocation.booking,
        "goes": leaving(relocation.booking),
        "step": step if step != RelocationStatus.ASKED or _waits(relocation) else "late",
        "said": said or "Cette réservation a commencé, ou elle est annulée.",
        "declining": request.GET.get("reponse") == "non",
        "facts": [relocation.reason],
    }
    return render(request, "bookings/relocated.html", context, status=status)

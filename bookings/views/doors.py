from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from bookings import services
from bookings.models import DoorSign
from bookings.present import words
from bookings.present.door import door_page, to_claim
from bookings.present.here import here_page, own_booking
from people.access import PUBLIC, requires
from people.models import User
from people.secret_pages import secret
from spaces.errors import DomainError


@requires(PUBLIC)
@secret
@require_safe
def door(request: HttpRequest, sign: str) -> HttpResponse:
    """What the tablet beside the door shows: now, next, free until."""
    posted = sign_of(sign)
    page = door_page(posted.space)
    deadline = to_claim(posted.space)
    claim = words.hour_of(deadline, posted.space.place.zone) if deadline else ""
    return render(request, "bookings/door.html", {"page": page, "sign": posted, "claim": claim})


@requires(PUBLIC)
@secret
@require_http_methods(["GET", "HEAD", "POST"])
def here(request: HttpRequest, sign: str) -> HttpResponse:
    """Where the printed sign leads: say that one has come, give the room back, report something."""
    posted = sign_of(sign)
    if request.method != "POST":
        return _draw(request, posted)
    if not isinstance(request.user, User):
        return redirect(f"{reverse('account_login')}?{urlencode({'next': posted.here_path})}")
    booking = own_booking(posted.space, request.user)
    try:
        if booking is None:
            messages.error(request, "Aucune réservation à vous ici en ce moment.")
        elif request.POST.get("deed") == "release":
            services.release_early(booking=booking, actor=request.user)
            messages.success(request, "Merci ! La salle est libre pour d’autres.")
        else:
            services.confirm_arrival(booking=booking, actor=request.user)
            messages.success(request, "Bienvenue, votre arrivée est notée.")
    except DomainError as refused:
        messages.error(request, refused.message)
        return _draw(request, posted, status=409)
    return redirect(posted.here_path)


def sign_of(secret_address: str) -> DoorSign:
    """The sign that stands at this address; a revoked one is nowhere."""
    rows = DoorSign.objects.standing().select_related("space__place", "space__floor__building")
    return get_object_or_404(rows, secret=secret_address)


def _draw(request: HttpRequest, sign: DoorSign, *, status: int = 200) -> HttpResponse:
    context = {"sign": sign, "page": door_page(sign.space), "own": here_page(sign.space, request.user)}
    return render(request, "bookings/here.html", context, status=status)

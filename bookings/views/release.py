from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

import clock
from bookings import services
from bookings.models import Booking
from bookings.release_links import booking_named_by
from bookings.services.changes import still_due
from people.access import PUBLIC, requires
from people.secret_pages import secret
from spaces.errors import DomainError
from spaces.wording import moments


@requires(PUBLIC)
@secret
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, token: str) -> HttpResponse:
    """One tap in the mail, one confirmation here, and the room is free for whoever waits for it."""
    booking = booking_named_by(token)
    if booking is None:
        raise Http404
    if request.method != "POST":
        return _draw(request, booking, "asked" if _can_still(booking) else "late")
    try:
        services.cancel(booking=booking, actor=booking.organiser, reason="Libérée depuis le rappel.")
    except DomainError:
        return _draw(request, booking, "late", status=409)
    return _draw(request, booking, "done")


def _can_still(booking: Booking) -> bool:
    return booking.holds_space and booking.starts_at > clock.now()


def _draw(request: HttpRequest, booking: Booking, step: str, *, status: int = 200) -> HttpResponse:
    rooms = ", ".join(row.space.name for row in booking.booked_spaces.all())
    context = {
        "booking": booking,
        "due": booking.price_due if step == "asked" and still_due([booking], booking.organiser) else 0,
        "rooms": rooms,
        "when": moments(booking.starts_at, booking.ends_at, booking.zone),
        "step": step,
        "facts": [rooms],
    }
    return render(request, "bookings/release.html", context, status=status)

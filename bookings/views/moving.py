from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

import clock
from bookings import services
from bookings.errors import BookingRefused
from bookings.forms import MoveForm
from bookings.models import Booking
from bookings.present.booking import booking_page
from bookings.present.price import if_changed
from bookings.services.moving import UNDO_WITHIN
from bookings.views.asking import person
from people.access import SIGNED_IN, Visitor, requires
from spaces.errors import DomainError
from spaces.wording import moments

MOVED = "bookings.moved"


@requires(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: Any) -> HttpResponse:
    """Another room, day or hour; dragging a booking on the planning sends this very form."""
    found = _changeable(request.user, pk)
    if len(found.booked_spaces.all()) > 1:
        return redirect("bookings:change", found.pk)
    if request.method != "POST":
        return _draw(request, found, MoveForm(initial=_where(found), booking=found))
    form = MoveForm(request.POST, booking=found)
    if "prix" in request.POST:
        price = if_changed(found, [form.hold()]) if form.is_valid() else None
        return render(request, "bookings/_price_answer.html", {"price": price})
    if not form.is_valid():
        return _draw(request, found, form, status=422)
    before = services.Before.of(found)
    try:
        moved = services.reschedule(
            booking=found, actor=person(request), rooms=[form.hold()], layout=form.layout()
        )
    except DomainError as refused:
        refusals = refused.refusals if isinstance(refused, BookingRefused) else [refused.message]
        return _draw(request, found, form, status=409, lines=[str(refusal) for refusal in refusals])
    request.session[MOVED] = asdict(before)
    return _to_planning(moved)


@requires(SIGNED_IN)
@require_POST
def put_back(request: HttpRequest, pk: Any) -> HttpResponse:
    """Undo the move that was just made."""
    found = _changeable(request.user, pk)
    kept = request.session.pop(MOVED, None)
    if kept is None or kept["booking"] != str(found.pk):
        messages.error(request, "Ce déplacement ne s’annule plus : déplacez la réservation à nouveau.")
        return _to_planning(found)
    try:
        found = services.put_back(booking=found, actor=person(request), before=services.Before(**kept))
    except DomainError as refused:
        messages.error(request, refused.message)
        return _to_planning(found)
    messages.success(request, f"« {found.title} » est revenue à sa place.")
    return _to_planning(found)


def just_moved(request: HttpRequest) -> dict[str, str] | None:
    """What the planning says of the last move while it can be undone."""
    kept = request.session.get(MOVED) if request.user.is_authenticated else None
    if kept is None or clock.now() - datetime.fromisoformat(kept["read_at"]) > UNDO_WITHIN:
        return None
    found = Booking.objects.changeable_by(request.user).with_rooms().filter(pk=kept["booking"]).first()
    if found is None or found.sequence != kept["sequence"] + 1:
        return None
    row = found.booked_spaces.all()[0]
    state = "" if found.status == kept["status"] else f", {found.get_status_display()}"
    return {
        "says": f"« {found.title} » : {row.space.name}, "
        f"{moments(row.starts_at, row.ends_at, found.zone)}{state}.",
        "action": reverse("bookings:put_back", args=[found.pk]),
    }


def _to_planning(booking: Booking) -> HttpResponseRedirect:
    day: date = clock.local(booking.starts_at, booking.zone).date()
    return redirect(reverse("bookings:planning", query={"jour": day.isoformat()}))


def _changeable(user: Visitor, pk: Any) -> Booking:
    return get_object_or_404(Booking.objects.changeable_by(user).with_rooms(), pk=pk)


def _where(found: Booking) -> dict[str, Any]:
    row = found.booked_spaces.all()[0]
    first, last = clock.local(row.starts_at, found.zone), clock.local(row.ends_at, found.zone)
    return {"space": row.space_id, "day": first.date(), "starts": first.time(), "ends": last.time()}


def _draw(
    request: HttpRequest, found: Booking, form: MoveForm, *, status: int = 200, lines: list[str] | None = None
) -> HttpResponse:
    context = {"page": booking_page(found, request.user), "form": form, "lines": lines or []}
    return render(request, "bookings/move.html", context, status=status)

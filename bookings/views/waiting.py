from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from bookings import services
from bookings.enums import BookingStatus
from bookings.models import Booking, WaitingEntry
from bookings.views.asking import FORGET, person
from bookings.views.spaces import draw_room, room_form, room_or_404
from people.access import SIGNED_IN, requires
from spaces.errors import DomainError


@requires(SIGNED_IN)
@require_POST
def stand_in_line(request: HttpRequest, place: str, space: str) -> HttpResponse:
    """What was refused in the form is waited for instead."""
    room = room_or_404(request, place, space)
    form = room_form(request, room, data=request.POST)
    if not form.is_valid():
        return draw_room(request, room, form, status=422)
    facts = form.facts()
    try:
        services.wait(
            user=person(request),
            organisation=form.cleaned_data.get("organisation"),
            room=form.hold(),
            title=facts["title"],
            attendees=facts["attendees"],
            layout=facts["layout"],
        )
    except DomainError as refused:
        form.add_error(None, refused.message)
        return draw_room(request, room, form, status=409)
    messages.success(request, "Vous êtes sur la liste d’attente : si la place se libère, on vous écrit.")
    return redirect(reverse("bookings:own", query={FORGET: "oui"}))


@requires(SIGNED_IN)
@require_POST
def leave_line(request: HttpRequest, pk: Any) -> HttpResponse:
    """Wait no more."""
    entry = get_object_or_404(
        WaitingEntry.objects.visible_to(request.user).filter(user=person(request)), pk=pk
    )
    services.leave(entry=entry, user=person(request))
    messages.success(request, "Vous avez quitté la liste d’attente.")
    return redirect("bookings:own")


@requires(SIGNED_IN)
@require_POST
def take(request: HttpRequest, pk: Any) -> HttpResponse:
    """Say yes to an option."""
    booking = get_object_or_404(Booking.objects.changeable_by(request.user).with_rooms(), pk=pk)
    try:
        taken = services.take_option(booking=booking, actor=person(request))
    except DomainError as refused:
        messages.error(request, refused.message)
        return redirect(booking)
    if taken.status == BookingStatus.PENDING:
        messages.success(request, "C’est demandé. Une personne du lieu doit encore valider.")
    else:
        messages.success(request, "La salle est à vous.")
    return redirect(booking)

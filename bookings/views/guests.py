from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods, require_POST

import clock
from bookings import services
from bookings.forms.guests import GuestsForm
from bookings.models import Booking, Guest
from bookings.present.booking import booking_page
from bookings.private_links import guest_named_by
from bookings.rules import people
from bookings.views.asking import person
from people.access import PUBLIC, SIGNED_IN, requires
from people.secret_pages import secret
from people.throttle import TOO_MANY_IN_AN_HOUR, within_pace
from spaces.errors import DomainError
from spaces.wording import moments

INVITATIONS_AN_HOUR = 20


@requires(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def guests(request: HttpRequest, pk: Any) -> HttpResponse:
    """Who is invited, who cannot come, and the form that invites."""
    found = get_object_or_404(Booking.objects.changeable_by(request.user).with_rooms(), pk=pk)
    if request.method != "POST":
        return _draw(request, found, GuestsForm())
    form = GuestsForm(request.POST)
    if not form.is_valid():
        return _draw(request, found, form, status=422)
    if not within_pace(request, "guests", times=INVITATIONS_AN_HOUR):
        form.add_error(None, TOO_MANY_IN_AN_HOUR)
        return _draw(request, found, form, status=429)
    try:
        invited = services.invite(
            booking=found, actor=person(request), addresses=form.cleaned_data["addresses"]
        )
    except DomainError as refused:
        form.add_error(None, refused.message)
        return _draw(request, found, form, status=409)
    messages.success(request, _said(found, len(invited)))
    return redirect("bookings:guests", found.pk)


@requires(SIGNED_IN)
@require_POST
def uninvite(request: HttpRequest, pk: Any) -> HttpResponse:
    """Take one invitation back."""
    guest = get_object_or_404(Guest.objects.visible_to(request.user).select_related("booking"), pk=pk)
    try:
        services.uninvite(guest=guest, actor=person(request))
    except DomainError as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, f"L’invitation de {guest.email} est retirée.")
    return redirect("bookings:guests", guest.booking_id)


@requires(PUBLIC)
@secret
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """What one is invited to, and the button that says no. Opening it answers nothing."""
    guest = guest_named_by(token)
    if guest is None:
        raise Http404
    if request.method != "POST":
        return _draw_invitation(request, guest)
    try:
        guest = services.answer_invitation(guest=guest, comes=request.POST.get("comes") == "yes")
    except DomainError:
        return _draw_invitation(request, guest, status=409)
    return redirect(request.path)


def _said(booking: Booking, count: int) -> str:
    if not count:
        return "Toutes ces personnes étaient déjà invitées."
    who = "1 personne est invitée" if count == 1 else f"{count} personnes sont invitées"
    if booking.status == "confirmed":
        return f"{who} : un courriel part, avec l’événement pour leur agenda."
    return f"{who} : le courriel partira quand la réservation sera confirmée."


def _draw(request: HttpRequest, found: Booking, form: GuestsForm, *, status: int = 200) -> HttpResponse:
    context = {
        "page": booking_page(found, request.user),
        "form": form,
        "guests": found.guests.standing(),
        "open": found.holds_space and found.starts_at > clock.now(),
    }
    return render(request, "bookings/guests.html", context, status=status)


def _draw_invitation(request: HttpRequest, guest: Guest, *, status: int = 200) -> HttpResponse:
    booking = guest.booking
    stands = guest.removed_at is None and booking.holds_space and booking.starts_at > clock.now()
    spaces = [row.space for row in booking.booked_spaces.select_related("space")] if stands else []
    facts = [
        ("Où", ", ".join(space.name for space in spaces)),
        ("Adresse", ", ".join(filter(None, [booking.place.name, booking.place.address]))),
        ("Vous serez", people(booking.attendees)),
    ]
    context = {
        "booking": booking,
        "declined": guest.declined_at is not None,
        "stands": stands,
        "number": spaces[0].door_number if len(spaces) == 1 else "",
        "facts": [{"label": label, "value": value} for label, value in facts],
        "when": capfirst(moments(booking.starts_at, booking.ends_at, booking.zone)),
    }
    return render(request, "bookings/invited.html", context, status=status)

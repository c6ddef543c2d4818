"""Papers that came, in the back office: what a booking lacks, what is noted, what a manager sets aside."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

import clock
from bookings import checks, services
from bookings.enums import BookingStatus
from bookings.forms.proofs import AsideForm, ProofForm
from bookings.models import Booking
from people.access import known, requires
from spaces.errors import DomainError
from spaces.models import Place
from spaces.policies import manages_a_place


@requires(manages_a_place)
@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note a paper, or confirm without it and say why."""
    rows = Booking.objects.filter(place__in=Place.objects.managed_by(request.user)).with_rooms()
    booking = get_object_or_404(rows, pk=pk)
    aside = "aside" in request.POST
    today = {"received_on": clock.today(booking.zone)}
    form = ProofForm(request.POST if request.method == "POST" and not aside else None, initial=today)
    aside_form = AsideForm(request.POST if aside else None)
    asked = aside_form if aside else form
    if request.method == "POST" and asked.is_valid():
        try:
            said = _set_aside(request, booking, aside_form) if aside else _note(request, booking, form)
        except (DomainError, ValidationError) as refused:
            sentences = [refused.message] if isinstance(refused, DomainError) else refused.messages
            for sentence in sentences:
                asked.add_error(None, sentence)
        else:
            messages.success(request, said)
            return redirect("booking_proof", booking.pk)
    context = {
        "booking": booking,
        "form": form,
        "aside_form": aside_form if booking.status == BookingStatus.PENDING else None,
        "missing": checks.lacking(booking) if booking.holds_space else [],
        "proofs": booking.proofs.select_related("received_by"),
    }
    return render(request, "bookings/gestion/proof.html", context, status=422 if asked.errors else 200)


def _note(request: HttpRequest, booking: Booking, form: ProofForm) -> str:
    proof = services.receive_proof(booking=booking, actor=known(request), **form.cleaned_data)
    booking.refresh_from_db()
    confirmed = booking.status == BookingStatus.CONFIRMED
    return f"C’est noté : {proof.get_kind_display()}." + (
        " La réservation est confirmée." if confirmed else ""
    )


def _set_aside(request: HttpRequest, booking: Booking, form: AsideForm) -> str:
    override = services.Override(known(request), form.cleaned_data["aside"])
    services.approve(booking=booking, actor=known(request), override=override)
    return "La réservation est confirmée sans la pièce ; la raison est gardée."

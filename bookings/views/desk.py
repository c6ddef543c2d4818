from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from bookings import services
from bookings.forms import AttendanceForm
from bookings.models import Booking
from bookings.policies import keeps_a_desk
from bookings.present.desk import day_sheet
from bookings.views.asking import person
from people.access import SIGNED_IN, Visitor, requires
from spaces.errors import DomainError
from spaces.models import Place


def DESK(visitor: Visitor) -> bool:  # noqa: N802 - reads as a constant where views name it
    """Whoever keeps the desk of a place."""
    return SIGNED_IN(visitor) and keeps_a_desk(visitor)


@requires(DESK)
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """Who comes today, where, when, how many. No amounts, no other day."""
    return _draw(request)


@requires(DESK)
@require_POST
def arrived(request: HttpRequest, pk: Any) -> HttpResponse:
    """They are here."""
    booking = _of_today(request, pk)
    try:
        services.check_in(booking=booking, actor=person(request))
    except DomainError as refused:
        messages.error(request, refused.message)
        return _draw(request, status=409)
    messages.success(request, f"{booking.title} : arrivée notée.")
    return redirect("bookings:desk")


@requires(DESK)
@require_POST
def counted(request: HttpRequest, pk: Any) -> HttpResponse:
    """« Combien étiez-vous ? »"""
    booking = _of_today(request, pk)
    form = AttendanceForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for error in form.errors.get("present", [])))
        return _draw(request, status=422)
    try:
        services.declare_attendance(
            booking=booking, actor=person(request), present=form.cleaned_data["present"]
        )
    except DomainError as refused:
        messages.error(request, refused.message)
        return _draw(request, status=409)
    messages.success(request, f"{booking.title} : {form.cleaned_data['present']} présents, c’est noté.")
    return redirect("bookings:desk")


def _of_today(request: HttpRequest, pk: Any) -> Booking:
    return get_object_or_404(Booking.objects.of_desk_today(request.user).with_rooms(), pk=pk)


def _draw(request: HttpRequest, status: int = 200) -> HttpResponse:
    place = Place.objects.welcomed_by(request.user).order_by("pk")[0]
    return render(request, "bookings/desk.html", {"sheet": day_sheet(place, person(request))}, status=status)

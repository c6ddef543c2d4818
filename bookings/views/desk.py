from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from bookings import day_sheets, services
from bookings.forms import ArrivalForm, AttendanceForm, WalkInForm
from bookings.models import Booking
from bookings.policies import keeps_a_desk
from bookings.present import words
from bookings.present.desk import day_sheet, free_rooms, none_free
from bookings.views.asking import person
from people.access import SIGNED_IN, Visitor, requires
from spaces.errors import DomainError
from spaces.models import Place

# What the page's script says when it sends an entry itself.
KEPT = "X-Kept-Entry"


def DESK(visitor: Visitor) -> bool:  # noqa: N802 - reads as a constant where views name it
    """Whoever keeps the desk of a place."""
    return SIGNED_IN(visitor) and keeps_a_desk(visitor)


@requires(DESK)
@never_cache
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """Who comes today, where, when, how many. No amounts, no other day."""
    return _draw(request)


@requires(DESK)
@require_POST
def arrived(request: HttpRequest, pk: Any) -> HttpResponse:
    """They are here."""
    form = ArrivalForm(request.POST)
    if not form.is_valid():
        return _refuse(request, "Cette saisie n’est pas lisible.", status=422)
    booking = _of_that_day(request, pk, form)

    def note() -> str:
        services.check_in(booking=booking, actor=person(request), at=form.noted_at())
        return f"{booking.title} : arrivée notée."

    return _noted(request, note)


@requires(DESK)
@require_POST
def counted(request: HttpRequest, pk: Any) -> HttpResponse:
    """« Combien étiez-vous ? »"""
    form = AttendanceForm(request.POST)
    if not form.is_valid():
        get_object_or_404(Booking.objects.of_desk_today(request.user), pk=pk)
        return _refuse(request, " ".join(map(str, form.errors.get("present", []))), status=422)
    booking = _of_that_day(request, pk, form)
    present = form.cleaned_data["present"]

    def note() -> str:
        seen = {"seen": form.cleaned_data["seen"]} if "seen" in request.POST else {}
        services.declare_attendance(
            booking=booking, actor=person(request), present=present, at=form.noted_at(), **seen
        )
        return f"{booking.title} : {words.present(present)}, c’est noté."

    return _noted(request, note)


@requires(DESK)
@require_POST
def walked_in(request: HttpRequest) -> HttpResponse:
    """People without a booking get a free room, now."""
    place = desk_of(request)
    form = WalkInForm(request.POST, place=place, free=free_rooms(place))
    if not form.is_valid():
        reasons = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return _refuse(request, reasons, walk_in=form, status=422)
    cleaned = form.cleaned_data

    def note() -> str:
        booking = services.walk_in(
            actor=person(request),
            room=form.hold(),
            title=cleaned["title"],
            attendees=cleaned["attendees"],
            organisation=cleaned["organisation"],
            idempotency_key=cleaned["key"],
        )
        return f"{booking.title} : {cleaned['space'].name}, c’est noté."

    return _noted(request, note, walk_in=form)


def desk_of(request: HttpRequest) -> Place:
    """The place whose desk this person keeps: the first, when there are several."""
    return Place.objects.welcomed_by(request.user).order_by("pk")[0]


def _of_that_day(request: HttpRequest, pk: Any, form: ArrivalForm | AttendanceForm) -> Booking:
    rows = Booking.objects.of_desk_today(request.user, form.noted_at()).with_rooms()
    return get_object_or_404(rows, pk=pk)


def _noted(
    request: HttpRequest, note: Callable[[], str], *, walk_in: WalkInForm | None = None
) -> HttpResponse:
    """Write it down; answer the page's script in its own words."""
    try:
        told = note()
    except DomainError as refused:
        return _refuse(request, refused.message, walk_in=walk_in, status=409)
    messages.success(request, told)
    if KEPT in request.headers:
        return JsonResponse({"told": told})
    return redirect("bookings:desk")


def _refuse(
    request: HttpRequest, reason: str, *, status: int, walk_in: WalkInForm | None = None
) -> HttpResponse:
    if KEPT in request.headers:
        return JsonResponse({"refused": reason}, status=status)
    messages.error(request, reason)
    return _draw(request, status=status, walk_in=walk_in)


def _draw(request: HttpRequest, *, status: int = 200, walk_in: WalkInForm | None = None) -> HttpResponse:
    place = desk_of(request)
    sheet = day_sheet(place, person(request))
    free = free_rooms(place)
    form = walk_in or WalkInForm(place=place, free=free, auto_id="walk-in-%s")
    context = {
        "sheet": sheet,
        "walk_in": form,
        "no_room": "" if free else none_free(place),
        "by_mail": day_sheets.wants(place, person(request)),
    }
    return render(request, "bookings/desk.html", context, status=status)

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

import clock
from bookings import services
from bookings.availability import Wish, alternatives
from bookings.checks import Asker, with_facts
from bookings.errors import BookingRefused, SlotRefused
from bookings.forms import AttendanceForm, CancelForm, ChangeForm
from bookings.forms.together import SpaceRowForm, other_rows, rooms_typed
from bookings.ical.invite import calendar_file
from bookings.models import Booking
from bookings.present.booking import booking_page
from bookings.present.own import own_page, year_sheet
from bookings.present.price import if_changed
from bookings.services.changes import still_due
from bookings.views.asking import person
from people.access import SIGNED_IN, requires
from sheets import write_csv
from spaces.errors import DomainError

PER_PAGE = 10


@requires(SIGNED_IN)
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """Mine and my organisations': to come, waiting, past."""
    past = Booking.objects.owned_by(request.user).over(clock.now()).with_rooms().by_start(last_first=True)
    page = Paginator(past, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "bookings/own.html", {"own": own_page(person(request)), "past": page})


@requires(SIGNED_IN)
@require_GET
def booking(request: HttpRequest, pk: Any) -> HttpResponse:
    """One booking: where, when, why this price, and what can still be done with it."""
    return _draw(request, _booking(request, pk))


@requires(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: Any) -> HttpResponse:
    """Another hour, other facts; what was typed survives a refusal."""
    found = _changeable(request, pk)
    row = found.booked_spaces.all()[0]
    (space,) = with_facts([row.space])
    rows = other_rows(found, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        form = ChangeForm(initial=_facts(found), booking=found, space=space)
        return _draw_change(request, found, form, rows)
    form = ChangeForm(request.POST, booking=found, space=space)
    if "prix" in request.POST:
        return _price(request, found, form, rows)
    if not form.is_valid() or not all(row.is_filled for row in rows):
        return _draw_change(request, found, form, rows, status=422)
    try:
        services.reschedule(
            booking=found, actor=person(request), rooms=rooms_typed(found, form, rows), **form.facts()
        )
    except BookingRefused as refused:
        return _draw_change(request, found, form, rows, status=409, refused=refused)
    except DomainError as refused:
        form.add_error(None, refused.message)
        return _draw_change(request, found, form, rows, status=409)
    messages.success(request, "C’est changé. Un message vous le confirme.")
    return redirect(found)


@requires(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, pk: Any) -> HttpResponse:
    """Say what will happen, then give the rooms back."""
    found = _changeable(request, pk)
    form = CancelForm(request.POST or None)
    context = {
        "page": booking_page(found, request.user),
        "form": form,
        "late": still_due([found], person(request)),
    }
    if request.method != "POST" or not form.is_valid():
        return render(request, "bookings/cancel.html", context)
    try:
        services.cancel(booking=found, actor=person(request), reason=form.cleaned_data["reason"])
    except DomainError as refused:
        form.add_error(None, refused.message)
        return render(request, "bookings/cancel.html", context, status=409)
    messages.success(request, "La réservation est annulée, la salle est libre pour d’autres.")
    return redirect(found)


@requires(SIGNED_IN)
@require_http_methods(["POST"])
def attendance(request: HttpRequest, pk: Any) -> HttpResponse:
    """How many came, said by those whose booking it was."""
    found = _changeable(request, pk)
    form = AttendanceForm(request.POST)
    if not form.is_valid():
        return _draw(request, found, attendance_form=form, status=422)
    try:
        services.declare_attendance(
            booking=found, actor=person(request), present=form.cleaned_data["present"]
        )
    except DomainError as refused:
        form.add_error(None, refused.message)
        return _draw(request, found, attendance_form=form, status=409)
    messages.success(request, "Merci, c’est noté.")
    return redirect(found)


@requires(SIGNED_IN)
@require_GET
def calendar(request: HttpRequest, pk: Any) -> HttpResponse:
    """The booking as a calendar file."""
    found = _booking(request, pk)
    return HttpResponse(
        calendar_file(found),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="reservation.ics"'},
    )


@requires(SIGNED_IN)
@require_GET
def statement(request: HttpRequest) -> HttpResponse:
    """Give this year's bookings of one's organisations, for the treasurer's spreadsheet."""
    sheet = write_csv(*year_sheet(person(request)))
    return HttpResponse(
        sheet,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="reservations.csv"'},
    )


def _booking(request: HttpRequest, pk: Any) -> Booking:
    return get_object_or_404(Booking.objects.visible_to(request.user).with_rooms(), pk=pk)


def _changeable(request: HttpRequest, pk: Any) -> Booking:
    return get_object_or_404(Booking.objects.changeable_by(request.user).with_rooms(), pk=pk)


def _price(
    request: HttpRequest, found: Booking, form: ChangeForm, rows: Sequence[SpaceRowForm]
) -> HttpResponse:
    typed = form.is_valid() and all(row.is_filled for row in rows)
    price = if_changed(found, rooms_typed(found, form, rows)) if typed else None
    return render(request, "bookings/_price_answer.html", {"price": price})


def _facts(found: Booking) -> dict[str, Any]:
    row = found.booked_spaces.all()[0]
    first, last = clock.local(row.starts_at, found.zone), clock.local(row.ends_at, found.zone)
    return {
        "day": first.date(),
        "starts": first.time(),
        "ends": last.time(),
        "attendees": found.attendees,
        "title": found.title,
        "layout": found.layout,
        "is_public": found.is_public,
    }


def _draw(
    request: HttpRequest, found: Booking, *, attendance_form: AttendanceForm | None = None, status: int = 200
) -> HttpResponse:
    page = booking_page(found, request.user)
    context = {"page": page, "attendance_form": attendance_form or AttendanceForm()}
    return render(request, "bookings/booking.html", context, status=status)


def _draw_change(
    request: HttpRequest,
    found: Booking,
    form: ChangeForm,
    rows: Sequence[SpaceRowForm],
    *,
    status: int = 200,
    refused: BookingRefused | None = None,
) -> HttpResponse:
    context = {"page": booking_page(found, request.user), "form": form, "rows": rows}
    if refused is not None:
        context["refusal"] = {
            "title": "Cet horaire est déjà pris"
            if isinstance(refused, SlotRefused)
            else "Ce n’est pas possible",
            "lines": [str(refusal) for refusal in refused.refusals],
            "offers": _nearest(request, found, form),
        }
    return render(request, "bookings/change.html", context, status=status)


def _nearest(request: HttpRequest, found: Booking, form: ChangeForm) -> list[str]:
    cleaned = form.cleaned_data
    asker = Asker(found.organiser, found.organisation, person(request))
    wish = Wish(
        cleaned["start"], cleaned["end"], cleaned["attendees"], cleaned.get("layout", ""), space=form.space
    )
    return [offer.what for offer in alternatives(wish, found.place, asker, ignoring=found.claim_id)]

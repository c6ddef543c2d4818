from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bookings import services
from bookings.forms import AttendanceForm
from bookings.present.desk import Visit, WeekendSheet, weekend_sheet
from bookings.views.asking import person
from bookings.views.desk import DESK, desk_of
from people.access import requires
from spaces.errors import DomainError


@requires(DESK)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def weekend(request: HttpRequest) -> HttpResponse:
    """« Saisir la feuille du week-end »: one table, one button, only on the morning after."""
    sheet = weekend_sheet(desk_of(request), person(request))
    forms = {
        visit.booking.pk: AttendanceForm(
            request.POST if request.method == "POST" else None,
            prefix=visit.booking.pk.hex,
            initial={"present": visit.counted, "seen": visit.counted},
        )
        for visit in sheet.visits
    }
    if request.method == "POST":
        wrong = [_enter(request, visit, forms[visit.booking.pk]) for visit in sheet.visits]
        if not any(wrong):
            messages.success(request, "La feuille du week-end est enregistrée.")
            return redirect("bookings:desk")
    return _draw(request, sheet, forms, status=422 if request.method == "POST" else 200)


def _enter(request: HttpRequest, visit: Visit, form: AttendanceForm) -> bool:
    """Note one line unless it was left blank or as it was; True when it is refused, which the line says."""
    typed = request.POST.get(form.add_prefix("present"), "").strip()
    if typed in ("", visit.counted):
        form.errors.clear()
        return False
    if not form.is_valid():
        return True
    try:
        services.declare_attendance(
            booking=visit.booking,
            actor=person(request),
            present=form.cleaned_data["present"],
            seen=form.cleaned_data["seen"],
        )
    except DomainError as refused:
        form.add_error("present", refused.message)
        return True
    return False


def _draw(request: HttpRequest, sheet: WeekendSheet, forms: dict, *, status: int) -> HttpResponse:
    rows = [(visit, forms[visit.booking.pk]) for visit in sheet.visits]
    return render(request, "bookings/weekend.html", {"sheet": sheet, "rows": rows}, status=status)

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

import clock
from bookings import day_sheets
from bookings.services.presence import choose_day_sheet
from bookings.views.asking import person
from bookings.views.desk import DESK, desk_of
from people.access import requires


@requires(DESK)
@never_cache
@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """The sheet of today, to print."""
    place = desk_of(request)
    name = f"feuille-{clock.today(place.zone).isoformat()}.pdf"
    return HttpResponse(
        day_sheets.printed(place, person(request)),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


@requires(DESK)
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Get the sheet by mail at half past seven, or no longer."""
    wanted = request.POST.get("wanted") == "1"
    choose_day_sheet(place=desk_of(request), actor=person(request), is_wanted=wanted)
    messages.success(
        request,
        "La feuille du jour vous sera envoyée à 7 h 30."
        if wanted
        else "La feuille ne vous est plus envoyée.",
    )
    return redirect("bookings:desk")

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

import clock
from bookings.availability import rooms_of
from bookings.forms import PlanningForm
from bookings.present.planning import equipment_of, planning
from people.access import PUBLIC, requires
from spaces.models import Place


@requires(PUBLIC)
@require_GET
def day(request: HttpRequest) -> HttpResponse:
    """A day, room by room. Titles only for those who may read them."""
    place = Place.objects.front()
    if place is None:
        raise Http404
    rooms = rooms_of(place)
    floors = {str(room.floor_id): room.floor.name for room in rooms if room.floor}
    equipment = sorted({item for room in rooms for item in equipment_of(room)})
    form = PlanningForm(request.GET or None, place=place, floors=list(floors.items()), equipment=equipment)
    filters = form.cleaned_data if form.is_bound and form.is_valid() else {}
    chosen = filters.get("jour") or clock.today(place.zone)
    shown = planning(place, chosen, request.user, filters)
    context = {
        "form": form,
        "day": shown,
        "place": place,
        "plate": shown.plate,
        "facts": [shown.free_soon] if shown.free_soon else [],
    }
    return render(request, "bookings/planning.html", context)

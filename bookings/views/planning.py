from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

import clock
from bookings.availability import rooms_of
from bookings.forms import PlanningForm
from bookings.present.planning import planning
from bookings.present.week import week
from bookings.views.moving import just_moved
from people.access import PUBLIC, requires
from spaces.models import Place


@requires(PUBLIC)
@require_GET
def planning_page(request: HttpRequest) -> HttpResponse:
    """A day or a week, room by room. Titles only for those who may read them."""
    place = Place.objects.front()
    if place is None:
        raise Http404
    form = PlanningForm(request.GET, rooms=rooms_of(place))
    form.is_valid()
    filters = form.cleaned_data
    chosen = filters.get("jour") or clock.today(place.zone)
    context = {
        "form": form,
        "place": place,
        "by_week": filters.get("vue") == "semaine",
        "chosen": chosen,
        "moved": just_moved(request),
    }
    if context["by_week"]:
        shown = week(place, chosen, request.user, filters)
        return render(request, "bookings/planning.html", {**context, "shown": shown})
    day = planning(place, chosen, request.user, filters)
    facts = [day.free] if day.free else []
    return render(
        request, "bookings/planning.html", {**context, "shown": day, "plate": day.plate, "facts": facts}
    )

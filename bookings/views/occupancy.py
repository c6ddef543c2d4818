"""The page of figures in the back office, and its spreadsheet."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

import clock
import sheets
from bookings.forms.occupancy import OccupancyForm
from bookings.measures import measure
from bookings.occupancy import grouped
from bookings.occupancy_page import COLUMNS, report, table
from bookings.policies import manages_a_place
from people.access import known, requires
from spaces.models import Place

FORMATS = {
    "csv": ("text/csv; charset=utf-8", sheets.write_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", sheets.write_xlsx),
}


@requires(manages_a_place)
@require_GET
def occupancy(request: HttpRequest) -> HttpResponse:
    """The rates of one place one manages: this month unless a period is asked."""
    form = OccupancyForm(_asked(request), asker=known(request))
    if not form.is_valid():
        return render(request, "bookings/gestion/occupancy.html", {"form": form}, status=422)
    place, axis = form.cleaned_data["lieu"], form.cleaned_data["par"]
    start, end = form.period
    if request.GET.get("format") in FORMATS:
        kind = request.GET["format"]
        content_type, write = FORMATS[kind]
        measures = measure(place, start, end)
        content = write(COLUMNS, table({"": measures} | grouped(measures, axis)))
        name = f"occupation-{place.slug}-{start}-{form.cleaned_data['au']}.{kind}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(content, content_type=content_type, headers=headers)
    context = {"form": form, "place": place, "report": report(place, start, end, axis), "asked": form.data}
    return render(request, "bookings/gestion/occupancy.html", context)


def _asked(request: HttpRequest) -> dict[str, str]:
    """What was asked, completed by this month in the first place one manages."""
    place = Place.objects.managed_by(request.user).first()
    today = clock.today(place.zone) if place else clock.now().date()
    defaults = {
        "lieu": place.slug if place else "",
        "du": today.replace(day=1).isoformat(),
        "au": today.isoformat(),
        "par": "floor",
    }
    return {key: request.GET.get(key) or default for key, default in defaults.items()}

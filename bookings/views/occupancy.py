"""The pages of figures in the back office, and their spreadsheet."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

import clock
import sheets
from bookings.behind import PAGE, behind
from bookings.forms.occupancy import OccupancyForm
from bookings.occupancy_page import COLUMNS, figures_by, report, table
from people.access import known, requires
from spaces.models import Place
from spaces.policies import manages_a_place

FORMATS = {
    "csv": ("text/csv; charset=utf-8", sheets.write_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", sheets.write_xlsx),
}
MOST_PAGES = 100_000


@requires(manages_a_place)
@require_GET
def occupancy(request: HttpRequest) -> HttpResponse:
    """The rates of one place one manages, or of a part of it: this month unless a period is asked."""
    form = OccupancyForm(_asked(request), asker=known(request))
    if not form.is_valid():
        return render(request, "bookings/gestion/occupancy.html", {"form": form}, status=422)
    place, scope, axis = form.cleaned_data["lieu"], form.cleaned_data["dans"], form.cleaned_data["par"]
    start, end = form.period
    if request.GET.get("format") in FORMATS:
        name = f"occupation-{place.slug}-{start}-{form.cleaned_data['au']}"
        rows = table(figures_by(place, start, end, axis, scope))
        return spreadsheet(name, request.GET["format"], COLUMNS, rows)
    found = report(place, start, end, axis, scope=scope, than=form.than)
    return render(
        request, "bookings/gestion/occupancy.html", _context(form, place, scope) | {"report": found}
    )


@requires(manages_a_place)
@require_GET
def occupancy_rows(request: HttpRequest) -> HttpResponse:
    """The bookings behind the rates of a period, and the sum that makes the numerator."""
    form = OccupancyForm(_asked(request), asker=known(request))
    if not form.is_valid():
        return render(request, "bookings/gestion/occupancy.html", {"form": form}, status=422)
    place, scope = form.cleaned_data["lieu"], form.cleaned_data["dans"]
    asked = request.GET.get("page", "1")
    page = min(int(asked), MOST_PAGES) if asked.isascii() and asked.isdigit() and int(asked) else 1
    found = behind(place, *form.period, scope.spaces, page=page)
    context = _context(form, place, scope) | {
        "found": found,
        "number": page,
        "has_next": page * PAGE < found.count,
    }
    return render(request, "bookings/gestion/occupancy_rows.html", context)


def spreadsheet(name: str, kind: str, heads: list[str], rows: list[list[Any]]) -> HttpResponse:
    """A file of one of FORMATS to download."""
    content_type, write = FORMATS[kind]
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return HttpResponse(write(heads, rows), content_type=content_type, headers=headers)


def _context(form: OccupancyForm, place: Place, scope: Any) -> dict[str, Any]:
    query = QueryDict(mutable=True)
    query.update({key: value for key, value in form.data.items() if value and key != "dans"})
    return {
        "form": form,
        "place": place,
        "scope": scope,
        # Without the scope, which links set themselves.
        "query": query.urlencode(),
        "page_address": reverse("occupancy"),
        "rows_address": reverse("occupancy_rows"),
    }


def _asked(request: HttpRequest) -> dict[str, str]:
    """What was asked, completed by this month in the first place one manages."""
    place = Place.objects.managed_by(request.user).first()
    today = clock.today(place.zone) if place else clock.now().date()
    defaults = {
        "lieu": place.slug if place else "",
        "du": today.replace(day=1).isoformat(),
        "au": today.isoformat(),
        "par": "floor",
        "face": "before",
        "depuis": "",
        "dans": "",
    }
    return {key: request.GET.get(key) or default for key, default in defaults.items()}

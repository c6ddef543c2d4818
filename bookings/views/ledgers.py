"""The pages of agreements and of value lent in the back office, and their spreadsheets."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

import clock
from bookings.forms.ledgers import PlaceForm, YearForm
from bookings.lent import lent, over_in, total
from bookings.models import Booking
from bookings.present.ledgers import LENT_HEADS, TENANCY_HEADS, lent_rows, tenancy_rows
from bookings.tenancy import overview
from bookings.views.occupancy import FORMATS, spreadsheet
from people.access import known, requires
from spaces.models import Place
from spaces.policies import manages_a_place

SHOWN = 200


@requires(manages_a_place)
@require_GET
def tenancy(request: HttpRequest) -> HttpResponse:
    """Who holds what, since when, until when, at which price; what is vacant; the twelve months ahead."""
    form = PlaceForm(_with_a_place(request), asker=known(request))
    if not form.is_valid():
        return render(request, "bookings/gestion/tenancy.html", {"form": form}, status=422)
    place = form.cleaned_data["lieu"]
    found = overview(place, clock.today(place.zone), request.user)
    if request.GET.get("format") in FORMATS:
        name = f"conventions-{place.slug}-{found.today}"
        return spreadsheet(name, request.GET["format"], TENANCY_HEADS, tenancy_rows(found))
    return render(request, "bookings/gestion/tenancy.html", {"form": form, "place": place, "found": found})


@requires(manages_a_place)
@require_GET
def value_lent(request: HttpRequest) -> HttpResponse:
    """What the house lent in a year, organisation by organisation, with the bookings behind each."""
    form = YearForm(_with_a_place(request), asker=known(request))
    if not form.is_valid():
        return render(request, "bookings/gestion/lent.html", {"form": form}, status=422)
    place, year = form.cleaned_data["lieu"], form.cleaned_data["annee"]
    rows = lent(place, year)
    if request.GET.get("format") in FORMATS:
        return spreadsheet(f"prete-{place.slug}-{year}", request.GET["format"], LENT_HEADS, lent_rows(rows))
    context: dict[str, Any] = {"form": form, "place": place, "year": year, "rows": rows, "total": total(rows)}
    if behind := form.cleaned_data["structure"]:
        bookings = over_in(Booking.objects.filter(place=place, organisation=behind), year, place.zone)
        context |= {"organisation": behind, "bookings": bookings.with_rooms()[:SHOWN], "most": SHOWN}
    return render(request, "bookings/gestion/lent.html", context)


def _with_a_place(request: HttpRequest) -> dict[str, str]:
    """What was asked, completed by the first place one manages and by this year."""
    place = Place.objects.managed_by(request.user).first()
    year = str(clock.today(place.zone).year) if place else ""
    asked = {"lieu": place.slug if place else "", "annee": year, "structure": ""}
    return {key: request.GET.get(key) or default for key, default in asked.items()}

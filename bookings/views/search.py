from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

import clock
from bookings.availability import Offer, Wish, alternatives, search
from bookings.forms import SearchForm
from bookings.present.house import address
from bookings.views.asking import asker_of, organisations_of
from people.access import PUBLIC, requires
from spaces.models import Place

INTRO = ["Dites quand et combien vous serez : la maison répond avec ce qui est libre et le prix pour vous."]


@requires(PUBLIC)
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """When, how long, how many: the free rooms with their price, each a tap from being booked."""
    place = Place.objects.front()
    if place is None:
        raise Http404
    asked = "day" in request.GET
    form = SearchForm(request.GET, place=place) if asked else SearchForm(initial=_usual(place), place=place)
    context: dict[str, Any] = {"form": form, "asked": asked, "place": place, "intro": INTRO}
    if asked and form.is_valid():
        wish = form.wish()
        organisations = organisations_of(request)
        asker = asker_of(request, organisations[0] if organisations else None)
        offers = search(wish, place, asker)
        context["offers"] = [_shown(offer, wish) for offer in offers]
        context["organisation"] = asker.organisation if asker else None
        if not offers:
            context["nearest"] = [_shown(offer, wish) for offer in alternatives(wish, place, asker)]
    return render(request, "bookings/search.html", context, status=422 if asked and form.errors else 200)


def _usual(place: Place) -> dict[str, Any]:
    """The next whole hour, for a few people."""
    now = clock.local(clock.now(), place.zone)
    start = clock.local(clock.now().replace(minute=0, second=0, microsecond=0), place.zone)
    hour = min(max(start.hour + 1, 9), 20)
    return {"day": now.date(), "starts": start.time().replace(hour=hour), "attendees": 6}


def _shown(offer: Offer, wish: Wish) -> dict[str, Any]:
    zone = offer.space.place.zone
    first, last = clock.local(offer.start, zone), clock.local(offer.end, zone)
    query = {
        "jour": first.date().isoformat(),
        "de": f"{first:%H:%M}",
        "a": f"{last:%H:%M}",
        "nombre": wish.attendees,
    }
    if wish.layout:
        query["disposition"] = wish.layout
    return {
        "offer": offer,
        "space": offer.space,
        "href": f"{address(offer.space)}?{urlencode(query)}#reserver",
    }

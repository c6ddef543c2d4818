from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.views.decorators.http import require_GET

import clock
from bookings.availability import search
from bookings.forms import SearchForm
from bookings.nearest import nearest
from bookings.present.again import again_link, last_time
from bookings.present.offers import shown_nearest, shown_offers
from bookings.present.opening import closed_at
from bookings.views.asking import asker_of, organisations_of
from people.access import PUBLIC, requires
from spaces.models import Place
from spaces.policies import manages
from spaces.wording import moments

MOST_SHOWN = 24
FIRST_HOUR, LAST_HOUR = 9, 20
INTRO = ["Dites quand et combien vous serez : la maison répond avec ce qui est libre et le prix pour vous."]


@requires(PUBLIC)
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """When, how long, how many: the free rooms with their price, each a tap from being booked. Before anybody has
    asked, what is free at the next hour.
    """
    place = Place.objects.front()
    if place is None:
        raise Http404
    asked = "day" in request.GET
    form = SearchForm(request.GET if asked else _usual(place), place=place)
    last = last_time(request.user)
    context: dict[str, Any] = {
        "last": last,
        "again": again_link(last) if last else "",
        "form": form,
        "asked": asked,
        "place": place,
        "intro": INTRO,
    }
    if form.is_valid():
        wish = form.wish()
        organisations = organisations_of(request)
        asker = asker_of(request, organisations[0] if organisations else None)
        offers = search(wish, place, asker)
        if offers or asked:
            context["offers"] = shown_offers(offers[:MOST_SHOWN], wish)
        context["more"] = max(0, len(offers) - MOST_SHOWN)
        context["when"] = capfirst(moments(wish.start, wish.end, place.zone))
        starts, ends = (clock.local(at, place.zone) for at in (wish.start, wish.end))
        context["hours"] = {"jour": f"{starts:%Y-%m-%d}", "de": f"{starts:%H:%M}", "a": f"{ends:%H:%M}"}
        context["organisation"] = asker.organisation if asker else None
        context["alone"] = asker is not None and not asker.organisation and not manages(asker.actor, place)
        if asked and not offers:
            context["closed"] = closed_at(wish, place, request.GET.dict())
            context["nearest"] = shown_nearest(nearest(wish, place, asker), wish)
    return render(request, "bookings/search.html", context, status=422 if asked and form.errors else 200)


def _usual(place: Place) -> dict[str, Any]:
    """The next whole hour of a day as people live it, for a few people."""
    now = clock.local(clock.now(), place.zone)
    day, hour = now.date(), max(now.hour + 1, FIRST_HOUR)
    if hour > LAST_HOUR:
        day, hour = day + timedelta(days=1), FIRST_HOUR
    return {"day": day, "starts": f"{hour:02}:00", "length": "120", "attendees": 6}

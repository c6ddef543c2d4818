"""What a page of several spaces begins with, and what comes nearest when it is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import QueryDict

import clock
from bookings.availability import Wish, alternatives, free_intervals
from bookings.checks import Asker
from bookings.forms.together import MOST_ROWS, TogetherForm, typed_rows
from bookings.present.again import facts_like, rows_like
from bookings.rooms import end_of
from spaces.holds import Hold
from spaces.hours import local_days
from spaces.models import Place

if TYPE_CHECKING:
    from people.access import Visitor

ASKED = {"nombre": "attendees", "disposition": "layout"}
TWO = 2


def rows_asked(query: QueryDict, user: Visitor, place: Place) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The lines and the facts that an address begins with: rooms ticked in a search, or a booking done before."""
    if like := facts_like(query.get("comme", ""), user):
        return rows_like(query.get("comme", ""), user, place), like
    facts = {name: query[key] for key, name in ASKED.items() if query.get(key)}
    hours = {name: query.get(key, "") for name, key in (("day", "jour"), ("starts", "de"), ("ends", "a"))}
    if not hours["day"]:
        hours["day"] = clock.today(place.zone).isoformat()
    chosen = query.getlist("espace")[:MOST_ROWS]
    blank = [""] * max(0, TWO - len(chosen))
    return typed_rows(query) or [{"space": pk, **hours} for pk in [*chosen, *blank]], facts


def nearest_for(form: TogetherForm, place: Place, asker: Asker | None) -> list[dict[str, str]]:
    """For each line whose space is not free as asked, what comes nearest, to be put in its place with one tap."""
    found = []
    attendees = form.cleaned_data["attendees"]
    for index, hold in enumerate(form.holds):
        wish = Wish(hold.start, end_of(hold), hold.seats or attendees, space=hold.space)
        if wish.end <= wish.start or _is_free(hold, wish, place):
            continue
        found += [
            {
                "for": hold.space.name,
                "number": offer.space.door_number,
                "what": offer.what,
                "why": offer.why,
                "take": f"{index}|{offer.space.pk}|{offer.start.isoformat()}|{offer.end.isoformat()}",
            }
            for offer in alternatives(wish, place, asker)
        ]
    return found


def _is_free(hold: Hold, wish: Wish, place: Place) -> bool:
    first, last = local_days(place, wish.start, wish.end)
    slots = free_intervals([hold.space], first, last, wanted=wish.attendees)[hold.space.pk]
    return any(slot.start <= wish.start and wish.end <= slot.end for slot in slots)

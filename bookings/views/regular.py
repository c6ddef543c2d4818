from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

import clock
from bookings import agenda
from bookings.agenda import Occurrence, Plan, SeriesUndecided
from bookings.checks import Asker
from bookings.errors import BookingRefused, NotAllowed
from bookings.forms.regular import ELSEWHERE, MOVE, DateForm, RegularForm, decided_in, prefix_of, usual_end
from bookings.models import BookingSeries
from bookings.present.house import address
from bookings.present.price import shown
from bookings.present.regular import answer_to_come
from bookings.present.regular import dates as said
from bookings.services.series import cost_of, create_series, just_made
from bookings.views.asking import FORGET, organisations_of
from people.access import SIGNED_IN, known, requires
from spaces.models import Space

WRITE = "reserver"
EVENING = time(18)
TYPED = ("day", "starts", "ends", "organisation", "attendees", "title", "layout")


@requires(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def regular(request: HttpRequest, place: str, space: str) -> HttpResponse:
    """A regular booking: say the rhythm, look at each date, decide of those in trouble, book them all."""
    rooms = Space.objects.visible_to(request.user).bookable().select_related("place", "floor")
    room = get_object_or_404(rooms.prefetch_related("layouts"), place__slug=place, slug=space)
    if request.method != "POST":
        return _draw(request, room, _blank(request, room))
    if "depuis" in request.POST:
        return _draw(request, room, _blank(request, room, typed=request.POST))
    form = RegularForm(request.POST, space=room, organisations=organisations_of(request))
    if not form.is_valid():
        return _draw(request, room, form, status=422)
    plan: Plan = form.cleaned_data["plan"]
    others = _other_rooms(request, room, form.cleaned_data["attendees"])
    decided = decided_in(request.POST, plan.recurrence.days(), others)
    plan = replace(plan, choices={day: decision.choice() for day, decision in decided.items()})
    is_clear = all(decision.is_valid() for decision in decided.values())
    if WRITE in request.POST and is_clear:
        return _write(request, room, form, plan, others)
    asker = Asker(known(request), form.cleaned_data.get("organisation"), known(request))
    status = 200 if is_clear else 422
    return _draw(request, room, form, dates=agenda.preview(plan, asker), others=others, status=status)


def _write(
    request: HttpRequest, room: Space, form: RegularForm, plan: Plan, others: list[Space]
) -> HttpResponse:
    try:
        series = create_series(
            organiser=known(request),
            plan=plan,
            title=form.cleaned_data["title"],
            organisation=form.cleaned_data.get("organisation"),
        )
    except SeriesUndecided as undecided:
        made = just_made(plan, organiser=known(request), title=form.cleaned_data["title"])
        if made:
            messages.info(request, "C’était déjà fait : voici vos dates.")
            return redirect(_dates(made))
        return _draw(request, room, form, dates=undecided.occurrences, others=others, status=409)
    except (BookingRefused, NotAllowed) as refused:
        form.add_error(None, refused.message)
        return _draw(request, room, form, status=409)
    waits = answer_to_come(series)
    done = "demandé" if waits else "réservé"
    messages.success(request, f"C’est {done} : {said(series.bookings.count())}.{waits}")
    return redirect(_dates(series))


def _dates(series: BookingSeries) -> str:
    return reverse("bookings:series", args=[series.pk], query={FORGET: "oui"})


def _other_rooms(request: HttpRequest, room: Space, attendees: int) -> list[Space]:
    rooms = (
        Space.objects.visible_to(request.user).bookable().filter(place=room.place, seat_count__isnull=True)
    )
    return list(rooms.with_capacity(attendees).exclude(pk=room.pk).order_by("name"))


def _blank(request: HttpRequest, room: Space, typed: QueryDict | None = None) -> RegularForm:
    """A form to fill, with what was already typed to book once."""
    organisations = organisations_of(request)
    now = clock.local(clock.now(), room.place.zone)
    first = now.date() if now.time() < EVENING else now.date() + timedelta(days=1)
    return RegularForm(
        initial={
            "day": first,
            "starts": EVENING,
            "ends": "20:00",
            "until": usual_end(first),
            "organisation": organisations[0].pk if organisations else None,
            **({name: typed[name] for name in TYPED if typed.get(name)} if typed else {}),
        },
        space=room,
        organisations=organisations,
    )


def _draw(
    request: HttpRequest,
    room: Space,
    form: RegularForm,
    *,
    dates: list[Occurrence] | None = None,
    others: list[Space] | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = [_row(request, row, others or []) for row in dates or []]
    blocked = sum(1 for row in rows if row["blocked"])
    free = sum(1 for row in dates or [] if row.stands)
    context = {
        "form": form,
        "space": room,
        "address": address(room),
        "rows": rows,
        "blocked": blocked,
        "free": free,
        "price": shown(cost_of(dates, form.cleaned_data.get("organisation")), is_known=True)
        if dates and free
        else None,
        "facts": [f"{room.name}, plusieurs fois"],
    }
    return render(request, "bookings/regular.html", context, status=status)


def _row(request: HttpRequest, row: Occurrence, others: list[Space]) -> dict[str, Any]:
    prefix = prefix_of(row.day)
    came_back = f"{prefix}-act" in request.POST
    form = DateForm(request.POST if came_back else None, prefix=prefix, rooms=others)
    if row.is_blocked:
        form.cannot_be_kept()
    return {
        "occurrence": row,
        "form": form,
        "blocked": row.is_blocked,
        "detailed": row.is_blocked or form["act"].value() in (MOVE, ELSEWHERE),
        "room": row.hold.space,
    }

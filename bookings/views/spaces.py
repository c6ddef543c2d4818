from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.forms import ModelChoiceField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date, parse_time
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bookings import services
from bookings.availability import Offer, Wish, alternatives
from bookings.errors import BookingRefused, KeyReused, NotAllowed, SlotRefused, StrangeTime
from bookings.forms import BookingForm
from bookings.forms.stay import StayForm
from bookings.nearest import LASTING
from bookings.present.again import facts_like, rows_like
from bookings.present.house import address, house
from bookings.present.price import shown
from bookings.present.room import proposed, room_page
from bookings.services.booking import price
from bookings.views.asking import asker_of, organisations_of, person, send_to_sign_in, typed_before
from bookings.wallclock import FIRST, period
from people.access import PUBLIC, SHARED, requires
from spaces.holds import Hold
from spaces.models import Place, Space
from spaces.photographs import hang
from spaces.wording import DAYS, hour


@requires(PUBLIC)
@require_GET
def house_index(request: HttpRequest) -> HttpResponse:
    """The house, floor by floor, with the number on each door."""
    place = Place.objects.front()
    if place is None:
        raise Http404
    return render(request, "bookings/house.html", {"house": house(place)})


@requires(PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def space_page(request: HttpRequest, place: str, space: str) -> HttpResponse:
    """A room: the way, what it takes, its price, and the form that books it."""
    room = room_or_404(request, place, space)
    if request.method == "POST":
        if not request.user.is_authenticated:
            return send_to_sign_in(request)
        return _book(request, room)
    typed = typed_before(request)
    form = room_form(request, room, data=typed) if typed else room_form(request, room)
    return draw_room(request, room, form)


@requires(PUBLIC)
@require_POST
def price_panel(request: HttpRequest, place: str, space: str) -> HttpResponse:
    """« Pourquoi ce prix » for what is in the form now; asked again by the page as one types."""
    room = room_or_404(request, place, space)
    form = room_form(request, room, data=request.POST)
    return render(request, "bookings/_price_answer.html", {"price": price_of(request, room, form)})


def room_or_404(request: HttpRequest, place: str, space: str) -> Space:
    rooms = Space.objects.visible_to(request.user).select_related("place", "floor__building")
    return get_object_or_404(rooms.prefetch_related("layouts"), place__slug=place, slug=space)


def room_form(request: HttpRequest, room: Space, data: Any = None) -> BookingForm:
    organisations = organisations_of(request)
    if data is not None:
        return BookingForm(data, space=room, organisations=organisations)
    initial = {"key": uuid4(), "organisation": organisations[0].pk if organisations else None}
    return BookingForm(
        initial=initial | _like_before(request, room) | _asked(request),
        space=room,
        organisations=organisations,
    )


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What the address fills in: a day, two hours, how many. Nonsense is left out."""
    query = request.GET
    readers = {"day": ("jour", parse_date), "starts": ("de", parse_time), "ends": ("a", parse_time)}
    asked: dict[str, Any] = {}
    for name, (key, read) in readers.items():
        try:
            asked[name] = read(query.get(key, ""))
        except ValueError:
            continue
    if query.get("nombre", "").isdecimal():
        asked["attendees"] = int(query["nombre"][:5])
    if query.get("disposition"):
        asked["layout"] = query["disposition"]
    return {name: value for name, value in asked.items() if value is not None}


def _like_before(request: HttpRequest, room: Space) -> dict[str, Any]:
    """What « Réserver à nouveau » fills in: everything, at the same hour of a week to come."""
    pk = request.GET.get("comme", "")
    rows = [row for row in rows_like(pk, request.user, room.place) if row["space"] == room.pk]
    if not rows:
        return {}
    hours: dict[str, Any] = {"day": parse_date(rows[0]["day"])}
    hours |= {name: parse_time(rows[0][name]) for name in ("starts", "ends")}
    return facts_like(pk, request.user) | hours


def _book(request: HttpRequest, room: Space) -> HttpResponse:
    form = room_form(request, room, data=request.POST)
    if not form.is_valid():
        return draw_room(request, room, form, status=422)
    try:
        booking = services.book(
            organiser=person(request),
            organisation=form.cleaned_data.get("organisation"),
            rooms=[form.hold()],
            idempotency_key=form.cleaned_data["key"],
            **form.facts(),
        )
    except KeyReused as reused:
        messages.info(request, reused.message)
        return draw_room(request, room, _renewed(request, room), status=409)
    except NotAllowed as refused:
        form.add_error(None, refused.message)
        return draw_room(request, room, form, status=403)
    except BookingRefused as refused:
        return draw_room(request, room, form, status=409, refused=refused)
    return redirect(booking)


def _renewed(request: HttpRequest, room: Space) -> BookingForm:
    data = request.POST.copy()
    data["key"] = str(uuid4())
    return room_form(request, room, data=data)


def draw_room(
    request: HttpRequest,
    room: Space,
    form: BookingForm,
    *,
    status: int = 200,
    refused: BookingRefused | None = None,
) -> HttpResponse:
    page = room_page(room)
    hang([room])
    if not form.is_bound and "day" not in form.initial:
        form.initial = {**form.initial, **proposed(page)}
    context = {
        "page": page,
        "form": form,
        "shared_computer": request.session.get(SHARED, False),
        "price": price_of(request, room, form),
        "address": address(room),
        "price_address": reverse("bookings:price", args=[room.place.slug, room.slug]),
        # Who comes for the form finds it first; who comes for the room finds the room.
        "asked": not {"jour", "comme"}.isdisjoint(request.GET),
        "refusal": _refusal(request, room, form, refused) if refused else None,
    }
    return render(request, "bookings/space.html", context, status=status)


def _refusal(request: HttpRequest, room: Space, form: BookingForm, refused: BookingRefused) -> dict[str, Any]:
    """Why, and what comes nearest, each one tap away."""
    cleaned = form.cleaned_data
    wish = Wish(cleaned["start"], cleaned["end"], cleaned["attendees"], cleaned.get("layout", ""), space=room)
    offers = []
    if cleaned["start"] < cleaned["end"]:
        offers = alternatives(wish, room.place, asker_of(request, cleaned.get("organisation")))
    taken = isinstance(refused, SlotRefused)
    return {
        "wait": reverse("bookings:wait", args=[room.place.slug, room.slug]) if taken else "",
        "title": refused.refusals[0].message
        if taken
        else "Cette réservation n’est pas possible telle quelle",
        "lines": [] if taken else [str(refusal) for refusal in refused.refusals],
        "offers": [_option(offer, room, wish) for offer in offers],
        "lasts": any(refusal.rule in LASTING for refusal in refused.refusals),
    }


def _option(offer: Offer, room: Space, wish: Wish) -> dict[str, str]:
    local = offer.start.astimezone(room.place.zone)
    same_day = local.date() == wish.start.astimezone(room.place.zone).date()
    label = f"Prendre {hour(local)}" if same_day else f"Prendre {DAYS[local.weekday()]}"
    if offer.space != room:
        label = (
            f"Prendre la porte {offer.space.door_number}"
            if offer.space.door_number
            else "Prendre cette salle"
        )
    return {
        "number": offer.space.door_number,
        "what": offer.what,
        "why": offer.why,
        "label": label,
        "action": address(offer.space),
        "take": f"{offer.start.isoformat()}|{offer.end.isoformat()}",
    }


def price_of(request: HttpRequest, room: Space, form: StayForm) -> dict[str, Any] | None:
    """The price of what the form says now, or None while it does not say enough."""
    stay = _stay(form)
    if stay is None:
        return None
    quote = price([Hold(room, *stay, seats=_seats(room, form))], room.place, _organisation(form))
    return shown(quote, is_known=request.user.is_authenticated)


def _seats(room: Space, form: StayForm) -> int | None:
    """A shared room is paid by the seat."""
    if room.seat_count is None:
        return None
    asked = form.cleaned_data.get("attendees") if form.is_bound else form.initial.get("attendees")
    return asked or 1


def _stay(form: StayForm) -> tuple[datetime, datetime] | None:
    if form.is_bound:
        form.is_valid()
        start, end = form.cleaned_data.get("start"), form.cleaned_data.get("end")
        return (start, end) if start and end and end > start else None
    day, starts, ends = (form.initial.get(name) for name in ("day", "starts", "ends"))
    if day is None or starts is None or ends is None or starts == ends:
        return None
    try:
        return period(day, starts, ends, form.place.zone, which=FIRST)
    except (StrangeTime, OverflowError):
        return None


def _organisation(form: StayForm) -> Any:
    if form.is_bound:
        return form.cleaned_data.get("organisation")
    field = form.fields.get("organisation")
    chosen = form.initial.get("organisation")
    if not isinstance(field, ModelChoiceField) or field.queryset is None:
        return None
    return field.queryset.filter(pk=chosen).first()

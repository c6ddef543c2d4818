from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from bookings import services
from bookings.checks import rules_of
from bookings.errors import AlreadyDecided
from bookings.forms.visitor import VisitorForm, VisitorStayForm
from bookings.models import VisitorRequest
from bookings.present.price import if_changed
from bookings.present.visitors import first_hours, stay_of, visitor_page
from bookings.private_links import request_named_by
from bookings.views.spaces import price_of
from people.access import PUBLIC, requires
from people.secret_pages import secret
from people.throttle import TOO_MANY_IN_AN_HOUR, within_pace
from spaces.errors import DomainError
from spaces.models import Space

REQUESTS_AN_HOUR = 5


@requires(PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, place: str, space: str) -> HttpResponse:
    """Ask for a room with a name and an e-mail; the mailbox confirms."""
    rooms = Space.objects.visible_to(request.user).select_related("place", "floor__building")
    room = get_object_or_404(rooms.prefetch_related("layouts"), place__slug=place, slug=space)
    if not services.takes_visitors(room):
        raise Http404
    if request.method != "POST":
        return _ask(request, room, VisitorForm(space=room, initial=first_hours(room, request.GET)))
    form = VisitorForm(request.POST, space=room)
    if form.is_from_a_machine:
        return redirect("/")
    if not form.is_valid():
        return _ask(request, room, form, status=422)
    cleaned = form.cleaned_data
    if not within_pace(request, "visitor", times=REQUESTS_AN_HOUR, mailbox=cleaned["email"]):
        form.add_error(None, TOO_MANY_IN_AN_HOUR)
        return _ask(request, room, form, status=429)
    try:
        services.ask_as_visitor(
            room=form.hold(),
            name=cleaned["name"],
            email=cleaned["email"],
            phone=cleaned["phone"],
            title=cleaned["title"],
            attendees=cleaned["attendees"],
            layout=cleaned.get("layout", ""),
        )
    except DomainError as refused:
        messages.error(request, refused.message)
        return _ask(request, room, form, status=409)
    return render(request, "bookings/visitor_sent.html", {"room": room, "email": cleaned["email"]})


@requires(PUBLIC)
@secret
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, token: str) -> HttpResponse:
    """One's request and then one's booking, by the private link. Opening it changes nothing."""
    asked = request_named_by(token)
    if asked is None:
        raise Http404
    if request.method != "POST":
        return _draw(request, asked)
    if "prix" in request.POST:
        return _price(request, asked)
    deed = DEEDS.get(request.POST.get("deed", ""), _confirm)
    try:
        told = deed(request, asked)
    except DomainError as refused:
        messages.error(request, refused.message)
        return _draw(request, request_named_by(token) or asked, status=409)
    if not isinstance(told, str):
        return _draw(request, asked, form=told, status=422)
    messages.success(request, told)
    return redirect(request.path)


def _confirm(request: HttpRequest, asked: VisitorRequest) -> str:
    booking = services.confirm_request(request=asked)
    if booking.status == "pending":
        return "Votre demande est confirmée. Une personne du lieu doit encore la valider."
    return "C’est réservé. Gardez cette page, elle sert à changer ou à annuler."


def _cancel(request: HttpRequest, asked: VisitorRequest) -> str:
    booking = _booking_of(asked)
    services.cancel(booking=booking, actor=booking.organiser, reason="Annulée par le lien privé.")
    return "C’est annulé, la salle est libre pour d’autres."


def _change(request: HttpRequest, asked: VisitorRequest) -> str | VisitorStayForm:
    booking = _booking_of(asked)
    form = VisitorStayForm(request.POST, space=asked.where)
    if not form.is_valid():
        return form
    services.reschedule(
        booking=booking,
        actor=booking.organiser,
        rooms=[form.hold()],
        attendees=form.cleaned_data["attendees"],
        layout=form.cleaned_data.get("layout", ""),
    )
    return "C’est changé. Un courriel vous le confirme."


def _price(request: HttpRequest, asked: VisitorRequest) -> HttpResponse:
    form = VisitorStayForm(request.POST, space=asked.where)
    price = if_changed(_booking_of(asked), [form.hold()]) if asked.booking and form.is_valid() else None
    return render(request, "bookings/_price_answer.html", {"price": price})


def _arrive(request: HttpRequest, asked: VisitorRequest) -> str:
    booking = _booking_of(asked)
    services.confirm_arrival(booking=booking, actor=booking.organiser)
    return "Bienvenue, votre arrivée est notée."


DEEDS = {"confirm": _confirm, "cancel": _cancel, "change": _change, "arrive": _arrive}


def _booking_of(asked: VisitorRequest) -> Any:
    if asked.booking is None:
        raise AlreadyDecided("Confirmez d’abord votre demande.")
    return asked.booking


def _ask(request: HttpRequest, room: Space, form: VisitorForm, *, status: int = 200) -> HttpResponse:
    rules = rules_of(room.place, [room])[room.pk]
    then = "puis une personne du lieu répond" if rules.needs_approval else "et c’est réservé"
    context = {
        "room": room,
        "form": form,
        "facts": ["Sans compte", f"Un courriel, un lien, {then}"],
        "price": price_of(request, room, form),
        "price_address": reverse("bookings:price", args=[room.place.slug, room.slug]),
    }
    return render(request, "bookings/visitor_ask.html", context, status=status)


def _draw(
    request: HttpRequest, asked: VisitorRequest, *, form: VisitorStayForm | None = None, status: int = 200
) -> HttpResponse:
    form = form or VisitorStayForm(space=asked.where, initial=stay_of(asked))
    context = {"page": visitor_page(asked), "form": form}
    return render(request, "bookings/visitor.html", context, status=status)

"""Bookings: read, preview, book, give back."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Header, Query, Router, Schema
from ninja.responses import Status
from pydantic import StringConstraints

from bookings import agenda, availability, services
from bookings.agenda import SeriesUndecided
from bookings.api.asked import BookingAsked, ChangeAsked, facts_of, plan_of, rooms_changed, rooms_of, wish_of
from bookings.api.booking_out import (
    BookingOut,
    BookingPage,
    PreviewOut,
    SeriesOut,
    bookings_out,
    dates_out,
    series_out,
)
from bookings.api.fields import Cursor, Limit, Slug
from bookings.api.moments import Moment
from bookings.api.names import asker_for
from bookings.api.paging import page_by_start
from bookings.api.places import offer_out
from bookings.api.problems import Problem, refusing
from bookings.availability import Wish
from bookings.checks import Asker
from bookings.enums import BookingStatus
from bookings.errors import BookingRefused
from bookings.models import Booking
from bookings.rooms import end_of
from bookings.services.answers import answer_once
from bookings.services.series import create_series
from bookings.services.series_changes import Scope, cancel_series
from people.access import known
from people.api import BearerToken
from spaces.models import Place

router = Router(tags=["Réservations"])
Key = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,200}$")]


class BookingsAsked(Schema):
    """Which bookings, and from where on."""

    start: Moment | None = None
    end: Moment | None = None
    place: Slug | None = None
    status: BookingStatus | None = None
    cursor: Cursor = ""
    limit: Limit = 50


@router.get(
    "/bookings",
    auth=BearerToken("bookings:read"),
    response={200: BookingPage, **refusing()},
    summary="Vos réservations",
    description=(
        "Les réservations que vous voyez sur le site, de la plus ancienne à la plus lointaine. "
        "`start` et `end` ne gardent que ce qui touche cette période."
    ),
    operation_id="bookings",
)
def list_bookings(request: HttpRequest, asked: Query[BookingsAsked]) -> dict[str, Any]:
    """Those that this person sees, by their first hour."""
    rows = Booking.objects.visible_to(request.user).with_rooms().with_span()
    wanted = {
        "last_end__gt": asked.start,
        "first_start__lt": asked.end,
        "place__slug": asked.place,
        "status": asked.status,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    found, following = page_by_start(rows, asked.cursor, asked.limit)
    return {"items": bookings_out(found, request.user), "next": following}


@router.get(
    "/bookings/{booking_id}",
    auth=BearerToken("bookings:read"),
    response={200: BookingOut, **refusing(404)},
    summary="Une réservation",
    description="Une réservation que vous voyez sur le site ; la réservation d’un autre est introuvable.",
    operation_id="booking",
)
def read_booking(request: HttpRequest, booking_id: UUID) -> dict[str, Any]:
    """One booking that this person sees."""
    found = get_object_or_404(Booking.objects.visible_to(request.user).with_rooms(), pk=booking_id)
    return bookings_out([found], request.user)[0]


@router.post(
    "/bookings",
    auth=BearerToken("bookings:write"),
    response={201: BookingOut | SeriesOut, 200: PreviewOut, **refusing(404, 409)},
    summary="Réserver",
    description=(
        "Un espace, plusieurs (`spaces`), ou une réservation régulière (`recurrence`), tout ou rien.\n\n"
        "`preview=true` n’écrit rien et dit, date par date, ce qui serait réservé. "
        "L’en-tête `Idempotency-Key` rend l’envoi sûr : la même clé avec la même demande rend la même réponse "
        "pendant deux jours ; avec une autre demande, elle est refusée (409). "
        "Un refus (409) propose ce qui est libre à côté."
    ),
    operation_id="book",
)
def create_booking(
    request: HttpRequest,
    response: HttpResponse,
    asked: BookingAsked,
    preview: bool = False,
    idempotency_key: Annotated[Key | None, Header(alias="Idempotency-Key")] = None,
) -> Status:
    """Book one space, several, or a series, all or nothing; a preview writes nothing."""
    asker = asker_for(request, asked.organisation)
    if preview:
        return Status(200, _preview(request, asked, asker))

    def write() -> dict[str, Any]:
        return _write(request, asked, asker)

    if idempotency_key is None:
        answer, again = write(), False
    else:
        body = asked.model_dump(mode="json")
        answer, again = answer_once(user=known(request), key=idempotency_key, asked=body, write=write)
    if "id" in answer:
        response["Location"] = reverse("api:read_booking", args=[answer["id"]])
    if again:
        response["Idempotency-Replayed"] = "true"
    return Status(201, answer)


@router.patch(
    "/bookings/{booking_id}",
    auth=BearerToken("bookings:write"),
    response={200: BookingOut, **refusing(404, 409)},
    summary="Changer",
    description=(
        "Un autre espace, d’autres heures, d’autres faits : ce qui n’est pas dit reste comme c’était. "
        "Une nouvelle heure dans un espace à valider attend de nouveau. Sur un refus (409), rien ne change."
    ),
    operation_id="change",
)
def change_booking(request: HttpRequest, booking_id: UUID, asked: ChangeAsked) -> dict[str, Any]:
    """Move a booking, or change what is said of it."""
    found = get_object_or_404(Booking.objects.visible_to(request.user).with_rooms(), pk=booking_id)
    rooms = rooms_changed(request, asked, found)
    try:
        services.reschedule(
            booking=found,
            actor=known(request),
            rooms=rooms,
            title=asked.title,
            attendees=asked.attendees,
            layout=asked.layout.value if asked.layout else None,
            is_public=asked.is_public,
        )
    except BookingRefused as refused:
        wish = Wish(
            rooms[0].start, end_of(rooms[0]), asked.attendees or found.attendees, space=rooms[0].space
        )
        asker = Asker(found.organiser, found.organisation, known(request))
        raise _refusal(refused, wish, found.place, asker, ignoring=found.claim_id) from refused
    return bookings_out(Booking.objects.with_rooms().filter(pk=found.pk), request.user)[0]


@router.delete(
    "/bookings/{booking_id}",
    auth=BearerToken("bookings:write"),
    response={204: None, **refusing(404, 409)},
    summary="Annuler",
    description=(
        "Rend les espaces. D’une réservation régulière, `scope` rend cette date (`this`), "
        "les suivantes aussi (`following`) ou toutes (`all`)."
    ),
    operation_id="cancel",
)
def cancel_booking(request: HttpRequest, booking_id: UUID, scope: Scope = Scope.THIS) -> Status:
    """Give the spaces back."""
    found = get_object_or_404(Booking.objects.visible_to(request.user).with_rooms(), pk=booking_id)
    if scope == Scope.THIS or found.series_id is None:
        services.cancel(booking=found, actor=known(request))
    else:
        cancel_series(booking=found, scope=scope, actor=known(request))
    return Status(204, None)


def _preview(request: HttpRequest, asked: BookingAsked, asker: Asker) -> dict[str, Any]:
    if asked.recurrence is None:
        raise Problem(422, "L’aperçu sert aux réservations régulières : donnez `recurrence`.")
    dates = agenda.preview(plan_of(request, asked), asker)
    return {"dates": dates_out(dates), "free": sum(1 for date in dates if date.stands)}


def _write(request: HttpRequest, asked: BookingAsked, asker: Asker) -> dict[str, Any]:
    if asked.recurrence is not None:
        return _write_series(request, asked, asker)
    rooms = rooms_of(request, asked)
    try:
        booking = services.book(
            organiser=asker.organiser, organisation=asker.organisation, rooms=rooms, **facts_of(asked)
        )
    except BookingRefused as refused:
        raise _refusal(refused, wish_of(rooms, asked), rooms[0].space.place, asker) from refused
    rows = Booking.objects.with_rooms().filter(pk=booking.pk)
    return BookingOut.model_validate(bookings_out(rows, request.user)[0]).model_dump(mode="json")


def _write_series(request: HttpRequest, asked: BookingAsked, asker: Asker) -> dict[str, Any]:
    try:
        series = create_series(
            organiser=asker.organiser,
            plan=plan_of(request, asked),
            title=asked.title,
            organisation=asker.organisation,
        )
    except SeriesUndecided as undecided:
        dates = dates_out(undecided.occurrences)
        raise Problem(409, undecided.message, kind="undecided-dates", dates=dates) from undecided
    except BookingRefused as refused:
        raise Problem(409, refused.message, kind="rules") from refused
    return SeriesOut.model_validate(series_out(series, request.user)).model_dump(mode="json")


def _refusal(
    refused: BookingRefused, wish: Wish, place: Place, asker: Asker, *, ignoring: int | None = None
) -> Problem:
    offers = availability.alternatives(wish, place, asker, ignoring=ignoring)
    return Problem(
        409,
        refused.message,
        kind="taken" if any(one.rule == "taken" for one in refused.refusals) else "rules",
        refusals=[
            {"rule": one.rule, "message": one.message, "accepted": one.accepted} for one in refused.refusals
        ],
        alternatives=[offer_out(offer) for offer in offers],
    )

"""What one person may read of each claim that a planning shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse

from bookings.enums import BookingStatus
from bookings.models import Booking
from bookings.present import words
from bookings.querysets import BookingQuerySet
from people.access import Visitor
from spaces import sources
from spaces.any_of import AnyOf
from spaces.enums import ClaimKind
from spaces.models import Place
from spaces.queries import PlanningRow

SAID = ("claim", "status", "is_public", "title", "hold_expires_at", "organisation__name")
OTHERS = {ClaimKind.CLOSURE: "closed", ClaimKind.AGREEMENT: "agreement", ClaimKind.EXTERNAL: "booked"}


@dataclass(frozen=True)
class Told:
    """What may be said of a claim."""

    state: str
    title: str
    note: str = ""
    href: str = ""
    # The address that moves it, when this person may; only a booking of one room moves by itself.
    move: str = ""
    room: int | None = None


def told_of(rows: list[PlanningRow], user: Visitor, place: Place) -> dict[int, Told]:
    """By claim; a constant number of queries, whatever the number of bookings."""
    kinds = {block.claim_id: block.kind for row in rows for block in row.blocks}
    bookings = Booking.objects.filter(AnyOf("claim_id", kinds)).select_related("organisation")
    titled = dict(bookings.titled_for(user).order_by().values_list("pk", "claim"))
    mine, movable = set(), {}
    if user.is_authenticated and titled:
        mine = set(bookings.visible_to(user).order_by().values_list("pk", flat=True))
        movable = _movable(bookings, user)
    told = {
        booking.claim_id: replace(
            _booking_told(booking, readable=booking.pk in titled, mine=booking.pk in mine, place=place),
            move=reverse("bookings:move", args=[booking.pk]) if booking.pk in movable else "",
            room=movable.get(booking.pk),
        )
        for booking in bookings.only(*SAID)
        if booking.claim_id is not None
    }
    others = [claim for claim in kinds if claim not in told]
    said = sources.describe(others, user) if others else {}
    for claim in others:
        told[claim] = Told(OTHERS.get(ClaimKind(kinds[claim]), "booked"), said.get(claim, "Réservé"))
    return told


def _movable(bookings: BookingQuerySet, user: Visitor) -> dict[Any, int]:
    """The room of each booking of one room that this person may move."""
    rows = bookings.changeable_by(user).order_by().values_list("pk", "booked_spaces__space")
    rooms: dict[Any, list[int]] = {}
    for pk, space in rows:
        rooms.setdefault(pk, []).append(space)
    return {pk: spaces[0] for pk, spaces in rooms.items() if len(spaces) == 1}


def _booking_told(booking: Booking, *, readable: bool, mine: bool, place: Place) -> Told:
    state = {
        BookingStatus.PENDING: "waiting",
        BookingStatus.HOLD: "option",
        BookingStatus.CONFIRMED: "public" if booking.is_public else "booked",
    }.get(BookingStatus(booking.status), "booked")
    note = ""
    if state == "waiting":
        note = "En attente de validation"
    elif state == "option" and booking.hold_expires_at:
        note = f"Option jusqu’à {words.hour_of(booking.hold_expires_at, place.zone)}"
    elif state == "public":
        note = "Ouvert au public"
    elif mine and booking.organisation:
        note = booking.organisation.name
    title = (
        booking.title
        if readable
        else {"waiting": "Demande en cours", "option": "Option"}.get(state, "Réservé")
    )
    return Told(state, title, note, booking.get_absolute_url() if mine else "")

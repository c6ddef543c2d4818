"""What one person may read of each claim that a planning shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.urls import reverse

from bookings.enums import BookingStatus
from bookings.models import Booking, BookingSpace
from bookings.present import words
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
    bookings = list(
        Booking.objects.filter(AnyOf("claim_id", kinds))
        .select_related("organisation")
        .only(*SAID)
        .told_to(user)
        .order_by()
    )
    movable = _rooms_of([booking.pk for booking in bookings if booking.is_changeable])
    told = {
        booking.claim_id: replace(
            _booking_told(booking, place=place),
            move=reverse("bookings:move", args=[booking.pk]) if booking.pk in movable else "",
            room=movable.get(booking.pk),
        )
        for booking in bookings
        if booking.claim_id is not None
    }
    others = [claim for claim in kinds if claim not in told]
    said = sources.describe(others, user) if others else {}
    for claim in others:
        told[claim] = Told(OTHERS.get(ClaimKind(kinds[claim]), "booked"), said.get(claim, "Réservé"))
    return told


def _rooms_of(bookings: Sequence[UUID]) -> dict[UUID, int]:
    """The room of each booking of one room: only that one moves by itself."""
    if not bookings:
        return {}
    rooms: dict[UUID, list[int]] = {}
    for pk, space in (
        BookingSpace.objects.filter(booking__in=bookings).order_by().values_list("booking", "space")
    ):
        rooms.setdefault(pk, []).append(space)
    return {pk: spaces[0] for pk, spaces in rooms.items() if len(spaces) == 1}


def _booking_told(booking: Booking, *, place: Place) -> Told:
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
    elif booking.is_visible and booking.organisation:
        note = booking.organisation.name
    title = (
        booking.title
        if booking.is_visible or state == "public"
        else {"waiting": "Demande en cours", "option": "Option"}.get(state, "Réservé")
    )
    return Told(state, title, note, booking.get_absolute_url() if booking.is_visible else "")

"""What one person may read of each claim that a planning shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
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

# What is read of each booking, in this order.
SAID = (
    "pk", "claim", "status", "is_public", "title", "hold_expires_at", "organisation__name",
    "is_changeable", "is_readable", "rooms",
)  # fmt: skip
STATES = {BookingStatus.PENDING: "waiting", BookingStatus.HOLD: "option"}
UNTITLED = {"waiting": "Demande en cours", "option": "Option"}
NOBODY = UUID(int=0)
OTHERS = {ClaimKind.CLOSURE: "closed", ClaimKind.AGREEMENT: "agreement", ClaimKind.EXTERNAL: "booked"}


class Told(NamedTuple):
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
    rooms = BookingSpace.objects.filter(booking=OuterRef("pk")).order_by().values("space")
    bookings = (
        Booking.objects.filter(AnyOf("claim_id", kinds))
        .told_to(user)
        .annotate(rooms=ArraySubquery(rooms))
        .order_by()
        .values_list(*SAID)
    )
    page, move = _address("bookings:booking"), _address("bookings:move")
    told = {}
    for (
        pk,
        claim,
        status,
        is_public,
        title,
        expires,
        organisation,
        is_changeable,
        is_readable,
        spaces,
    ) in bookings:
        state = "public" if is_public and status == BookingStatus.CONFIRMED else STATES.get(status, "booked")
        is_visible = is_changeable or is_readable
        alone = spaces[0] if is_changeable and len(spaces) == 1 else None
        number = str(pk)
        told[claim] = Told(
            state,
            title if is_visible or state == "public" else UNTITLED.get(state, "Réservé"),
            _note(state, expires, organisation if is_visible else None, place),
            page(number) if is_visible else "",
            move(number) if alone else "",
            alone,
        )
    others = [claim for claim in kinds if claim not in told]
    said = sources.describe(others, user) if others else {}
    for claim in others:
        told[claim] = Told(OTHERS.get(ClaimKind(kinds[claim]), "booked"), said.get(claim, "Réservé"))
    return told


def _address(name: str) -> Callable[[str], str]:
    """The address of a booking, written once for all of them."""
    before, after = reverse(name, args=[NOBODY]).split(str(NOBODY))
    return lambda pk: f"{before}{pk}{after}"


def _note(state: str, expires: datetime | None, organisation: str | None, place: Place) -> str:
    if state == "waiting":
        return "En attente de validation"
    if state == "option" and expires:
        return f"Option {words.until(expires, place.zone)}"
    if state == "public":
        return "Ouvert au public"
    return organisation or ""

"""The page of one booking, as far as one person may read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst

import clock
from bookings import checks, policies
from bookings.enums import BookingStatus
from bookings.errors import Refusal
from bookings.models import Booking
from bookings.present import words
from bookings.present.again import again_link
from bookings.present.house import address
from bookings.present.price import price_of
from people.access import Visitor
from spaces.wording import moments

OWN = [{"label": "Mon espace", "href": "/mon-espace/"}]
STAMPS = {
    BookingStatus.CONFIRMED: "CONFIRMÉE",
    BookingStatus.PENDING: "EN ATTENTE",
    BookingStatus.HOLD: "OPTION",
    BookingStatus.REFUSED: "REFUSÉE",
    BookingStatus.CANCELLED: "ANNULÉE",
}


@dataclass(frozen=True)
class BookingPage:
    """A booking and what this person may do with it."""

    booking: Booking
    stamp: str
    stamp_note: str
    rooms: list[dict[str, str]]
    facts: list[dict[str, str]]
    price: dict[str, Any] | None
    may_change: bool
    may_decide: bool
    may_take: bool
    asks_attendance: bool
    number: str
    when: str
    again: str
    series: str
    wall_facts: list[str]
    trail: list[dict[str, str]]
    trail_to: list[dict[str, str]]


def booking_page(booking: Booking, user: Visitor) -> BookingPage:
    """Gather the page; the price only for those who pay or manage."""
    now = clock.now()
    rows = list(booking.booked_spaces.all())
    changeable = policies.may_change(user, booking)
    shows_price = policies.may_see_price(user, booking)
    begun = booking.starts_at <= now
    return BookingPage(
        booking=booking,
        stamp=STAMPS[BookingStatus(booking.status)],
        stamp_note=_note(booking),
        rooms=[
            {
                "number": row.space.door_number,
                "name": row.space.name,
                "href": address(row.space),
                "when": moments(row.starts_at, row.ends_at, booking.zone),
                "floor": row.space.floor.name if row.space.floor else "",
            }
            for row in rows
        ],
        facts=_facts(booking),
        price=price_of(booking) if shows_price else None,
        may_change=changeable and booking.holds_space and not begun,
        may_decide=policies.may_decide(user, booking),
        may_take=changeable and booking.status == BookingStatus.HOLD and not begun,
        asks_attendance=(
            changeable
            and begun
            and booking.status == BookingStatus.CONFIRMED
            and booking.attendance_declared is None
        ),
        number=rows[0].space.door_number if len(rows) == 1 else "",
        when=moments(booking.starts_at, booking.ends_at, booking.zone),
        again=again_link(booking) if changeable else "",
        series=reverse("bookings:series", args=[booking.series_id])
        if changeable and booking.series_id
        else "",
        wall_facts=[
            ", ".join(row.space.name for row in rows),
            capfirst(moments(booking.starts_at, booking.ends_at, booking.zone)),
        ],
        trail=OWN,
        trail_to=[*OWN, {"label": booking.title, "href": booking.get_absolute_url()}],
    )


def _note(booking: Booking) -> str:
    if booking.status == BookingStatus.PENDING:
        return "une personne doit la valider"
    if booking.status == BookingStatus.HOLD and booking.hold_expires_at:
        return f"jusqu’au {moments(booking.hold_expires_at, booking.hold_expires_at, booking.zone)}"
    if booking.released_at:
        return f"libérée à {words.hour_of(booking.released_at, booking.zone)}"
    if booking.attendance_declared is not None:
        return words.present(booking.attendance_declared)
    return ""


def _facts(booking: Booking) -> list[dict[str, str]]:
    facts = [
        ("Pour", str(booking.organisation or booking.organiser)),
        ("Organisée par", str(booking.organiser) if booking.organisation else ""),
        ("Vous serez", f"{booking.attendees} personnes" if booking.attendees > 1 else "1 personne"),
        ("Disposition", booking.get_layout_display() if booking.layout else ""),
        ("Sur le planning", _on_the_planning(booking)),
        ("Raison", booking.reason),
        ("Il manque", " ".join(map(str, _lacking(booking)))),
    ]
    return [{"label": label, "value": value} for label, value in facts if value]


def _on_the_planning(booking: Booking) -> str:
    if not booking.holds_space:
        return ""
    return "titre visible de tous" if booking.is_public else "« Réservé », sans le titre"


def _lacking(booking: Booking) -> list[Refusal]:
    return checks.lacking(booking) if booking.status == BookingStatus.PENDING else []

"""« Pourquoi ce prix »: before anything is booked, once it is, and if it changed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from bookings.models import Booking
from bookings.pricing import Quote
from bookings.rooms import end_of
from bookings.services.booking import held_rooms, price
from spaces.holds import Hold


def shown(quote: Quote, *, is_known: bool) -> dict[str, Any]:
    """What the panel says; whoever is not known reads the public price, and that it may be less."""
    note = ""
    if quote.lent > 0:
        note = "Ce que la maison vous prête sera écrit dans votre relevé annuel."
    elif not is_known and quote.public:
        note = "Les structures adhérentes et résidentes paient moins : connectez-vous pour voir votre prix."
    return {
        "total": quote.due,
        "lines": quote.lines,
        "due": f"À payer, {quote.vat_mention}" if quote.vat_mention else "À payer",
        "note": note,
        "lent": quote.lent,
    }


def price_of(booking: Booking) -> dict[str, Any]:
    """« Pourquoi ce prix », as it was written down."""
    lines = [{"label": line["label"], "amount": Decimal(line["amount"])} for line in booking.price_lines]
    # What was given back is said, so that the sum is right.
    left = booking.price_due - sum((line["amount"] for line in lines), Decimal(0))
    if not booking.holds_space and left:
        lines.append({"label": f"Réservation {booking.get_status_display()}", "amount": left})
    note = "Ce que la maison vous prête sera écrit dans votre relevé annuel." if booking.price_lent else ""
    return {"total": booking.price_due, "lines": lines, "due": "À payer", "note": note}


def if_changed(booking: Booking, rooms: Sequence[Hold]) -> dict[str, Any] | None:
    """What the booking would cost in these rooms, at these hours; None when an end comes first.

    Where it is already, it costs what was written down.
    """
    if any(end_of(room) <= room.start for room in rooms):
        return None
    if set(rooms) == set(held_rooms([booking])):
        return price_of(booking)
    return shown(price(rooms, booking.place, booking.organisation), is_known=True)

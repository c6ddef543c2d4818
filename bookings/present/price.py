"""« Pourquoi ce prix », before anything is booked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bookings.models import Booking
from bookings.pricing import Quote
from bookings.rooms import end_of
from bookings.services.booking import price
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


def if_changed(booking: Booking, rooms: Sequence[Hold]) -> dict[str, Any] | None:
    """What the booking would cost in these rooms, at these hours; None when an end comes first."""
    if any(end_of(room) <= room.start for room in rooms):
        return None
    return shown(price(rooms, booking.place, booking.organisation), is_known=True)

"""Who had to move, what they say of it, and whom to telephone."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

import clock
from bookings.enums import RelocationStatus
from bookings.models import Relocation
from bookings.rehousing import WITHIN, leaving

UNSETTLED = (RelocationStatus.ASKED, RelocationStatus.CANCELLED)


def moves_of(rows: QuerySet[Relocation]) -> dict[str, Any]:
    """Every move of a cause, and those of the next 48 hours whose organiser nobody has reached yet."""
    now = clock.now()
    moves = []
    for row in rows.select_related(
        "booking__organiser", "booking__organisation", "booking__place"
    ).prefetch_related("booking__booked_spaces__space"):
        booking = row.booking
        moves.append(
            {
                "row": row,
                "who": booking.organiser,
                "phone": booking.organiser.phone,
                "organisation": booking.organisation,
                "goes": leaving(booking) if booking.holds_space and row.status != "cancelled" else "",
                "to_call": (
                    row.status in UNSETTLED
                    and row.called_at is None
                    and row.created_at - WITHIN < booking.starts_at < max(now, row.created_at) + WITHIN
                ),
            }
        )
    return {"moves": moves, "calls": [move for move in moves if move["to_call"]]}

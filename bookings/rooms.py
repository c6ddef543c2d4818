"""What a booking asks of the ledger: holds that always end, and the claim that keeps them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bookings.errors import AlreadyDecided
from spaces.errors import InvalidPeriod

if TYPE_CHECKING:
    from bookings.models import Booking, OccupancyAgreement
    from spaces.holds import Hold
    from spaces.models import Claim


def end_of(room: Hold) -> datetime:
    """When a room is given back. Raises InvalidPeriod: only agreements and closures may have no end."""
    if room.end is None:
        raise InvalidPeriod("Indiquez quand la réservation se termine.")
    return room.end


def claim_of(holder: Booking | OccupancyAgreement) -> Claim:
    """The claim of what holds. Raises AlreadyDecided for what never did."""
    if holder.claim is None:
        raise AlreadyDecided("Rien n’est inscrit au registre pour cette demande.")
    return holder.claim

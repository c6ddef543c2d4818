from __future__ import annotations

from collections.abc import Iterable

from bookings.models import Booking
from spaces.models import Space
from spaces.services import ledger


def locked(booking: Booking, *, spaces: Iterable[Space] = ()) -> Booking:
    """The booking as it stands now, its row and its rooms ours until the end of the transaction.

    The rooms come first, with those it may move to: the ledger's order of locks has no exception.
    """
    rooms = [row.space for row in booking.booked_spaces.select_related("space")]
    organisations = [booking.organisation] if booking.organisation else []
    ledger.lock(spaces=[*rooms, *spaces], organisations=organisations)
    return (
        Booking.objects.select_for_update(of=("self",), no_key=True)
        .select_related("place", "claim", "organiser", "organisation", "decided_by")
        .get(pk=booking.pk)
    )

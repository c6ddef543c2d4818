from __future__ import annotations

from datetime import date

from django.db import transaction

import clock
from bookings import checks, notices, policies
from bookings.enums import BookingStatus
from bookings.errors import AlreadyDecided, NotAllowed
from bookings.models import Booking, Proof
from bookings.services import booking as writing
from bookings.services.decisions import settle
from bookings.services.locking import locked
from people.models import User
from spaces.services import ledger


@ledger.retry_deadlock
@transaction.atomic
def receive_proof(
    *,
    booking: Booking,
    kind: str,
    actor: User,
    received_on: date,
    for_organisation: bool = False,
    valid_until: date | None = None,
) -> Proof:
    """Note that a paper came, for this booking or for its organisation until a day. For managers.

    A booking that waited for nothing else is confirmed at once. Raises NotAllowed, AlreadyDecided when the
    booking no longer stands, or has no organisation to note it for.
    """
    booking = locked(booking)
    if not policies.manages(actor, booking.place):
        raise NotAllowed("Seule la gestion du lieu note les pièces reçues.")
    if not booking.holds_space:
        raise AlreadyDecided(
            f"Cette réservation est {booking.get_status_display()} : il n’y a plus rien à noter."
        )
    if for_organisation and booking.organisation is None:
        raise AlreadyDecided("Cette réservation n’est au nom d’aucune structure : notez-la pour elle seule.")
    proof = Proof(
        place=booking.place,
        booking=None if for_organisation else booking,
        organisation=booking.organisation if for_organisation else None,
        kind=kind,
        received_on=received_on,
        valid_until=valid_until,
        received_by=actor,
    )
    proof.full_clean()
    proof.save()
    confirm_if_complete(booking, actor)
    return proof


def confirm_if_complete(booking: Booking, actor: User | None) -> None:
    """Confirm a booking that no person has to approve and that lacks nothing any more. Its row is locked."""
    if booking.status != BookingStatus.PENDING or booking.starts_at < clock.now():
        return
    rooms = [row.space for row in booking.booked_spaces.select_related("space")]
    facts = writing.facts_of(booking)
    if facts.asks_a_person(rooms) or checks.lacking(booking):
        return
    booking.status = BookingStatus.CONFIRMED
    settle(booking, actor)
    notices.approved(booking)

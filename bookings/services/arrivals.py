"""Coming, by one's own hand, and not coming: what a room that asks for it does of a booking nobody claims."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

import clock
from bookings import notices, policies
from bookings.enums import BookingStatus
from bookings.errors import AlreadyDecided, NotAllowed
from bookings.models import Booking
from bookings.rooms import claim_of, end_of
from bookings.services import booking as writing
from bookings.services.locking import locked
from people.models import User
from spaces.holds import Hold
from spaces.services import ledger

# How early one may say that one is there.
EARLY = timedelta(minutes=30)


@transaction.atomic
def confirm_arrival(*, booking: Booking, actor: User) -> Booking:
    """Say that one has come, from the sign at the door; twice is once. For those whose booking it is.

    From half an hour before the start until the end. Raises AlreadyDecided outside it, and for a booking
    that is not confirmed or was given back; NotAllowed.
    """
    booking = locked(booking)
    if not policies.may_arrive(actor, booking):
        raise NotAllowed("Cette réservation n’est pas la vôtre.")
    now = clock.now()
    if booking.status != BookingStatus.CONFIRMED:
        raise AlreadyDecided(
            f"Cette réservation n’est pas confirmée : elle est {booking.get_status_display()}."
        )
    if booking.not_honoured_at is not None or booking.released_at is not None:
        raise AlreadyDecided("La salle a été rendue : réservez-la de nouveau si elle est encore libre.")
    if not booking.starts_at - EARLY <= now < booking.ends_at:
        raise AlreadyDecided("L’arrivée se confirme de la demi-heure qui précède jusqu’à la fin.")
    if booking.checked_in_at is None:
        booking.checked_in_at = now
        booking.save(update_fields=["checked_in_at"])
    return booking


def release_unclaimed() -> int:
    """Give back what nobody came to claim in time; for the scheduler. Returns how many.

    Each is a transaction of its own: one that fails keeps no other room shut.
    """
    now = clock.now()
    return sum(_release(booking) for booking in Booking.objects.unclaimed(now).order_by("check_in_by", "pk"))


@ledger.retry_deadlock
@transaction.atomic
def _release(booking: Booking) -> int:
    booking = locked(booking)
    now = clock.now()
    # Somebody may have come between the question and the lock.
    if not Booking.objects.unclaimed(now).filter(pk=booking.pk).exists():
        return 0
    booking.not_honoured_at = now
    running = now < booking.ends_at
    if running:
        booking.released_at = now
    booking.save(update_fields=["not_honoured_at", "released_at"])
    if running:
        rooms = [
            Hold(room.space, room.start, min(end_of(room), now), room.setup, room.seats)
            for room in writing.held_rooms([booking])
            if room.start < now
        ]
        writing.claim_rooms(rooms, claim=claim_of(booking))
    notices.not_honoured(booking)
    return 1

from __future__ import annotations

from django.db import transaction

import clock
from bookings import policies
from bookings.enums import BookingStatus
from bookings.errors import AlreadyDecided, BookingRefused, NotAllowed, Refusal
from bookings.models import Booking
from bookings.services.locking import locked
from people.models import User

MOST_DECLARED = 10_000


@transaction.atomic
def check_in(*, booking: Booking, actor: User) -> Booking:
    """Note that they have come; noting it again changes nothing. For the desk today, and the manager.

    Raises AlreadyDecided unless the booking is confirmed, NotAllowed.
    """
    booking = _welcomed(booking, actor)
    if booking.checked_in_at is None:
        booking.checked_in_at = clock.now()
        booking.save(update_fields=["checked_in_at"])
    return booking


@transaction.atomic
def declare_attendance(*, booking: Booking, actor: User, present: int) -> Booking:
    """Note how many came; 0 means that nobody did. For the desk today, the manager, and those whose it is.

    Raises AlreadyDecided unless it is confirmed and has begun, NotAllowed, BookingRefused for an absurd count.
    """
    if not 0 <= present <= MOST_DECLARED:
        raise BookingRefused([Refusal("present", f"Donnez un nombre entre 0 et {MOST_DECLARED}.", firm=True)])
    booking = _welcomed(booking, actor, own=True)
    if booking.starts_at > clock.now():
        raise AlreadyDecided("Cette réservation n’a pas encore commencé.")
    booking.attendance_declared = present
    booking.save(update_fields=["attendance_declared"])
    return booking


def _welcomed(booking: Booking, actor: User, *, own: bool = False) -> Booking:
    booking = locked(booking)
    allowed = policies.may_welcome(actor, booking) or (own and policies.may_change(actor, booking))
    if not allowed:
        raise NotAllowed("Vous ne tenez pas l’accueil de ce lieu.")
    if booking.status != BookingStatus.CONFIRMED:
        raise AlreadyDecided(
            f"Cette réservation n’est pas confirmée : elle est {booking.get_status_display()}."
        )
    return booking

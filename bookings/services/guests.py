from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

import clock
from bookings import guest_notices, policies
from bookings.enums import HOLDING
from bookings.errors import AlreadyDecided, BookingRefused, NotAllowed, Refusal
from bookings.models import Booking, Guest
from people.models import User

GUESTS_AT_MOST = 60


@transaction.atomic
def invite(*, booking: Booking, actor: User, addresses: Sequence[str]) -> list[Guest]:
    """Invite these addresses; the invitation leaves once the booking is confirmed. For those who may change it.

    Whoever is invited already stays so; an invitation that was taken back is given again. Raises NotAllowed,
    AlreadyDecided when the booking no longer stands or has begun, BookingRefused for too many.
    """
    booking = _open(booking, actor)
    wanted = list(dict.fromkeys(address.strip().lower() for address in addresses))
    wanted = [address for address in wanted if address != booking.organiser.email.lower()]
    known = {guest.email: guest for guest in booking.guests.all()}
    standing = {email for email, guest in known.items() if guest.removed_at is None}
    if len(standing.union(wanted)) > GUESTS_AT_MOST:
        raise BookingRefused(
            [Refusal("guests", f"Une réservation invite {GUESTS_AT_MOST} personnes au plus.", firm=True)]
        )
    invited = []
    for address in wanted:
        guest = known.get(address)
        if guest is None:
            guest = Guest(booking=booking, email=address)
        elif guest.removed_at is None:
            continue
        else:
            guest.times += 1
            guest.removed_at = guest.declined_at = None
            guest.invited_at = clock.now()
        guest.save()
        invited.append(guest)
    guest_notices.tell(booking, invited)
    return invited


@transaction.atomic
def uninvite(*, guest: Guest, actor: User) -> None:
    """Take an invitation back, once; who had received it is told. For those who may change the booking.

    Raises NotAllowed, AlreadyDecided when the booking no longer stands or has begun.
    """
    booking = _open(guest.booking, actor)
    guest = booking.guests.select_for_update(no_key=True).get(pk=guest.pk)
    if guest.removed_at is not None:
        return
    declined = guest.declined_at is not None
    guest.removed_at = clock.now()
    guest.save(update_fields=["removed_at"])
    if not declined:
        guest_notices.tell(booking, [guest])


@transaction.atomic
def answer_invitation(*, guest: Guest, comes: bool) -> Guest:
    """Say whether one comes; for whoever holds the link sent by mail. Who invites reads it on the booking.

    Raises AlreadyDecided when the invitation was taken back, the booking was, or it has begun.
    """
    guest = (
        Guest.objects.select_for_update(of=("self",), no_key=True)
        .select_related("booking__place")
        .get(pk=guest.pk)
    )
    booking = guest.booking
    if guest.removed_at or booking.status not in HOLDING or booking.starts_at <= clock.now():
        raise AlreadyDecided("Cette invitation ne tient plus.")
    guest.declined_at = None if comes else guest.declined_at or clock.now()
    guest.save(update_fields=["declined_at"])
    return guest


def _open(booking: Booking, actor: User) -> Booking:
    booking = (
        Booking.objects.select_for_update(of=("self",), no_key=True)
        .select_related("place", "organiser", "organisation")
        .get(pk=booking.pk)
    )
    if not policies.may_change(actor, booking):
        raise NotAllowed("Vous ne pouvez pas inviter à cette réservation.")
    if booking.status not in HOLDING or booking.starts_at <= clock.now():
        raise AlreadyDecided("On n’invite plus à cette réservation : elle est passée, ou annulée.")
    return booking

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from django.db import transaction

import clock
from bookings import notices, policies
from bookings.checks import Asker
from bookings.enums import HOLDING
from bookings.errors import AlreadyDecided, BookingRefused, NotAllowed
from bookings.models import Booking
from bookings.rooms import claim_of
from bookings.services import booking as writing
from bookings.services.locking import locked
from people.models import User
from spaces.holds import Hold
from spaces.models import Space
from spaces.services import ledger

UNDO_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True)
class Before:
    """Where a booking stood before it moved, and when it was read; what a session can keep."""

    booking: str
    sequence: int
    read_at: str
    status: str
    layout: str
    decided_at: str | None
    decided_by: int | None
    rooms: list[list[Any]]

    @classmethod
    def of(cls, booking: Booking) -> Self:
        """Read it, just before the move."""
        return cls(
            booking=str(booking.pk),
            sequence=booking.sequence,
            read_at=clock.now().isoformat(),
            status=booking.status,
            layout=booking.layout,
            decided_at=booking.decided_at.isoformat() if booking.decided_at else None,
            decided_by=booking.decided_by_id,
            rooms=[
                [
                    row.space_id,
                    row.starts_at.isoformat(),
                    row.ends_at.isoformat(),
                    row.setup.total_seconds(),
                    row.seats,
                ]
                for row in booking.booked_spaces.all()
            ],
        )

    def holds(self) -> list[Hold]:
        """Its rooms and hours, as the ledger reads them."""
        spaces = Space.objects.in_bulk([room[0] for room in self.rooms])
        return [
            Hold(
                spaces[space],
                datetime.fromisoformat(start),
                datetime.fromisoformat(end),
                timedelta(seconds=setup),
                seats,
            )
            for space, start, end, setup, seats in self.rooms
        ]


@ledger.retry_deadlock
@transaction.atomic
def put_back(*, booking: Booking, actor: User, before: Before) -> Booking:
    """Undo a move: the rooms, the hours and the state of before. For those who may change it.

    What stood ten minutes ago stands again without being asked for, but for what binds everybody. Raises
    AlreadyDecided when it changed since, when its hour has come or when too much time went by, NotAllowed,
    SlotRefused when somebody took the place meanwhile, BookingRefused for the law and arithmetic.
    """
    rooms, place = writing.known_rooms(before.holds())
    booking = locked(booking, spaces=[room.space for room in rooms])
    if not policies.may_change(actor, booking):
        raise NotAllowed("Vous ne pouvez pas changer cette réservation.")
    now = clock.now()
    late = now - datetime.fromisoformat(before.read_at) > UNDO_WITHIN
    changed = str(booking.pk) != before.booking or booking.sequence != before.sequence + 1
    if late or changed or booking.status not in HOLDING or min(room.start for room in rooms) <= now:
        raise AlreadyDecided("Ce déplacement ne s’annule plus : déplacez la réservation à nouveau.")
    facts = writing.facts_for(
        rooms, place, Asker(booking.organiser, booking.organisation, actor), excluding=[booking]
    )
    refusals = facts.refusals(rooms, attendees=booking.attendees, layout=before.layout)
    if firm := [refusal for refusal in refusals if refusal.firm]:
        raise BookingRefused(firm)
    writing.claim_rooms(rooms, claim=claim_of(booking))
    writing.write_rooms(booking, rooms)
    quote = writing.price(rooms, place, booking.organisation)
    booking.price_due, booking.price_public = quote.due, quote.public
    booking.price_lines = quote.snapshot()
    booking.check_in_by = facts.check_in_by(rooms)
    booking.status, booking.layout = before.status, before.layout
    booking.decided_at = datetime.fromisoformat(before.decided_at) if before.decided_at else None
    booking.decided_by_id = before.decided_by
    booking.sequence += 1
    booking.save()
    booking = Booking.objects.with_rooms().get(pk=booking.pk)
    notices.put_back(booking)
    return booking

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

import clock
from bookings import notices
from bookings.checks import Asker
from bookings.enums import BookingStatus
from bookings.errors import AlreadyDecided, BookingRefused, NotAllowed, Refusal
from bookings.models import Booking, WaitingEntry
from bookings.policies import may_change
from bookings.rooms import end_of
from bookings.services import booking as writing
from bookings.services.locking import locked
from people.models import Organisation, User
from spaces.conflicts import conflicts
from spaces.errors import DomainError
from spaces.holds import Hold
from spaces.services import ledger

TIME_TO_ANSWER = timedelta(hours=4)


@transaction.atomic
def wait(
    *,
    user: User,
    room: Hold,
    title: str,
    attendees: int,
    organisation: Organisation | None = None,
    layout: str = "",
) -> WaitingEntry:
    """Stand in line for a room that others hold; standing there twice is standing there once.

    For whoever could book it if it were free: raises BookingRefused with the rules that say no, or when
    the room is free after all.
    """
    (room,), place = writing.known_rooms([room])
    asker = Asker(user, organisation, user)
    writing.check_asker(asker, place)
    facts = writing.facts_for([room], place, asker)
    writing.check(facts, [room], attendees=attendees, layout=layout, override=None)
    if room.seats is None and not conflicts([room]):
        raise BookingRefused([Refusal("free", "Cette salle est libre à ces heures : réservez-la.")])
    entry, _ = WaitingEntry.objects.open().get_or_create(
        user=user,
        space=room.space,
        starts_at=room.start,
        ends_at=end_of(room),
        defaults={
            "organisation": organisation,
            "title": title.strip(),
            "attendees": attendees,
            "layout": layout,
        },
    )
    return entry


@transaction.atomic
def leave(*, entry: WaitingEntry, user: User) -> None:
    """Leave the line. For whoever stands in it; leaving twice changes nothing. Raises NotAllowed."""
    if entry.user != user:
        raise NotAllowed("Cette inscription n’est pas la vôtre.")
    WaitingEntry.objects.open().filter(pk=entry.pk).update(left_at=clock.now())


def serve_waiting() -> int:
    """Offer what is free again to the first in line, as an option; for the scheduler. Returns how many.

    Each offer is a transaction of its own: one that fails keeps nobody else waiting.
    """
    served = 0
    for entry in (
        WaitingEntry.objects.open().filter(starts_at__gt=clock.now()).select_related("space", "user")
    ):
        if entry.room.seats is None and conflicts([entry.room]):
            continue
        try:
            served += _offer(entry)
        except DomainError:
            continue
    return served


@transaction.atomic
def _offer(entry: WaitingEntry) -> int:
    until = min(clock.now() + TIME_TO_ANSWER, entry.starts_at)
    option = writing.hold(
        organiser=entry.user,
        organisation=entry.organisation,
        rooms=[entry.room],
        title=entry.title,
        attendees=entry.attendees,
        layout=entry.layout,
        until=until,
    )
    if not WaitingEntry.objects.open().filter(pk=entry.pk).update(offered=option):
        raise AlreadyDecided("Cette inscription vient d’être quittée.")
    notices.offered(option)
    return 1


@ledger.retry_deadlock
@transaction.atomic
def take_option(*, booking: Booking, actor: User) -> Booking:
    """Turn an option into a booking, confirmed or waiting for an approver. For those who may change it.

    Raises AlreadyDecided once its time has passed or when it is no option, NotAllowed.
    """
    booking = locked(booking)
    if booking.status != BookingStatus.HOLD or not booking.hold_expires_at:
        raise AlreadyDecided(
            f"Cette réservation n’est pas une option : elle est {booking.get_status_display()}."
        )
    if booking.hold_expires_at <= clock.now():
        raise AlreadyDecided("Cette option est passée : la salle est proposée à quelqu’un d’autre.")
    if not may_change(actor, booking):
        raise NotAllowed("Cette option n’est pas la vôtre.")
    rooms, place = writing.known_rooms(writing.held_rooms([booking]))
    facts = writing.facts_for(
        rooms, place, Asker(booking.organiser, booking.organisation, actor), excluding=[booking]
    )
    waits = facts.needs_approval([room.space for room in rooms])
    booking.status = BookingStatus.PENDING if waits else BookingStatus.CONFIRMED
    booking.hold_expires_at = None
    booking.sequence += 1
    booking.save(update_fields=["status", "hold_expires_at", "sequence"])
    notices.booked(booking)
    return booking

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

import clock
from bookings import checks, notices, policies
from bookings.checks import Asker
from bookings.enums import HOLDING, BookingStatus
from bookings.errors import AlreadyDecided, BookingRefused, NotAllowed, Refusal
from bookings.models import Booking
from bookings.rooms import claim_of, end_of
from bookings.services import booking as writing
from bookings.services.booking import Override
from bookings.services.locking import locked
from people.models import User
from spaces.holds import Hold
from spaces.models import Place
from spaces.services import ledger


@ledger.retry_deadlock
@transaction.atomic
def reschedule(
    *,
    booking: Booking,
    actor: User,
    rooms: Sequence[Hold],
    title: str | None = None,
    attendees: int | None = None,
    layout: str | None = None,
    is_public: bool | None = None,
    override: Override | None = None,
) -> Booking:
    """Change the rooms, hours or facts of a booking, all or nothing. For the organiser, the organisation's
    administrator, the manager.

    A new time has the price of today, and in a room that asks for approval waits for it again. Raises what
    `book` raises, and AlreadyDecided when the booking no longer stands or has begun; on refusal everything
    stays as it was.
    """
    rooms, place = writing.known_rooms(rooms)
    booking = _changeable(locked(booking, spaces=[room.space for room in rooms]), actor)
    if booking.starts_at <= clock.now():
        raise AlreadyDecided("Cette réservation a commencé : elle ne change plus.")
    if place != booking.place:
        raise BookingRefused([Refusal("place", "Une réservation ne change pas de lieu.", firm=True)])
    facts = writing.facts_for(
        rooms, place, Asker(booking.organiser, booking.organisation, actor), excluding=[booking]
    )
    if title is not None and not title.strip():
        raise BookingRefused([Refusal("title", "Dites en quelques mots ce que vous y faites.", firm=True)])
    wanted = {"title": title, "attendees": attendees, "layout": layout, "is_public": is_public}
    for name, value in wanted.items():
        if value is not None:
            setattr(booking, name, value)
    overridden = writing.check(
        facts, rooms, attendees=booking.attendees, layout=booking.layout, override=override
    )
    before = writing.held_rooms([booking])
    moved = set(before) != set(rooms)
    if moved:
        writing.claim_rooms(rooms, claim=claim_of(booking))
        writing.write_rooms(booking, rooms)
        booking.check_in_by = facts.check_in_by(rooms)
        if booking.hold_expires_at is not None:
            booking.hold_expires_at = min(booking.hold_expires_at, *(room.start for room in rooms))
        if booking.status == BookingStatus.CONFIRMED and facts.needs_approval(
            [room.space for room in rooms], overridden=override is not None
        ):
            booking.status, booking.decided_at, booking.decided_by = BookingStatus.PENDING, None, None
        quote = writing.price(rooms, place, booking.organisation)
        booking.price_due, booking.price_public = quote.due, quote.public
        booking.price_lines = quote.snapshot()
    booking.sequence += 1
    booking.save()
    booking = Booking.objects.with_rooms().get(pk=booking.pk)
    writing.record_override(booking, override, overridden)
    notices.changed(booking, moved=moved)
    return booking


@ledger.retry_deadlock
@transaction.atomic
def cancel(*, booking: Booking, actor: User, reason: str = "", free: bool = False) -> Booking:
    """Give the rooms back before the start. For the organiser, the organisation's administrator, the manager.

    In time, nothing is due; after the deadline of the rules the price stays due, unless a manager cancels or
    the house is the cause (`free`).
    Raises AlreadyDecided when it no longer stands or has begun, NotAllowed.
    """
    booking = _changeable(locked(booking), actor)
    now = clock.now()
    if booking.starts_at <= now and not policies.manages(actor, booking.place):
        raise AlreadyDecided("Cette réservation a commencé : demandez à l’accueil de la libérer.")
    if free or not still_due([booking], actor):
        booking.price_due = 0
    booking.status = BookingStatus.CANCELLED
    booking.cancelled_at = now
    booking.reason = reason.strip()
    booking.checked_in_at = booking.released_at = booking.not_honoured_at = None
    booking.attendance_declared = None
    booking.sequence += 1
    booking.save()
    ledger.release(claim=claim_of(booking))
    notices.cancelled(booking)
    return booking


def still_due(bookings: Sequence[Booking], actor: User) -> list[Booking]:
    """Those of these bookings of one place that stay due if this person cancels them now.

    Those past the deadline of one of their rooms; what nobody has confirmed yet is taken back at any time, and
    whoever manages the place makes nobody pay.
    """
    rows = {
        booking: booking.booked_spaces.all()
        for booking in bookings
        if booking.status == BookingStatus.CONFIRMED
    }
    if not rows or policies.manages(actor, bookings[0].place):
        return []
    spaces = {row.space for booked in rows.values() for row in booked}
    rules = checks.rules_of(bookings[0].place, spaces)
    now = clock.now()
    return [
        booking
        for booking, booked in rows.items()
        if booking.starts_at - now < max(rules[row.space_id].cancellation_notice for row in booked)
    ]


@ledger.retry_deadlock
@transaction.atomic
def release_early(*, booking: Booking, actor: User) -> Booking:
    """Give the rest of the time back while the booking runs. For those who may change it, and the desk.

    Raises AlreadyDecided when it does not run now, NotAllowed.
    """
    booking = locked(booking)
    if not (policies.may_change(actor, booking) or policies.may_welcome(actor, booking)):
        raise NotAllowed("Vous ne pouvez pas libérer cette réservation.")
    now = clock.now()
    running = booking.status == BookingStatus.CONFIRMED and booking.released_at is None
    if not running or not booking.starts_at < now < booking.ends_at:
        raise AlreadyDecided("Cette réservation n’est pas en cours.")
    booking.released_at = now
    booking.save(update_fields=["released_at"])
    rooms = [
        Hold(room.space, room.start, min(end_of(room), now), room.setup, room.seats)
        for room in writing.held_rooms([booking])
        if room.start < now
    ]
    writing.claim_rooms(rooms, claim=claim_of(booking))
    return booking


@ledger.retry_deadlock
@transaction.atomic
def expire_holds(*, place: Place) -> int:
    """Free the options of a place whose time has passed; for the scheduler. Returns how many."""
    lapsed = writing.lapsed_holds(place)
    if lapsed:
        writing.lock_for(writing.held_rooms(lapsed))
        writing.let_go(lapsed)
    return len(lapsed)


def _changeable(booking: Booking, actor: User) -> Booking:
    if booking.status not in HOLDING:
        raise AlreadyDecided(f"Cette réservation est déjà {booking.get_status_display()}.")
    if not policies.may_change(actor, booking):
        raise NotAllowed("Vous ne pouvez pas changer cette réservation.")
    return booking

"""Moving people out of rooms that close or are let, all of them or nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

import clock
from bookings import policies, rehousing_notices
from bookings.enums import BookingStatus, RelocationStatus
from bookings.errors import AlreadyDecided, NotAllowed
from bookings.models import Booking, Relocation
from bookings.rehousing import Decisions, leaving
from bookings.services.booking import Override
from bookings.services.changes import cancel, release_early, reschedule
from bookings.services.locking import locked
from people.models import User
from spaces.holds import Hold
from spaces.services import ledger

if TYPE_CHECKING:
    from bookings.models import Closure, OccupancyAgreement


def clear_the_way(
    *, holds: Sequence[Hold], decisions: Decisions, actor: User, reason: str
) -> tuple[list[Relocation], datetime]:
    """Move or cancel these bookings, inside the transaction of whoever needs their rooms.

    Returns what happened to each, not yet written, and the moment from which the rooms are free: bookings
    that have begun are cut short now. Raises what `reschedule` and `cancel` raise.
    """
    bookings = list(Booking.objects.holding().filter(pk__in=decisions).with_rooms().by_start())
    targets = [room.space for rooms in decisions.values() for room in rooms or ()]
    left = [row.space for booking in bookings for row in booking.booked_spaces.all()]
    # Everything is locked at once and in order; the verbs below only find it locked.
    ledger.lock(
        spaces=[*(hold.space for hold in holds), *targets, *left],
        organisations=[booking.organisation for booking in bookings if booking.organisation],
    )
    free_from = clock.now()
    moves = []
    # The ones that are cancelled leave room for the ones that move.
    for booking in sorted(bookings, key=lambda row: decisions[row.pk] is not None):
        move = Relocation(booking=booking, left=leaving(booking)[:300], reason=reason[:200], moved_by=actor)
        moves.append(move)
        rooms = decisions[booking.pk]
        if booking.starts_at <= free_from and booking.status == BookingStatus.CONFIRMED:
            release_early(booking=booking, actor=actor)
            pause = max(row.space.turnaround for row in booking.booked_spaces.all())
            free_from = max(free_from, clock.now() + pause)
            move.status = RelocationStatus.CANCELLED
        elif rooms is None:
            cancel(booking=booking, actor=actor, reason=reason)
            move.status = RelocationStatus.CANCELLED
        else:
            moved = reschedule(booking=booking, actor=actor, rooms=rooms, override=Override(actor, reason))
            _pays_no_more(moved, booking)
    return moves, free_from


def _pays_no_more(moved: Booking, before: Booking) -> None:
    """Whoever the house moves to a dearer room keeps the price that was agreed."""
    if moved.price_due <= before.price_due:
        return
    prices = ("price_due", "price_public", "price_lines")
    for name in prices:
        setattr(moved, name, getattr(before, name))
    moved.save(update_fields=prices)


def record_moves(
    moves: Sequence[Relocation],
    *,
    closure: Closure | None = None,
    agreement: OccupancyAgreement | None = None,
) -> None:
    """Write who had to move for what, and ask each whether it suits them."""
    for move in moves:
        move.closure, move.agreement = closure, agreement
        move.save()
        rehousing_notices.moved(move)


@ledger.retry_deadlock
@transaction.atomic
def answer_relocation(*, relocation: Relocation, accepts: bool) -> Relocation:
    """Say « Ça nous va » or « Non merci », which cancels the booking without charge.

    For whoever holds the signed address that the organiser was sent. Raises AlreadyDecided.
    """
    booking = locked(relocation.booking)
    relocation = Relocation.objects.select_for_update(no_key=True, of=("self",)).get(pk=relocation.pk)
    if relocation.status != RelocationStatus.ASKED:
        raise AlreadyDecided("Vous avez déjà répondu : merci. Pour changer d’avis, appelez l’accueil.")
    if not booking.holds_space or booking.starts_at <= clock.now():
        raise AlreadyDecided(
            "Cette réservation n’attend plus de réponse : elle a commencé ou elle est annulée."
        )
    if not accepts:
        cancel(booking=booking, actor=booking.organiser, reason="La salle proposée n’allait pas.", free=True)
    relocation.status = RelocationStatus.ACCEPTED if accepts else RelocationStatus.DECLINED
    relocation.answered_at = clock.now()
    relocation.save(update_fields=["status", "answered_at"])
    return relocation


@transaction.atomic
def note_call(*, relocation: Relocation, actor: User) -> Relocation:
    """Note that somebody telephoned. For managers of the place; noting it twice changes nothing."""
    if not policies.manages(actor, relocation.booking.place):
        raise NotAllowed("Seule la gestion du lieu tient cette liste.")
    Relocation.objects.filter(pk=relocation.pk, called_at__isnull=True).update(called_at=clock.now())
    return Relocation.objects.get(pk=relocation.pk)

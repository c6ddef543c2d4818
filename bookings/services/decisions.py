from __future__ import annotations

from decimal import Decimal

from django.db import transaction

import clock
from bookings import checks, notices, policies
from bookings.enums import BookingStatus
from bookings.errors import AlreadyDecided, BookingRefused, NotAllowed, Refusal
from bookings.models import Booking
from bookings.rooms import claim_of
from bookings.services import booking as writing
from bookings.services.booking import Override
from bookings.services.locking import locked
from people.models import User
from spaces.services import ledger
from spaces.wording import hour


@ledger.retry_deadlock
@transaction.atomic
def approve(*, booking: Booking, actor: User, override: Override | None = None) -> Booking:
    """Say yes to a pending booking. For approvers of its spaces and managers of the place.

    Raises AlreadyDecided when somebody answered first, NotAllowed, BookingRefused once its start has passed
    or while a paper is missing, which a manager may set aside and say why.
    """
    booking = _pending(booking, actor)
    if booking.starts_at < clock.now():
        raise BookingRefused([Refusal("not_past", "Cette demande concerne une heure déjà passée.")])
    missing = checks.lacking(booking)
    if missing and override is None:
        raise BookingRefused(missing)
    if override is not None:
        if not policies.manages(override.by, booking.place):
            raise NotAllowed("Seule la gestion du lieu peut se passer d’une pièce.")
        if not override.reason.strip():
            raise BookingRefused(
                [Refusal("override", "Dites pourquoi cette pièce n’est pas nécessaire ici.")]
            )
        writing.record_override(booking, override, missing)
    booking.status = BookingStatus.CONFIRMED
    settle(booking, actor)
    notices.approved(booking)
    return booking


@ledger.retry_deadlock
@transaction.atomic
def refuse(*, booking: Booking, actor: User, reason: str) -> Booking:
    """Say no to a pending booking, with a reason, and free its rooms. For whom and what: as `approve`."""
    if not reason.strip():
        raise BookingRefused([Refusal("reason", "Dites pourquoi : la personne lira cette raison.")])
    booking = _pending(booking, actor)
    booking.status, booking.price_due = BookingStatus.REFUSED, Decimal(0)
    booking.reason = reason.strip()
    settle(booking, actor)
    ledger.release(claim=claim_of(booking))
    notices.refused(booking)
    return booking


def _pending(booking: Booking, actor: User) -> Booking:
    booking = locked(booking)
    if booking.status != BookingStatus.PENDING:
        raise AlreadyDecided(_who_decided(booking))
    if not policies.may_decide(actor, booking):
        raise NotAllowed("Vous ne validez pas les réservations de cet espace.")
    return booking


def _who_decided(booking: Booking) -> str:
    if booking.decided_at is None:
        return f"Cette réservation n’attend pas de décision : elle est {booking.get_status_display()}."
    at = hour(clock.local(booking.decided_at, booking.zone))
    who = booking.decided_by or "quelqu’un"
    return f"{who} a déjà répondu à {at} : la réservation est {booking.get_status_display()}."


def settle(booking: Booking, actor: User | None) -> None:
    """Keep who decided, and when; nobody, when a paper that came was all that it waited for."""
    booking.decided_at = clock.now()
    booking.decided_by = actor
    booking.save(update_fields=["status", "reason", "price_due", "decided_at", "decided_by"])

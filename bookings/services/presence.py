from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

import clock
from bookings import policies
from bookings.enums import BookingStatus
from bookings.errors import AlreadyDecided, BookingRefused, NotAllowed, Refusal
from bookings.models import Booking, DaySheetChoice
from bookings.services.locking import locked
from people.models import User
from spaces.models import Place

MOST_DECLARED = 10_000
# Whoever types did not say what they saw.
ANY = "any"


# How old an entry kept by a desk without network may be when it arrives.
KEPT_AT_MOST = timedelta(hours=24)


@transaction.atomic
def check_in(*, booking: Booking, actor: User, at: datetime | None = None) -> Booking:
    """Note that they have come; noting it again changes nothing. For the desk today, and the manager.

    `at` is when it was noted, by a desk that was without network for less than a day. Raises AlreadyDecided
    unless the booking is confirmed, NotAllowed.
    """
    at = noted_at(at)
    booking = locked(booking)
    _require(allowed=policies.may_welcome(actor, booking, at))
    _require_confirmed(booking)
    if booking.checked_in_at is None:
        # Late is not absent: whoever is seen at the desk has come after all.
        booking.checked_in_at, booking.not_honoured_at = at, None
        booking.save(update_fields=["checked_in_at", "not_honoured_at"])
    return booking


@transaction.atomic
def declare_attendance(
    *, booking: Booking, actor: User, present: int, at: datetime | None = None, seen: int | str | None = ANY
) -> Booking:
    """Note how many came; 0 means that nobody did. For the desk today and on the morning after a weekend,
    the manager, and those whose it is.

    `seen` is the count that whoever typed had before their eyes: another one noted meanwhile is not
    overwritten. Raises AlreadyDecided then, and unless it is confirmed and had begun; NotAllowed;
    BookingRefused for an absurd count.
    """
    if not 0 <= present <= MOST_DECLARED:
        raise BookingRefused([Refusal("present", f"Donnez un nombre entre 0 et {MOST_DECLARED}.", firm=True)])
    at = noted_at(at)
    booking = locked(booking)
    _require(allowed=policies.may_count(actor, booking, at) or policies.may_change(actor, booking))
    _require_confirmed(booking)
    if booking.starts_at > at:
        raise AlreadyDecided("Cette réservation n’a pas encore commencé.")
    noted = booking.attendance_declared
    if seen not in (ANY, noted) and noted != present:
        count = f"{noted} présents ont été notés" if noted and noted > 1 else f"{noted} présent a été noté"
        raise AlreadyDecided(f"« {booking.title} » : {count} entre-temps.")
    booking.attendance_declared = present
    if present:
        booking.not_honoured_at = None
    booking.save(update_fields=["attendance_declared", "not_honoured_at"])
    return booking


@transaction.atomic
def choose_day_sheet(*, place: Place, actor: User, is_wanted: bool) -> DaySheetChoice:
    """Get the sheet of the day by mail, or no longer. For whoever keeps the desk. Raises NotAllowed."""
    if not Place.objects.welcomed_by(actor).filter(pk=place.pk).exists():
        raise NotAllowed("Vous ne tenez pas l’accueil de ce lieu.")
    choice, _ = DaySheetChoice.objects.update_or_create(
        place=place, user=actor, defaults={"is_wanted": is_wanted}
    )
    return choice


def noted_at(at: datetime | None) -> datetime:
    """When an entry was noted: never in the future. Raises AlreadyDecided for one kept for more than a day."""
    now = clock.now()
    if at is not None and at < now - KEPT_AT_MOST:
        raise AlreadyDecided("Cette saisie a plus d’un jour : donnez-la à la gestion du lieu.")
    return min(at or now, now)


def _require(*, allowed: bool) -> None:
    if not allowed:
        raise NotAllowed("Vous ne tenez pas l’accueil de ce lieu.")


def _require_confirmed(booking: Booking) -> None:
    if booking.status != BookingStatus.CONFIRMED:
        raise AlreadyDecided(
            f"Cette réservation n’est pas confirmée : elle est {booking.get_status_display()}."
        )

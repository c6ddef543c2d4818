"""What a regular booking writes to its organiser: one mail for the whole, never one per date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse

import clock
from bookings import guest_notices
from bookings.enums import HOLDING, BookingStatus
from bookings.models import Booking, BookingSeries
from bookings.notices import REMINDER, ask_approvers, remind
from reminders import services as reminders
from reminders.registry import Kind, register
from spaces.wording import day

CREATED = "series.created"
CHANGED = "series.changed"
CANCELLED = "series.cancelled"
RENEW = "series.renew"

RENEW_BEFORE = timedelta(days=61)


def created(series: BookingSeries) -> None:
    """A series was just written: one confirmation, a reminder before each date, one offer to renew."""
    _tell(CREATED, series)
    bookings = _standing(series)
    for booking in bookings:
        remind(booking)
    _ask_approvers(bookings)
    last = max(booking.starts_at for booking in bookings)
    offered = last - RENEW_BEFORE
    if offered > clock.now():
        reminders.schedule(
            kind=RENEW, subject=series, recipient=series.organiser, due_at=offered, expires_at=last
        )


def changed(series: BookingSeries, bookings: Sequence[Booking]) -> None:
    """Some dates moved: their reminders move with them."""
    _drop(bookings, "réservation modifiée")
    moved = Booking.objects.with_rooms().filter(pk__in=[row.pk for row in bookings]).by_start()
    for booking in moved:
        remind(booking)
        guest_notices.follow(booking)
    _ask_approvers(moved)
    _tell(CHANGED, series)


def cancelled(series: BookingSeries, bookings: Sequence[Booking]) -> None:
    """Some dates were given back: nobody is reminded of them."""
    _drop(bookings, "réservation annulée")
    for booking in bookings:
        guest_notices.follow(booking)
    if not _standing(series):
        reminders.cancel(subject=series, kinds=[RENEW], reason="réservation régulière annulée")
    _tell(CANCELLED, series)


def _ask_approvers(bookings: Iterable[Booking]) -> None:
    """The first of the dates that wait speaks for all: their queue shows the others."""
    waiting = [booking for booking in bookings if booking.status == BookingStatus.PENDING]
    if waiting:
        ask_approvers(waiting[0])


def _drop(bookings: Sequence[Booking], reason: str) -> None:
    for booking in bookings:
        reminders.cancel(subject=booking, kinds=[REMINDER], reason=reason)


def _tell(kind: str, series: BookingSeries) -> None:
    now = clock.now()
    reminders.schedule(
        kind=kind, subject=series, recipient=series.organiser, due_at=now, occurrence=f"{now:%Y%m%dT%H%M%S%f}"
    )
    reminders.wake()


def _standing(series: BookingSeries) -> list[Booking]:
    rows = Booking.objects.with_rooms().filter(series=series).holding().not_over(clock.now())
    return sorted(rows, key=lambda row: row.starts_at)


def _find(subject_id: str) -> BookingSeries | None:
    try:
        rows = BookingSeries.objects.select_related("place", "space", "organiser", "organisation")
        return rows.filter(pk=subject_id).first()
    except (ValidationError, ValueError):
        return None


def _ever(series: BookingSeries, notice: Any) -> str | None:
    return None


def _still_to_renew(series: BookingSeries, notice: Any) -> str | None:
    same: dict[str, Any] = {"organisation": series.organisation}
    if series.organisation is None:
        same = {"organiser": series.organiser}
    following = BookingSeries.objects.filter(
        place=series.place, title=series.title, first_day__gt=series.first_day, **same
    )
    if following.filter(bookings__status__in=HOLDING).exists():
        return "elle est déjà reconduite"
    return None


def _context(series: BookingSeries, notice: Any) -> dict[str, Any]:
    zone = series.place.zone
    bookings = _standing(series)
    waiting = [booking for booking in bookings if booking.status == BookingStatus.PENDING]
    return {
        "title": series.title,
        "room": series.space.name,
        "door": series.space.door_number,
        "place": series.place.name,
        "dates": [
            day(clock.local(booking.starts_at, zone)) + (", à valider" if booking in waiting else "")
            for booking in bookings
        ],
        "all_wait": bool(bookings) and len(waiting) == len(bookings),
        "some_wait": bool(waiting),
        "hours": f"{series.starts.hour} h {series.starts.minute:02}"
        if series.starts.minute
        else f"{series.starts.hour} h",
        "rejected": [
            {"day": day(clock.local(row.starts_at, zone)), "reason": row.reason}
            for row in series.rejected.all()
        ],
        "link": settings.BASE_URL + reverse("bookings:series", args=[series.pk]),
    }


def _sample() -> dict[str, Any]:
    return {
        "title": "Atelier couture",
        "room": "Salle du Clain",
        "door": "12",
        "place": "La Caserne",
        "dates": ["mardi 3 mars 2026", "mardi 10 mars 2026"],
        "hours": "18 h 30",
        "all_wait": False,
        "some_wait": False,
        "rejected": [{"day": "mardi 17 mars 2026", "reason": "Date sautée à votre demande."}],
        "link": settings.BASE_URL + "/mon-espace/",
    }


def register_kinds() -> None:
    """Say to the reminders what each notice about series is (called when the app is ready)."""
    for key, label, template, essential, still_deserved in [
        (CREATED, "Réservation régulière confirmée", "series_created", True, _ever),
        (CHANGED, "Réservation régulière modifiée", "series_changed", True, _ever),
        (CANCELLED, "Dates d’une réservation régulière rendues", "series_cancelled", True, _ever),
        (RENEW, "Réservation régulière à reconduire", "series_renew", False, _still_to_renew),
    ]:
        register(
            Kind(
                key=key,
                label=label,
                template=f"bookings/mail/{template}",
                find=_find,
                context=_context,
                still_deserved=still_deserved,
                essential=essential,
                sample=_sample,
            )
        )

"""The queue of an approver, with what helps to decide: who asks, what for, at what price, between whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

import clock
from bookings.checks import lacking_among
from bookings.enums import BookingStatus
from bookings.errors import Refusal
from bookings.forms import RefusalForm
from bookings.models import Booking, BookingSpace, WaitingEntry
from bookings.present import words
from people.models import User
from spaces.wording import moments

AROUND = timedelta(hours=12)


@dataclass(frozen=True)
class Past:
    """What those who ask have already done here."""

    held: int = 0
    missed: int = 0

    def __str__(self) -> str:
        if not self.held:
            return "Première demande."
        times = "1 réservation passée" if self.held == 1 else f"{self.held} réservations passées"
        if not self.missed:
            return f"{times}."
        return f"{times}, dont {self.missed} où personne n’est venu."


@dataclass(frozen=True)
class Context:
    """Everything read for the whole queue at once."""

    past: dict[tuple[str, Any], Past]
    around: Sequence[BookingSpace]
    waiting: Sequence[WaitingEntry]
    lacking: dict[Any, list[Refusal]]
    titled: frozenset[Any] = field(default_factory=frozenset)


def queue(user: User, *, wrong: tuple[Booking, RefusalForm] | None = None) -> list[dict[str, Any]]:
    """Requests that wait for this person, the nearest first; `wrong` keeps a refusal that lacked its reason."""
    waiting = list(Booking.objects.approvable_by(user).not_over(clock.now()).with_rooms().by_start())
    if not waiting:
        return []
    context = _read(waiting, user)
    return [_request(booking, context, wrong) for booking in waiting]


def _request(booking: Booking, context: Context, wrong: tuple[Booking, RefusalForm] | None) -> dict[str, Any]:
    organisation = booking.organisation
    return {
        "booking": booking,
        "day": clock.local(booking.starts_at, booking.zone),
        "when": moments(booking.starts_at, booking.ends_at, booking.zone),
        "rooms": ", ".join(row.space.name for row in booking.booked_spaces.all()),
        "who": str(organisation or booking.organiser),
        "standing": f"{organisation.get_kind_display()} {organisation.get_status_display()}"
        if organisation
        else "en son nom",
        "past": str(context.past.get(_asker(booking), Past())),
        "neighbours": _neighbours(booking, context),
        "line": _line(booking, context.waiting),
        "lacking": " ".join(refusal.message for refusal in context.lacking[booking.pk]),
        "form": wrong[1] if wrong and wrong[0] == booking else RefusalForm(auto_id=f"id_{booking.pk.hex}_%s"),
    }


def _read(waiting: Sequence[Booking], user: User) -> Context:
    rows = [row for booking in waiting for row in booking.booked_spaces.all()]
    spaces = {row.space_id for row in rows}
    first, last = min(row.starts_at for row in rows), max(row.ends_at for row in rows)
    around = list(
        BookingSpace.objects.holding()
        .filter(space__in=spaces)
        .overlapping(first - AROUND, last + AROUND)
        .select_related("booking")
        .order_by("starts_at", "pk")
    )
    titled = Booking.objects.filter(pk__in={row.booking_id for row in around}).titled_for(user)
    return Context(
        past=_past(waiting),
        around=around,
        waiting=list(
            WaitingEntry.objects.open().filter(space__in=spaces, starts_at__lt=last, ends_at__gt=first)
        ),
        lacking=lacking_among(waiting),
        titled=frozenset(titled.values_list("pk", flat=True)),
    )


def _asker(booking: Booking) -> tuple[str, Any]:
    if booking.organisation_id:
        return "organisation", booking.organisation_id
    return "organiser", booking.organiser_id


def _past(waiting: Iterable[Booking]) -> dict[tuple[str, Any], Past]:
    """How often each of those who ask has come, and how often nobody did; two queries at most."""
    askers: dict[str, set[Any]] = {}
    for booking in waiting:
        kind, pk = _asker(booking)
        askers.setdefault(kind, set()).add(pk)
    found: dict[tuple[str, Any], Past] = {}
    for kind, pks in askers.items():
        own = {} if kind == "organisation" else {"organisation__isnull": True}
        counts = (
            Booking.objects.confirmed()
            .over(clock.now())
            .filter(**{f"{kind}__in": pks}, **own)
            .order_by()
            .values_list(kind)
            .annotate(held=Count("pk"), missed=Count("pk", filter=Q(attendance_declared=0)))
        )
        found |= {(kind, pk): Past(held, missed) for pk, held, missed in counts}
    return found


def _neighbours(booking: Booking, context: Context) -> list[str]:
    """Who leaves the room just before, and who enters it just after."""
    said = []
    for row in booking.booked_spaces.all():
        others = [
            near for near in context.around if near.space_id == row.space_id and near.booking_id != booking.pk
        ]
        before = [near for near in others if row.starts_at - AROUND < near.ends_at <= row.starts_at]
        after = [near for near in others if row.ends_at <= near.starts_at < row.ends_at + AROUND]
        if before:
            near = max(before, key=lambda other: other.ends_at)
            said.append(f"Avant, {_title(near, context)} jusqu’à {_hour(near.ends_at, booking)}.")
        if after:
            near = min(after, key=lambda other: other.starts_at)
            said.append(f"Après, {_title(near, context)} à {_hour(near.starts_at, booking)}.")
    return said


def _title(row: BookingSpace, context: Context) -> str:
    asked = " (aussi en attente)" if row.booking.status == BookingStatus.PENDING else ""
    return (f"« {row.booking.title} »" if row.booking_id in context.titled else "une réservation") + asked


def _hour(at: datetime, booking: Booking) -> str:
    return words.hour_of(at, booking.zone)


def _line(booking: Booking, waiting: Sequence[WaitingEntry]) -> str:
    """How many stand in line for the same room at the same hours."""
    count = len(
        {
            entry.pk
            for row in booking.booked_spaces.all()
            for entry in waiting
            if entry.space_id == row.space_id
            and entry.starts_at < row.ends_at
            and entry.ends_at > row.starts_at
        }
    )
    if not count:
        return ""
    return "1 personne attend la même salle." if count == 1 else f"{count} personnes attendent la même salle."

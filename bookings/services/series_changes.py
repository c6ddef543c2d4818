"""Many dates of a regular booking at once: given back, or moved, each under the rules of one booking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import time, timedelta

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

import clock
from bookings import agenda, policies, series_notices
from bookings.agenda import SeriesUndecided
from bookings.checks import Asker
from bookings.enums import HOLDING, BookingStatus
from bookings.errors import AlreadyDecided, BookingRefused, NotAllowed, Refusal
from bookings.models import Booking, BookingSeries, BookingSpace
from bookings.rooms import claim_of, end_of
from bookings.services import booking as writing
from bookings.services.changes import still_due
from bookings.services.series import plan_of, prices_of
from people.models import User
from spaces.holds import Hold
from spaces.models import Space
from spaces.services import ledger


class Scope(models.TextChoices):
    """How far a change of a series goes; what is past never changes."""

    THIS = "this", _("cette date seulement")
    FOLLOWING = "following", _("cette date et les suivantes")
    ALL = "all", _("toutes les dates à venir")


@ledger.retry_deadlock
@transaction.atomic
def cancel_series(*, booking: Booking, scope: Scope, actor: User, reason: str = "") -> int:
    """Give back one date of a series, the following ones too, or all those to come; how many.

    For those who may change the booking. A date given back after the deadline of its room stays due, as
    with `cancel`. One mail tells the organiser. Raises NotAllowed, AlreadyDecided.
    """
    rows = _concerned(booking, scope, actor)
    now = clock.now()
    due = still_due(rows, actor)
    for row in rows:
        row.status, row.cancelled_at, row.reason = BookingStatus.CANCELLED, now, reason.strip()
        if row not in due:
            row.price_due = 0
        row.sequence += 1
        row.checked_in_at = row.released_at = row.attendance_declared = None
        ledger.release(claim=claim_of(row))
    Booking.objects.bulk_update(
        rows,
        ["status", "cancelled_at", "reason", "price_due", "sequence", "checked_in_at", "released_at",
         "attendance_declared"],
    )  # fmt: skip
    if booking.series is not None:
        series_notices.cancelled(booking.series, rows)
    return len(rows)


@ledger.retry_deadlock
@transaction.atomic
def reschedule_series(
    *,
    booking: Booking,
    scope: Scope,
    actor: User,
    starts: time | None = None,
    duration: timedelta | None = None,
    space: Space | None = None,
) -> int:
    """Move the dates of a series to another hour, length or room: all of them, or none; how many.

    Each date keeps its day; in a room that asks for approval it waits for it again. Raises SeriesUndecided
    when one of the new moments is taken or refused, BookingRefused for two dates on one day, NotAllowed,
    AlreadyDecided; everything then stays as it was.
    """
    series = booking.series
    if series is None:
        raise NotAllowed("Cette réservation ne fait pas partie d’une réservation régulière.")
    rows = {
        row: clock.local(row.starts_at, series.place.zone).date()
        for row in _concerned(booking, scope, actor, also=[space] if space else [])
    }
    days = frozenset(rows.values())
    if not days:
        return 0
    if len(days) < len(rows):
        raise BookingRefused(
            [Refusal("dates", "Deux de ces dates tombent le même jour : déplacez-en d’abord une, seule.")]
        )
    plan = plan_of(series, on=days)
    wanted = replace(
        plan,
        space=space or plan.space,
        duration=duration or plan.duration,
        recurrence=replace(plan.recurrence, starts=starts or plan.recurrence.starts),
    )
    asker = Asker(series.organiser, series.organisation, actor)
    found = agenda.preview(wanted, asker, moving=list(rows))
    if any(not occurrence.stands for occurrence in found):
        raise SeriesUndecided(found)
    holds = {occurrence.day: occurrence.hold for occurrence in found}
    moves = {row: holds[day] for row, day in rows.items() if writing.held_rooms([row]) != [holds[day]]}
    if moves:
        _move(moves, series, asker)
        series_notices.changed(series, list(moves))
    if scope != Scope.THIS:
        series.starts, series.duration = wanted.recurrence.starts, wanted.duration
        series.space = wanted.space
        series.save(update_fields=["starts", "duration", "space"])
    return len(moves)


def _move(moves: dict[Booking, Hold], series: BookingSeries, asker: Asker) -> None:
    holds = list(moves.values())
    prices = prices_of(holds, series.organisation)
    asks = writing.facts_for(holds, series.place, asker, excluding=list(moves))
    # Given back first, so that dates of one series never stand in each other's way.
    for row in moves:
        ledger.release(claim=claim_of(row))
    for row, hold in moves.items():
        ledger.reoccupy(claim=claim_of(row), holds=[hold])
        quote = prices[hold.space.pk]
        row.price_due, row.price_public, row.price_lines = quote.due, quote.public, quote.snapshot()
        row.sequence += 1
        row.check_in_by = asks.check_in_by([hold])
        if row.status == BookingStatus.CONFIRMED and asks.needs_approval([hold.space]):
            row.status, row.decided_at, row.decided_by = BookingStatus.PENDING, None, None
    BookingSpace.objects.filter(booking__in=[row.pk for row in moves]).delete()
    BookingSpace.objects.bulk_create(
        BookingSpace(booking=row, space=hold.space, starts_at=hold.start, ends_at=end_of(hold))
        for row, hold in moves.items()
    )
    Booking.objects.bulk_update(
        moves,
        ["price_due", "price_public", "price_lines", "sequence", "check_in_by", "status", "decided_at",
         "decided_by"],
    )  # fmt: skip


def _concerned(booking: Booking, scope: Scope, actor: User, also: Sequence[Space] = ()) -> list[Booking]:
    if not policies.may_change(actor, booking):
        raise NotAllowed("Vous ne pouvez pas changer cette réservation.")
    now = clock.now()
    if scope == Scope.THIS and booking.starts_at <= now:
        raise AlreadyDecided("Cette réservation a commencé : elle ne change plus.")
    rows = Booking.objects.filter(pk=booking.pk)
    if scope != Scope.THIS and booking.series_id:
        since = booking.starts_at if scope == Scope.FOLLOWING else now
        rows = Booking.objects.filter(series=booking.series_id, booked_spaces__starts_at__gte=max(since, now))
    # Rooms first, then bookings: the ledger's order of locks has no exception.
    spaces = [row.space for found in rows.with_rooms() for row in found.booked_spaces.all()]
    ledger.lock(spaces=[*spaces, *also], organisations=[o for o in [booking.organisation] if o])
    ids = Booking.objects.filter(pk__in=rows.values("pk"), status__in=HOLDING).order_by("pk")
    locked = list(ids.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
    found = Booking.objects.with_rooms().select_related("claim").filter(pk__in=locked)
    return sorted(found, key=lambda row: row.starts_at)

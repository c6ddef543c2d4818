from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, time, timedelta

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

import clock
from bookings import agenda, policies, pricing, series_notices
from bookings.agenda import Occurrence, Plan, State
from bookings.checks import Asker
from bookings.enums import HOLDING, BookingStatus
from bookings.errors import BookingRefused, NotAllowed, Refusal, SeriesUndecided
from bookings.models import Booking, BookingSeries, BookingSpace, RejectedOccurrence
from bookings.recurrence import Recurrence, with_end
from bookings.rooms import claim_of, end_of
from bookings.services import booking as writing
from people.models import Organisation, User
from spaces.enums import ClaimKind
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
def create_series(
    *,
    organiser: User,
    plan: Plan,
    title: str,
    organisation: Organisation | None = None,
    actor: User | None = None,
    leave_aside: bool = False,
) -> BookingSeries:
    """Write a regular booking: the rule, and one booking per date that is free, all at once.

    Anyone who may book the room. A date that is taken or refused must have been decided in
    `plan.choices` (skipped, moved, another room), otherwise SeriesUndecided carries the preview and
    nothing is written; or else `leave_aside` skips it. Skipped dates are kept with their reason, and may be
    tried again. Raises RuleRefused, BookingRefused, also when no date would stand, NotAllowed.
    """
    asker = Asker(organiser, organisation, actor or organiser)
    if not title.strip():
        raise BookingRefused([Refusal("title", "Dites en quelques mots ce que vous y faites.", firm=True)])
    writing.check_asker(asker, plan.space.place)
    occurrences = _decided(plan, asker, leave_aside=leave_aside)
    series = BookingSeries.objects.create(
        place=plan.space.place,
        space=plan.space,
        organiser=organiser,
        organisation=organisation,
        title=title.strip(),
        attendees=plan.attendees,
        layout=plan.layout,
        rule=plan.recurrence.rule,
        first_day=plan.recurrence.first_day,
        starts=plan.recurrence.starts,
        duration=plan.duration,
        exdates=sorted(plan.recurrence.exdates),
        rdates=sorted(plan.recurrence.rdates),
    )
    _write(series, occurrences, asker)
    series_notices.created(series)
    return series


@ledger.retry_deadlock
@transaction.atomic
def retry_rejected(*, series: BookingSeries, actor: User) -> int:
    """Try again the dates that could not be made; how many could be this time.

    For those who may change the series. Dates past stay as they are. Raises NotAllowed.
    """
    _require_series(series, actor)
    waiting = list(series.rejected.filter(starts_at__gt=clock.now()))
    days = {clock.local(row.starts_at, series.place.zone).date() for row in waiting}
    if not days:
        return 0
    plan = replace(
        plan_of(series),
        recurrence=replace(recurrence_of(series), rdates=frozenset(days), exdates=frozenset()),
    )
    asker = Asker(series.organiser, series.organisation, actor)
    ledger.lock(spaces=[series.space], organisations=[o for o in [series.organisation] if o])
    found = [row for row in agenda.preview(plan, asker) if row.day in days and row.stands]
    if not found:
        return 0
    _write(series, found, asker)
    series.rejected.filter(starts_at__in=[row.hold.start for row in found]).delete()
    return len(found)


@ledger.retry_deadlock
@transaction.atomic
def cancel_series(*, booking: Booking, scope: Scope, actor: User, reason: str = "") -> int:
    """Give back one date of a series, the following ones too, or all those to come; how many.

    For those who may change the booking. One mail tells the organiser. Raises NotAllowed.
    """
    rows = _concerned(booking, scope, actor)
    now = clock.now()
    for row in rows:
        row.status, row.cancelled_at, row.reason = BookingStatus.CANCELLED, now, reason.strip()
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

    Each date keeps its day. Raises SeriesUndecided when one of the new moments is taken or refused, and
    NotAllowed; everything then stays as it was.
    """
    series = booking.series
    if series is None:
        raise NotAllowed("Cette réservation ne fait pas partie d’une réservation régulière.")
    rows = _concerned(booking, scope, actor, also=[space] if space else [])
    days = frozenset(clock.local(row.starts_at, series.place.zone).date() for row in rows)
    if not days:
        return 0
    wanted = replace(plan_of(series), space=space or series.space, duration=duration or series.duration)
    recurrence = replace(
        wanted.recurrence,
        first_day=min(days),
        starts=starts or series.starts,
        rule="FREQ=DAILY;COUNT=1",
        rdates=days,
        exdates=frozenset(),
    )
    found = agenda.preview(
        replace(wanted, recurrence=recurrence),
        Asker(series.organiser, series.organisation, actor),
        ignoring=[claim_of(row) for row in rows],
    )
    if any(not occurrence.stands for occurrence in found):
        raise SeriesUndecided(found)
    _move(rows, {occurrence.day: occurrence.hold for occurrence in found}, series)
    if scope != Scope.THIS:
        series.starts, series.duration = recurrence.starts, wanted.duration
        series.space = wanted.space
        series.save(update_fields=["starts", "duration", "space"])
    series_notices.changed(series, rows)
    return len(rows)


def renewal_of(series: BookingSeries, *, until: date) -> Plan:
    """« Reconduire »: the same booking, from the day after its last date until another end."""
    last = max(recurrence_of(series).days())
    rule = with_end(series.rule, until=until, zone=series.place.zone)
    following = replace(recurrence_of(series), rule=rule, exdates=frozenset(), rdates=frozenset())
    first = next((day for day in following.days() if day > last), None)
    if first is None:
        raise BookingRefused([Refusal("renewal", "Il n’y a aucune date à reconduire avant cette fin.")])
    return replace(plan_of(series), recurrence=replace(following, first_day=first), choices=None)


def plan_of(series: BookingSeries) -> Plan:
    """What a series asks for, as it stands."""
    return Plan(
        space=series.space,
        recurrence=recurrence_of(series),
        duration=series.duration,
        attendees=series.attendees,
        layout=series.layout,
    )


def cost_of(occurrences: Iterable[Occurrence], organisation: Organisation | None) -> pricing.Quote:
    """What the dates that stand cost this organisation, added up."""
    kept = [row for row in occurrences if row.stands]
    quotes = _quotes(kept, organisation)
    return pricing.total(quotes[row.hold.space.pk] for row in kept)


def recurrence_of(series: BookingSeries) -> Recurrence:
    """When a series happens, as it stands."""
    return Recurrence(
        rule=series.rule,
        first_day=series.first_day,
        starts=series.starts,
        zone=series.place.zone,
        exdates=frozenset(series.exdates),
        rdates=frozenset(series.rdates),
    )


def _decided(plan: Plan, asker: Asker, *, leave_aside: bool) -> list[Occurrence]:
    spaces = {plan.space, *(hold.space for hold in plan.holds().values())}
    ledger.lock(spaces=spaces, organisations=[o for o in [asker.organisation] if o])
    found = agenda.preview(plan, asker)
    if leave_aside:
        found = [row if row.stands else replace(row, state=State.SKIPPED) for row in found]
    if any(row.state in (State.TAKEN, State.REFUSED) for row in found):
        raise SeriesUndecided(found)
    if not any(row.stands for row in found):
        raise BookingRefused(
            [
                Refusal(
                    "dates", "Aucune de ces dates n’est à réserver : gardez-en au moins une qui soit libre."
                )
            ]
        )
    return found


def _write(series: BookingSeries, occurrences: Sequence[Occurrence], asker: Asker) -> None:
    kept = [row for row in occurrences if row.stands]
    claims = ledger.occupy_many(kind=ClaimKind.BOOKING, batches=[[row.hold] for row in kept])
    quotes = _quotes(kept, series.organisation)
    asks = writing.facts_for([row.hold for row in kept], series.place, asker)
    bookings = Booking.objects.bulk_create(
        Booking(
            place=series.place,
            claim=claim,
            series=series,
            status=(
                BookingStatus.PENDING if asks.needs_approval([row.hold.space]) else BookingStatus.CONFIRMED
            ),
            organiser=series.organiser,
            organisation=series.organisation,
            title=series.title,
            attendees=series.attendees,
            layout=series.layout,
            price_due=quotes[row.hold.space.pk].due,
            price_public=quotes[row.hold.space.pk].public,
            price_lines=quotes[row.hold.space.pk].snapshot(),
            check_in_by=asks.check_in_by([row.hold]),
        )
        for row, claim in zip(kept, claims, strict=True)
    )
    BookingSpace.objects.bulk_create(
        BookingSpace(
            booking=booking, space=row.hold.space, starts_at=row.hold.start, ends_at=end_of(row.hold)
        )
        for booking, row in zip(bookings, kept, strict=True)
    )
    RejectedOccurrence.objects.bulk_create(
        RejectedOccurrence(series=series, starts_at=row.hold.start, reason=row.reason[:300])
        for row in occurrences
        if row.state == State.SKIPPED
    )


def _quotes(kept: Sequence[Occurrence], organisation: Organisation | None) -> dict[int, pricing.Quote]:
    """The price of one date in each of their rooms: all last as long."""
    holds = {row.hold.space.pk: row.hold for row in kept}
    return {pk: writing.price([hold], hold.space.place, organisation) for pk, hold in holds.items()}


def _move(rows: Sequence[Booking], holds: dict[date, Hold], series: BookingSeries) -> None:
    zone = series.place.zone
    moves = [(row, holds[clock.local(row.starts_at, zone).date()]) for row in rows]
    # Given back first, so that dates of one series never stand in each other's way.
    for row, _hold in moves:
        ledger.release(claim=claim_of(row))
    for row, hold in moves:
        ledger.reoccupy(claim=claim_of(row), holds=[hold])
        quote = writing.price([hold], series.place, series.organisation)
        row.price_due, row.price_public, row.price_lines = quote.due, quote.public, quote.snapshot()
        row.sequence += 1
        writing.write_rooms(row, [hold])
    Booking.objects.bulk_update(rows, ["price_due", "price_public", "price_lines", "sequence"])


def _concerned(booking: Booking, scope: Scope, actor: User, also: Sequence[Space] = ()) -> list[Booking]:
    if not policies.may_change(actor, booking):
        raise NotAllowed("Vous ne pouvez pas changer cette réservation.")
    rows = Booking.objects.filter(pk=booking.pk)
    if scope != Scope.THIS and booking.series_id:
        since = booking.starts_at if scope == Scope.FOLLOWING else clock.now()
        rows = Booking.objects.filter(
            series=booking.series_id, booked_spaces__starts_at__gte=max(since, clock.now())
        )
    # Rooms first, then bookings: the ledger's order of locks has no exception.
    spaces = [row.space for found in rows.with_rooms() for row in found.booked_spaces.all()]
    ledger.lock(spaces=[*spaces, *also], organisations=[o for o in [booking.organisation] if o])
    ids = Booking.objects.filter(pk__in=rows.values("pk"), status__in=HOLDING).order_by("pk")
    locked = list(ids.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
    found = Booking.objects.with_rooms().select_related("claim").filter(pk__in=locked)
    return sorted(found, key=lambda row: row.starts_at)


def _require_series(series: BookingSeries, actor: User) -> None:
    if not Booking.objects.changeable_by(actor).filter(series=series).exists():
        raise NotAllowed("Vous ne pouvez pas changer cette réservation régulière.")

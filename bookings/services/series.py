from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from django.db import transaction

import clock
from bookings import agenda, policies, pricing, series_notices
from bookings.agenda import Occurrence, Plan, SeriesUndecided, State
from bookings.checks import Asker
from bookings.enums import HOLDING, BookingStatus
from bookings.errors import BookingRefused, NotAllowed, Refusal
from bookings.models import Booking, BookingSeries, BookingSpace, RejectedOccurrence
from bookings.recurrence import Recurrence, with_end
from bookings.rooms import end_of
from bookings.services import booking as writing
from people.models import Organisation, User
from spaces.enums import ClaimKind
from spaces.holds import Hold
from spaces.services import ledger

A_MOMENT = timedelta(minutes=10)


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
    writing.check_people(plan.attendees)
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
    zone = series.place.zone
    waiting = {
        row.pk: clock.local(row.starts_at, zone).date()
        for row in series.rejected.filter(starts_at__gt=clock.now())
    }
    if not waiting:
        return 0
    plan = plan_of(series, on=frozenset(waiting.values()))
    asker = Asker(series.organiser, series.organisation, actor)
    ledger.lock(spaces=[series.space], organisations=[o for o in [series.organisation] if o])
    found = [row for row in agenda.preview(plan, asker) if row.stands]
    if not found:
        return 0
    _write(series, found, asker)
    made = {row.day for row in found}
    # By their day: the hours of the series may have changed since they were left aside.
    series.rejected.filter(pk__in=[pk for pk, day in waiting.items() if day in made]).delete()
    return len(found)


def renewal_of(series: BookingSeries, *, until: date) -> Plan:
    """« Reconduire »: the same booking, from the day after its last date until another end."""
    last = max(recurrence_of(series).days())
    bare = replace(recurrence_of(series), exdates=frozenset(), rdates=frozenset())
    # Read from its own last date: from the first one, thirteen months would end before the next season.
    rule = with_end(series.rule, until=until, zone=series.place.zone)
    following = replace(bare, rule=rule, first_day=max(bare.days()))
    first = next((day for day in following.days() if day > last), None)
    if first is None:
        raise BookingRefused([Refusal("renewal", "Il n’y a aucune date à reconduire avant cette fin.")])
    return replace(plan_of(series), recurrence=replace(following, first_day=first), choices=None)


def plan_of(series: BookingSeries, *, on: frozenset[date] | None = None) -> Plan:
    """What a series asks for, as it stands; `on` these days alone, when they are said."""
    recurrence = recurrence_of(series)
    if on:
        recurrence = replace(
            recurrence, first_day=min(on), rule="FREQ=DAILY;COUNT=1", rdates=on, exdates=frozenset()
        )
    return Plan(
        space=series.space,
        recurrence=recurrence,
        duration=series.duration,
        attendees=series.attendees,
        layout=series.layout,
    )


def renewing(series: BookingSeries, actor: User) -> Asker:
    """Who asks for a renewal: whoever answers for the organisation, in their own name; the team, in the organiser's."""
    organiser = series.organiser if policies.manages(actor, series.place) else actor
    return Asker(organiser, series.organisation, actor)


def just_made(plan: Plan, *, organiser: User, title: str) -> BookingSeries | None:
    """The very same series, when it was written a moment ago: a double click, or « Précédent » and again."""
    return BookingSeries.objects.filter(
        organiser=organiser,
        space=plan.space,
        rule=plan.recurrence.rule,
        first_day=plan.recurrence.first_day,
        starts=plan.recurrence.starts,
        title=title.strip(),
        created_at__gt=clock.now() - A_MOMENT,
        bookings__status__in=HOLDING,
    ).first()


def cost_of(occurrences: Iterable[Occurrence], organisation: Organisation | None) -> pricing.Quote:
    """What the dates that stand cost this organisation, added up."""
    kept = [row for row in occurrences if row.stands]
    quotes = prices_of([row.hold for row in kept], organisation)
    return pricing.total(quotes[row.hold.space.pk] for row in kept)


def prices_of(holds: Iterable[Hold], organisation: Organisation | None) -> dict[int, pricing.Quote]:
    """The price of one date in each of their rooms: all last as long."""
    rooms = {hold.space.pk: hold for hold in holds}
    return {pk: writing.price([hold], hold.space.place, organisation) for pk, hold in rooms.items()}


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
    if any(row.is_blocked for row in found):
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
    quotes = prices_of([row.hold for row in kept], series.organisation)
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


def _require_series(series: BookingSeries, actor: User) -> None:
    if not Booking.objects.changeable_by(actor).filter(series=series).exists():
        raise NotAllowed("Vous ne pouvez pas changer cette réservation régulière.")
    # New dates take the name of the organisation: whoever has left it asks for none.
    writing.check_asker(Asker(actor, series.organisation, actor), series.place)

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

import clock
from bookings import policies
from bookings.errors import NotAllowed
from bookings.ical.fetch import fetch_calendar, split_address
from bookings.ical.intake import CalendarRefused, Moment, Reading
from bookings.ical.reader import read_apart
from bookings.models import OutsideCalendar, OutsideEvent
from people.models import User
from spaces.conflicts import conflicts
from spaces.enums import ClaimKind
from spaces.errors import DomainError, SlotTaken
from spaces.holds import Hold
from spaces.models import Space
from spaces.services import ledger

AHEAD = timedelta(days=400)


@dataclass(frozen=True)
class Expected:
    """A moment of an outside calendar, and what stands in its way; nothing when the space is free."""

    moment: Moment
    conflict: str


@dataclass(frozen=True)
class Outcome:
    """What a reading did: how many hold the space, found it taken, were taken back, were left aside."""

    held: int
    in_conflict: int
    gone: int
    left_out: Sequence[str]


def window() -> tuple[datetime, datetime]:
    """What is read of a calendar: from now to a little over a year ahead."""
    now = clock.now()
    return now, now + AHEAD


def read_for(space: Space, text: bytes) -> Reading:
    """What a calendar says of a space, in its window. Raises CalendarRefused."""
    since, until = window()
    return read_apart(text, zone=space.place.zone, since=since, until=until)


def preview(space: Space, reading: Reading) -> list[Expected]:
    """What would hold the space and what would not; nothing is written."""
    found: dict[int, str] = {}
    for conflict in conflicts([_hold(space, moment) for moment in reading.moments]):
        found.setdefault(conflict.hold, str(conflict))
    return [Expected(moment, found.get(index, "")) for index, moment in enumerate(reading.moments)]


@transaction.atomic
def follow(*, space: Space, name: str, address: str, actor: User | None) -> OutsideCalendar:
    """Follow a calendar at an address. The managers of the place; nobody (None) is the command line.

    Raises NotAllowed, CalendarRefused for an address that is none.
    """
    _require_manager(actor, space)
    parts = split_address(address)
    return OutsideCalendar.objects.create(
        space=space, name=name.strip() or str(parts.hostname), address=parts.geturl(), created_by=actor
    )


@transaction.atomic
def import_file(*, space: Space, name: str, text: bytes, actor: User | None) -> Outcome:
    """Read a file once: what is free holds the space, the rest waits for somebody's decision.

    The managers of the place, or the command line. The same file again changes nothing.
    Raises NotAllowed, CalendarRefused.
    """
    _require_manager(actor, space)
    reading = read_for(space, text)
    calendar, _ = OutsideCalendar.objects.get_or_create(
        space=space, name=name, address="", defaults={"created_by": actor}
    )
    return _apply(calendar, reading)


def refresh(*, calendar: OutsideCalendar) -> Outcome | None:
    """Read a followed calendar again; None when nothing changed or it does not answer. For the scheduler.

    A calendar that does not answer, or no longer reads, keeps what it gave before, and says why.
    """
    try:
        fetched = fetch_calendar(calendar.address, etag=calendar.etag, last_modified=calendar.last_modified)
        reading = read_for(calendar.space, fetched.text) if fetched.text is not None else None
    except CalendarRefused as refused:
        OutsideCalendar.objects.filter(pk=calendar.pk).update(
            tried_at=clock.now(), trouble=refused.message[:300]
        )
        return None
    with transaction.atomic():
        outcome = _apply(calendar, reading) if reading is not None else None
        OutsideCalendar.objects.filter(pk=calendar.pk).update(
            tried_at=clock.now(),
            succeeded_at=clock.now(),
            trouble="",
            etag=fetched.etag,
            last_modified=fetched.last_modified,
        )
    return outcome


@transaction.atomic
def stop_following(*, calendar: OutsideCalendar, actor: User) -> None:
    """Follow it no more, and free what it holds from now on. The managers of the place. Raises NotAllowed."""
    _require_manager(actor, calendar.space)
    OutsideCalendar.objects.filter(pk=calendar.pk).update(stopped_at=clock.now())
    _forget(list(calendar.moments.filter(starts_at__gt=clock.now()).select_related("claim")))


def _require_manager(actor: User | None, space: Space) -> None:
    if actor is not None and not policies.manages(actor, space.place):
        raise NotAllowed("Seule la gestion du lieu y fait entrer un agenda.")


@ledger.retry_deadlock
@transaction.atomic
def _apply(calendar: OutsideCalendar, reading: Reading) -> Outcome:
    ledger.lock(spaces=[calendar.space])
    since = clock.now()
    known = {event.key: event for event in calendar.moments.filter(ends_at__gt=since).select_related("claim")}
    wanted = {moment.key: moment for moment in reading.moments}
    # What left the calendar goes first, so that its room is there for what came.
    gone = _forget([event for key, event in known.items() if key not in wanted])
    events = [_settle(calendar, known.get(key), moment) for key, moment in wanted.items()]
    in_conflict = sum(1 for event in events if event.claim_id is None)
    return Outcome(len(events) - in_conflict, in_conflict, gone, reading.left_out)


def _settle(calendar: OutsideCalendar, event: OutsideEvent | None, moment: Moment) -> OutsideEvent:
    """Hold the space for a moment, or keep what stands in its way."""
    event = event or OutsideEvent(calendar=calendar, key=moment.key)
    same = (event.starts_at, event.ends_at) == (moment.start, moment.end)
    if not (same and event.claim_id):
        event.claim, event.conflict = _occupy(calendar.space, event, moment)
    elif event.title == moment.title:
        return event
    event.title, event.starts_at, event.ends_at = moment.title, moment.start, moment.end
    event.save()
    return event


def _occupy(space: Space, event: OutsideEvent, moment: Moment):  # type: ignore[no-untyped-def]
    if event.claim is not None:
        ledger.release(claim=event.claim)
    try:
        with transaction.atomic():
            return ledger.occupy(kind=ClaimKind.EXTERNAL, holds=[_hold(space, moment)]), ""
    except SlotTaken as taken:
        return None, " ".join(str(conflict) for conflict in taken.conflicts)[:300] or "L’espace est pris."
    except DomainError as refused:
        return None, refused.message[:300]


def _forget(events: Sequence[OutsideEvent]) -> int:
    count = 0
    for event in events:
        if event.claim is not None:
            ledger.release(claim=event.claim)
        event.delete()
        count += 1
    return count


def _hold(space: Space, moment: Moment) -> Hold:
    return Hold(space, moment.start, moment.end)

"""An agenda as a calendar file: no METHOD, the same bytes until something changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, tzinfo

import icalendar

from bookings.ical.recurring import Repeated, repeated
from bookings.ical.rows import CONFIRMED, Line
from bookings.ical.text import PRODUCT, plain, uid
from bookings.ical.zones import vtimezone
from bookings.models import BookingSeries


def fingerprint(lines: Iterable[object]) -> str:
    """What changes when the agenda does."""
    return hashlib.sha256("\n".join(map(repr, lines)).encode()).hexdigest()


def series_behind(lines: Iterable[Line]) -> list[BookingSeries]:
    """The regular bookings of which some dates are told."""
    ids = {line.series for line in lines if line.series}
    return list(BookingSeries.objects.filter(pk__in=ids).select_related("place").order_by("pk"))


def calendar_of(name: str, lines: Sequence[Line], series: Iterable[BookingSeries], stamp: datetime) -> bytes:
    """The agenda, its regular bookings as one event each, dated by its last change."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", plain(name))
    calendar.add("refresh-interval;value=duration", "PT1H")
    calendar.add("x-published-ttl", "PT1H")
    zones: dict[str, icalendar.Timezone] = {}
    events: list[icalendar.Event] = []
    mine: dict[object, list[Line]] = {}
    for line in lines:
        mine.setdefault(line.series, []).append(line)
    alone = mine.pop(None, [])
    for one in series:
        zone, told = one.place.zone, mine.pop(one.pk, [])
        written = vtimezone(zone, stamp.year)
        found, rest = repeated(one, told) if written is not None else (None, told)
        alone += rest
        if written is not None and found is not None:
            zones[zone.key] = written
            events += _series_events(one, found, stamp)
    events += [_event(line, line.name, stamp) for line in alone]
    for component in [*zones.values(), *events]:
        calendar.add_component(component)
    return calendar.to_ical(sorted=False)


def _series_events(series: BookingSeries, found: Repeated, stamp: datetime) -> Iterator[icalendar.Event]:
    zone, name = series.place.zone, uid(series.pk)
    event = _event(found.first, name, stamp, zone)
    event.add("rrule", icalendar.vRecur.from_ical(found.rule))
    if found.missing:
        event.add("exdate", [at.replace(tzinfo=zone) for at in found.missing])
    yield event
    for at, line in found.different:
        other = _event(line, name, stamp)
        other.add("recurrence-id", at.replace(tzinfo=zone))
        yield other


def _event(line: Line, name: str, stamp: datetime, zone: tzinfo = UTC) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", name)
    event.add("dtstamp", stamp)
    event.add("dtstart", line.start.astimezone(zone))
    event.add("dtend", line.end.astimezone(zone))
    event.add("summary", plain(line.title))
    if line.where:
        event.add("location", plain(line.where))
    if line.status != CONFIRMED:
        event.add("status", line.status)
    if line.sequence:
        event.add("sequence", line.sequence)
    if line.link:
        event.add("url", line.link)
    return event

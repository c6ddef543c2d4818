"""What anyone may come to: events of the site, and bookings open to the public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import icalendar
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

import clock
from bookings.models import Booking, BookingSpace
from bookings.present.words import day_name, day_title, hour_of, span
from spaces.hours import midnight
from spaces.models import Place

if TYPE_CHECKING:
    from cms.models import EventPage

WEEKS = timedelta(weeks=6)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Happening:
    """One thing that anyone may come to."""

    key: str
    starts_at: datetime
    ends_at: datetime
    title: str
    where: str
    door: str = ""
    href: str = ""
    summary: str = ""
    admission: str = ""


@dataclass(frozen=True)
class Day:
    """A date and what is on."""

    day: date
    title: str
    items: list[dict[str, object]]


def happenings(
    place: Place, start: datetime, end: datetime, request: HttpRequest | None = None
) -> list[Happening]:
    """What is on during a period, the first first; two queries."""
    from cms.models import EventPage

    events = EventPage.objects.shown().during(start, end).select_related("space")
    found = [_of_page(event, request) for event in events] + _of_bookings(place, start, end)
    return sorted(found, key=lambda item: (item.starts_at, item.title))


def _of_page(event: EventPage, request: HttpRequest | None) -> Happening:
    return Happening(
        key=f"rendez-vous-{event.pk}",
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        title=event.title,
        where=event.place_name,
        door=event.space.door_number if event.space else "",
        href=event.get_url(request) or "",
        summary=event.summary,
        admission=event.admission,
    )


def _of_bookings(place: Place, start: datetime, end: datetime) -> list[Happening]:
    rows = (
        BookingSpace.objects.overlapping(start, end)
        .filter(booking__place=place, booking__in=Booking.objects.titled_for(AnonymousUser()))
        .select_related("booking", "space")
        .order_by("booking", "starts_at", "pk")
    )
    found = []
    for booking, group in groupby(rows, key=lambda row: row.booking):
        booked = list(group)
        found.append(
            Happening(
                key=str(booking.pk),
                starts_at=min(row.starts_at for row in booked),
                ends_at=max(row.ends_at for row in booked),
                title=booking.title,
                where=", ".join(dict.fromkeys(row.space.name for row in booked)),
                door=booked[0].space.door_number if len(booked) == 1 else "",
            )
        )
    return found


def items(found: Sequence[Happening], place: Place, at: datetime) -> list[dict[str, object]]:
    """As the component `agenda` reads them."""
    return [
        {
            "hour": hour_of(item.starts_at, place.zone),
            "end": hour_of(item.ends_at, place.zone),
            "title": item.title,
            "href": item.href,
            "where": item.where,
            "door": item.door,
            "now": item.starts_at <= at < item.ends_at,
        }
        for item in found
    ]


def coming(found: Sequence[Happening], place: Place) -> list[dict[str, object]]:
    """The same for other days: the date in place of the hour."""
    return [
        {
            "hour": day_name(clock.local(item.starts_at, place.zone).date()),
            "end": "",
            "title": item.title,
            "href": item.href,
            "where": f"{hour_of(item.starts_at, place.zone)}, {item.where}",
            "door": item.door,
            "now": False,
        }
        for item in found
    ]


def ahead(request: HttpRequest) -> list[Day]:
    """Six weeks of the place whose site this is, day by day, from today."""
    place = Place.objects.front()
    if place is None:
        return []
    now = clock.now()
    first = clock.today(place.zone)
    start, end = midnight(first, place.zone), midnight(first + WEEKS, place.zone)
    found = [item for item in happenings(place, start, end, request) if item.ends_at > now]
    days = groupby(found, key=lambda item: max(first, clock.local(item.starts_at, place.zone).date()))
    return [Day(day, day_title(day), items(list(group), place, now)) for day, group in days]


def of_event(event: EventPage) -> str:
    """« Mardi 24 novembre, 18 h 30 – 20 h »."""
    zone = (Place.objects.front() or Place()).zone
    first, last = (clock.local(at, zone).date() for at in (event.starts_at, event.ends_at))
    if first == last or event.ends_at - event.starts_at < ONE_DAY:
        return f"{day_title(first)}, {span(event.starts_at, event.ends_at, zone)}"
    return (
        f"{day_title(first)}, {hour_of(event.starts_at, zone)}"
        f" – {day_title(last).lower()}, {hour_of(event.ends_at, zone)}"
    )


def as_calendar(base: str) -> bytes:
    """The agenda as a subscribed feed: hours in UTC, no METHOD, a UID kept for life."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Tierslieu//FR")
    calendar.add("version", "2.0")
    place = Place.objects.front()
    if place is not None:
        calendar.add("x-wr-calname", f"{place.name}, l’agenda")
        now = clock.now()
        for item in happenings(place, now - ONE_DAY, now + WEEKS):
            calendar.add_component(_entry(item, base, now))
    return calendar.to_ical()


def _entry(item: Happening, base: str, now: datetime) -> icalendar.Event:
    entry = icalendar.Event()
    entry.add("uid", f"{item.key}@{urlsplit(base).hostname}")
    entry.add("dtstamp", now.replace(microsecond=0))
    entry.add("dtstart", item.starts_at.astimezone(UTC))
    entry.add("dtend", item.ends_at.astimezone(UTC))
    entry.add("summary", _plain(item.title))
    entry.add("location", _plain(item.where))
    return entry


def _plain(text: str) -> str:
    return "".join(character for character in text if character.isprintable())

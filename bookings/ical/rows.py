"""What an agenda tells, line by line, read for its owner's eyes in a few queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

import clock
from bookings.enums import HOLDING, BookingStatus
from bookings.ical.text import uid
from bookings.models import Booking, BookingSpace, CalendarFeed, Closure, OutsideEvent
from people.models import User
from spaces.models import Part, Space

PAST = timedelta(days=90)
CONFIRMED, TENTATIVE, CANCELLED = "CONFIRMED", "TENTATIVE", "CANCELLED"
STATUS = {
    BookingStatus.CONFIRMED.value: CONFIRMED,
    BookingStatus.PENDING.value: TENTATIVE,
    BookingStatus.HOLD.value: TENTATIVE,
    BookingStatus.REFUSED.value: CANCELLED,
    BookingStatus.CANCELLED.value: CANCELLED,
}
BUSY = "Occupé"


@dataclass(frozen=True)
class Line:
    """One space held for a while, as the agenda's owner may know it."""

    name: str
    start: datetime
    end: datetime
    title: str
    where: str = ""
    status: str = CONFIRMED
    sequence: int = 0
    series: Any = None
    link: str = ""


def lines_of(feed: CalendarFeed) -> list[Line]:
    """Everything the agenda tells, from three months ago on; what was given back stays three months."""
    since = clock.now().replace(hour=0, minute=0, second=0, microsecond=0) - PAST
    if feed.kind == CalendarFeed.Kind.PERSON:
        return list(_bookings(feed, since, Q(booking__organiser=feed.owner)))
    if feed.kind == CalendarFeed.Kind.ORGANISATION:
        return list(_bookings(feed, since, Q(booking__organisation=feed.organisation)))
    spaces = _spaces(feed)
    return [
        *_bookings(feed, since, Q(space__in=spaces)),
        *_closures(since, spaces),
        *_outside(feed.owner, since, spaces),
    ]


def _spaces(feed: CalendarFeed) -> list[int]:
    """The spaces of a place, or a space with its parts and what it is a part of."""
    if feed.space_id is None:
        return list(
            Space.objects.filter(place=feed.place, is_archived=False).order_by().values_list("pk", flat=True)
        )
    links = Part.objects.filter(Q(whole=feed.space_id) | Q(part=feed.space_id)).order_by()
    return sorted({feed.space_id, *(pk for link in links.values_list("whole", "part") for pk in link)})


def _bookings(feed: CalendarFeed, since: datetime, which: Q) -> Iterator[Line]:
    kept = Q(booking__status__in=HOLDING) & ~Q(
        booking__status=BookingStatus.HOLD, booking__hold_expires_at__lte=clock.now()
    )
    given_back = Q(booking__cancelled_at__gte=since) | Q(
        booking__status=BookingStatus.REFUSED, booking__decided_at__gte=since
    )
    rows = BookingSpace.objects.filter(which, kept | given_back, ends_at__gte=since).order_by(
        "starts_at", "pk"
    )
    found = list(
        rows.values_list(
            "booking", "space", "space__name", "starts_at", "ends_at", "booking__title", "booking__status",
            "booking__sequence", "booking__series", "booking__released_at",
        )
    )  # fmt: skip
    told = _told(feed, {row[0] for row in found})
    links = _seen(feed, {row[0] for row in found})
    for pk, space, where, start, end, title, status, sequence, series, released in found:
        until = min(end, released) if released else end
        if start < until:
            yield Line(
                name=uid(f"{pk}-{space}"),
                start=start,
                end=until,
                title=title if pk in told else BUSY,
                where=where,
                status=STATUS[status],
                sequence=sequence,
                series=series,
                link=settings.BASE_URL + reverse("bookings:booking", args=[pk]) if pk in links else "",
            )


def _told(feed: CalendarFeed, bookings: Iterable[Any]) -> set[Any]:
    """Those whose title the owner may read."""
    rows = Booking.objects.titled_for(feed.owner).filter(pk__in=bookings)
    return set(rows.order_by().values_list("pk", flat=True))


def _seen(feed: CalendarFeed, bookings: Iterable[Any]) -> set[Any]:
    """Those whose page opens for the owner; a whole place needs no link to each."""
    if feed.kind in (CalendarFeed.Kind.PLACE, CalendarFeed.Kind.SPACE):
        return set()
    rows = Booking.objects.visible_to(feed.owner).filter(pk__in=bookings)
    return set(rows.order_by().values_list("pk", flat=True))


def _closures(since: datetime, spaces: list[int]) -> Iterator[Line]:
    """Closures with an end; one until further notice has none to tell."""
    through = Closure.spaces.through.objects.filter(
        closure__lifted_at=None, closure__ends_at__gte=since, space__in=spaces
    )
    rows = through.order_by("pk").values_list(
        "closure", "space", "space__name", "closure__starts_at", "closure__ends_at", "closure__reason"
    )
    for pk, space, where, start, end, reason in rows:
        yield Line(uid(f"fermeture-{pk}-{space}"), start, end, f"Fermé : {reason}", where)


def _outside(owner: User, since: datetime, spaces: list[int]) -> Iterator[Line]:
    rows = OutsideEvent.objects.filter(claim__isnull=False, ends_at__gte=since, calendar__space__in=spaces)
    seen = set(
        OutsideEvent.objects.visible_to(owner).filter(pk__in=rows).order_by().values_list("pk", flat=True)
    )
    for pk, where, start, end, title in rows.values_list(
        "pk", "calendar__space__name", "starts_at", "ends_at", "title"
    ):
        yield Line(uid(f"exterieur-{pk}"), start, end, (title or BUSY) if pk in seen else BUSY, where)

"""The home page: everything it shows of the house, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.http import HttpRequest

import clock
from bookings.models import BookingSpace
from bookings.present.house import House, house
from bookings.present.opening import Opening
from bookings.present.words import day_title
from cms.present import agenda, facade, week
from cms.present.calls import OpenCall, open_call
from cms.present.facade import Door
from drawings.facade import Facade
from drawings.section import SectionFloor
from people.models import Cluster
from spaces.hours import Timetable, midnight
from spaces.intervals import Interval
from spaces.models import Place, Space

if TYPE_CHECKING:
    from cms.models import ArticlePage, HomePage

ONE_DAY = timedelta(days=1)
LINES = 4


@dataclass
class Front:
    """What the template reads; without a place, only the news and the pôles."""

    news: Sequence[ArticlePage]
    clusters: Iterable[Cluster]
    call: OpenCall | None = None
    place: Place | None = None
    facade: Facade | None = None
    doors: Sequence[Door] = ()
    hall: str = ""
    plate: str = ""
    closed: bool = False
    agenda: Sequence[dict[str, Any]] = ()
    agenda_title: str = "Aujourd’hui"
    week: Sequence[dict[str, Any]] = ()
    house: House | None = None
    section: tuple[SectionFloor, ...] = ()


def front(page: HomePage, request: HttpRequest) -> Front:
    """Read the house as it is now."""
    from cms.models import ArticlePage

    now = clock.now()
    found = Front(
        news=ArticlePage.objects.live().public().select_related("photo").order_by("-date", "-pk")[:LINES],
        clusters=Cluster.objects.select_related("contact")
        .annotate(members=Count("organisation", filter=Q(organisation__in_directory=True)))
        .order_by("letter"),
        call=open_call(now),
        place=Place.objects.front(),
    )
    if found.place is not None:
        _draw(found, page, now, request)
    return found


def _draw(found: Front, page: HomePage, now: datetime, request: HttpRequest) -> None:
    place = found.place or Place()
    today = clock.today(place.zone)
    monday = week.monday(today)
    start, end = midnight(monday, place.zone), midnight(monday + ONE_DAY * 7, place.zone)
    dawn, night = midnight(today, place.zone), midnight(today + ONE_DAY, place.zone)
    hall, bays = facade.bays_of(page.hall, place)
    opened = _opened(hall, place, monday)
    rows = list(
        BookingSpace.objects.holding()
        .overlapping(dawn, night)
        .filter(booking__place=place)
        .select_related("booking")
        .order_by("starts_at", "pk")
    )
    state = facade.Today(place, Opening(now, place.zone, opened), rows)
    found.house = house(place)
    found.section = _sized(found.house)
    found.doors = facade.doors(hall, bays, state)
    found.facade = facade.drawn(place, found.house, found.doors)
    found.plate, found.closed = found.house.opening.plate, found.house.opening.until is None
    found.hall = f"{hall.name}, {day_title(today).lower()}" if hall else day_title(today)
    shown = agenda.happenings(place, start, night + timedelta(weeks=3), request)
    _programme(found, shown, place, now, night)
    rooms = set(Space.objects.filter(place=place).bookable().leaves().order_by().values_list("pk", flat=True))
    taken = week.occupied(place, start, end)
    found.week = week.Week(place, monday, today, rooms, taken, opened, shown).days()


def _sized(house: House) -> tuple[SectionFloor, ...]:
    """The house in section, each room with what it holds, as the lobby board says it."""
    sizes = {room["href"]: room["size"] for floor in house.floors for room in floor["rooms"]}
    return tuple(
        replace(floor, rooms=tuple(replace(room, note=sizes.get(room.href, "")) for room in floor.rooms))
        for floor in house.section
    )


def _opened(hall: Space | None, place: Place, monday: date) -> list[Interval]:
    """The hours of the week and of the next one, as the hall keeps them, or the first room."""
    room = hall or Space.objects.filter(place=place, is_archived=False).order_by("pk").first()
    if room is None:
        return []
    return Timetable([room]).open_intervals(room, monday, monday + ONE_DAY * 14)


def _programme(
    found: Front, shown: Sequence[agenda.Happening], place: Place, now: datetime, night: datetime
) -> None:
    """Today's, or the next days' when nothing more is on today."""
    later = [item for item in shown if item.ends_at > now]
    today = [item for item in later if item.starts_at < night]
    if today:
        found.agenda = agenda.items(today[: LINES + 1], place, now)
    else:
        found.agenda_title = "Bientôt"
        found.agenda = agenda.coming(later[:LINES], place)

"""The index of rooms: the house in section, and its lobby board."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse

import clock
from bookings.models import OccupancyAgreement
from bookings.present.opening import Opening, opening_of
from drawings.section import SectionFloor, SectionRoom
from spaces.enums import ClaimKind, SpaceKind
from spaces.hours import Timetable
from spaces.models import Floor, Occupation, Part, Place, Space

# A closure or a lease holds a room without anybody being there.
WITHOUT_PEOPLE = (ClaimKind.AGREEMENT, ClaimKind.CLOSURE)
SILENT = (SpaceKind.CIRCULATION, SpaceKind.STORAGE)


@dataclass(frozen=True)
class House:
    """A place, floor by floor, the highest first."""

    place: Place
    section: tuple[SectionFloor, ...]
    floors: list[dict[str, Any]]
    opening: Opening
    facts: list[str]


def house(place: Place) -> House:
    """Read every room of a place, which ones are in use now, which ones are under agreement."""
    spaces = list(
        Space.objects.filter(place=place, is_archived=False, floor__isnull=False)
        .exclude(kind__in=SILENT)
        .select_related("floor", "place")
        .prefetch_related(Prefetch("parts", Part.objects.now()))
        .order_by("name")
    )
    now = clock.now()
    running = Occupation.objects.filter(used__contains=now, space__place=place).order_by()
    busy = set(running.exclude(claim__kind__in=WITHOUT_PEOPLE).values_list("space", flat=True))
    opening = opening_of(place, Timetable(spaces))
    let = set(
        OccupancyAgreement.objects.signed()
        .filter(claim__occupations__used__contains=now, place=place)
        .order_by()
        .values_list("claim__occupations__space", flat=True)
    )
    spaces.sort(key=_by_door)
    by_floor: dict[Floor, list[Space]] = {}
    for space in spaces:
        if space.floor is not None:
            by_floor.setdefault(space.floor, []).append(space)
    return House(
        place=place,
        section=tuple(_section_floor(floor, rooms, busy, let) for floor, rooms in by_floor.items()),
        floors=[_board_floor(floor, rooms, busy) for floor, rooms in by_floor.items()],
        opening=opening,
        facts=_sentences(spaces, busy, is_open=opening.until is not None),
    )


def _sentences(spaces: list[Space], busy: set[int], *, is_open: bool) -> list[str]:
    bookable = sum(space.is_bookable for space in spaces)
    running = sum(space.pk in busy for space in spaces)
    count = f"{len(spaces)} {'espace' if len(spaces) == 1 else 'espaces'}, {bookable} à réserver"
    when = "en ce moment" if is_open else "hors des heures d’ouverture"
    if not running:
        return [count, "Personne n’est là en ce moment"]
    return [count, f"{running} {'occupé' if running == 1 else 'occupés'} {when}"]


def address(space: Space) -> str:
    """The page of a space."""
    return _address(space.place.slug, space.slug)


@lru_cache(maxsize=10_000)
def _address(place: str, space: str) -> str:
    return reverse("bookings:space", args=[place, space])


def _by_door(space: Space) -> tuple[bool, int, bool, int, str]:
    """Floors from the top, the outdoors last; doors as one counts, those without a number last."""
    number, floor = space.door_number, space.floor
    if floor is None:
        return (True, 0, not number, len(number), number)
    return (floor.is_outdoors, -floor.level, not number, len(number), number)


def level_of(floor: Floor | None) -> int | None:
    """The level that galons draw; None is outdoors."""
    return None if floor is None or floor.is_outdoors else floor.level


def _section_floor(floor: Floor, rooms: list[Space], busy: set[int], let: set[int]) -> SectionFloor:
    return SectionFloor(
        name=floor.name,
        level=level_of(floor),
        rooms=tuple(
            SectionRoom(
                number=space.door_number,
                name=space.name,
                area=float(space.area_m2) if space.area_m2 else None,
                lit=space.pk in busy,
                let=space.pk in let,
                href=address(space),
            )
            for space in rooms
            if not space.parts.all()
        ),
    )


def _board_floor(floor: Floor, rooms: list[Space], busy: set[int]) -> dict[str, Any]:
    return {
        "name": floor.name,
        "level": level_of(floor),
        "rooms": [
            {
                "number": space.door_number,
                "name": space.name,
                "href": address(space),
                "size": _size(space),
                "now": space.pk in busy,
            }
            for space in rooms
        ],
    }


def _size(space: Space) -> str:
    if space.seat_count:
        return f"{space.seat_count} postes"
    return f"{space.capacity} pers." if space.capacity else ""

"""The rooms of a planning, in the order of the house, as far as somebody asks to see them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from bookings.present.house import level_of
from spaces.enums import SpaceKind
from spaces.intervals import Interval, subtraction
from spaces.models import Floor, Place, Space
from spaces.queries import PlanningRow, planning_between

BACKSTAGE = (SpaceKind.OFFICE, SpaceKind.STORAGE, SpaceKind.CIRCULATION, SpaceKind.MONUMENT)


@dataclass
class Storey[Room]:
    """A floor and its rows."""

    name: str
    level: int | None
    rooms: list[Room] = field(default_factory=list)


def rows_of(place: Place, first: date, last: date, filters: dict[str, Any]) -> list[PlanningRow]:
    """From the first day until the last, which is not in it."""
    # Two hundred rooms share a place and a few floors, which are read once.
    floors = Floor.objects.filter(building__place=place).select_related("building").order_by().in_bulk()
    from_the_top = [floor.pk for floor in sorted(floors.values(), key=_downwards)]
    ranks = {pk: rank for rank, pk in enumerate([*from_the_top, None])}
    by_door = Space.objects.leaves().filter(place=place, is_archived=False).order_by("door_number", "name")
    spaces = sorted(by_door, key=lambda space: ranks[space.floor_id])
    its_place, its_floor = Space._meta.get_field("place"), Space._meta.get_field("floor")
    for space in spaces:
        its_place.set_cached_value(space, place)
        its_floor.set_cached_value(space, floors[space.floor_id] if space.floor_id else None)
    rows = [
        row
        for row in planning_between(place, first, last, spaces)
        if row.space.is_bookable or (row.blocks and row.space.kind not in BACKSTAGE)
    ]
    asked = {name: value for name, value in filters.items() if value}
    return [row for row in rows if _wanted(row, asked)] if asked else rows


def _downwards(floor: Floor) -> tuple[bool, int, int]:
    """Building by building from the top, the outdoors last; after them, rooms that are on no floor."""
    return (floor.is_outdoors, floor.building_id, -floor.level)


def by_storey[Room](drawn: Iterable[tuple[Space, Room]]) -> list[Storey[Room]]:
    """One storey per floor, which says its building where there are several."""
    pairs = list(drawn)
    buildings = {space.floor.building_id for space, _ in pairs if space.floor}
    storeys: dict[int | None, Storey[Room]] = {}
    for space, room in pairs:
        storey = storeys.get(space.floor_id)
        if storey is None:
            storey = storeys[space.floor_id] = Storey(_name(space, len(buildings)), level_of(space.floor))
        storey.rooms.append(room)
    return list(storeys.values())


def _name(space: Space, buildings: int) -> str:
    if space.floor is None:
        return ""
    return f"{space.floor.building}, {space.floor.name}" if buildings > 1 else space.floor.name


def _wanted(row: PlanningRow, asked: dict[str, Any]) -> bool:
    space, floor = row.space, row.space.floor
    answers: dict[str, Callable[[Any], bool]] = {
        "batiment": lambda number: floor is not None and str(floor.building_id) == number,
        "niveau": lambda number: str(space.floor_id) == number,
        "genre": lambda kind: space.kind == kind,
        "nombre": lambda people: (space.capacity or 0) >= people,
        "accessible": lambda _: space.is_accessible,
        "equipement": lambda item: item in space.equipment_items,
        "duree": lambda hours: any(gap.length >= timedelta(hours=hours) for gap in gaps_of(row)),
    }
    return all(answers[name](value) for name, value in asked.items() if name in answers)


def gaps_of(row: PlanningRow) -> list[Interval]:
    """When the room is open and nobody holds it."""
    if not row.open:
        return []
    last = max(slot.end for slot in row.open)
    held = [
        Interval(block.held_start, end)
        for block in row.blocks
        if (end := block.held_end or last) > block.held_start
    ]
    return subtraction(row.open, held)

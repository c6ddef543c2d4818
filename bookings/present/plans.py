"""The plan of the floor on which a room is, with the way to its door."""

from __future__ import annotations

from collections.abc import Iterable

from bookings.present.house import SILENT, address
from drawings.plan import Access, FloorPlan, PlanRoom
from spaces.models import Space


def plans_of(spaces: Iterable[Space], *, links: bool = True) -> dict[int, FloorPlan]:
    """By space, where there is a floor to walk on and the room has a number to be found by; one query for all.

    Without `links` the other rooms of the plan are drawn and lead nowhere.
    """
    found = [space for space in spaces if space.floor and not space.floor.is_outdoors and space.door_number]
    if not found:
        return {}
    neighbours = (
        Space.objects.leaves()
        .filter(floor__in={space.floor_id for space in found}, is_archived=False)
        .exclude(kind__in=SILENT)
        .exclude(door_number="")
        .select_related("place")
        .order_by("door_number")
    )
    rooms: dict[int | None, list[PlanRoom]] = {}
    for room in sorted(neighbours, key=lambda room: (len(room.door_number), room.door_number)):
        rooms.setdefault(room.floor_id, []).append(_drawn(room, links=links))
    return {
        space.pk: FloorPlan(space.floor.name, tuple(rooms.get(space.floor_id, ())), access=_access(space))
        for space in found
        if space.floor
    }


def _drawn(room: Space, *, links: bool) -> PlanRoom:
    return PlanRoom(
        number=room.door_number,
        name=room.name,
        area=float(room.area_m2) if room.area_m2 else None,
        bookable=room.is_bookable,
        href=address(room) if links else "",
    )


def _access(space: Space) -> Access:
    if space.floor and space.floor.level == 0:
        return Access.ENTRANCE
    return Access.LIFT if space.is_accessible else Access.STAIRS

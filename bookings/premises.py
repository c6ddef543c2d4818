"""The rooms of a place as the figures of any period ask for them: read once, whatever the number of periods."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

import clock
from spaces.division import interval_of
from spaces.enums import SpaceKind
from spaces.hours import DAY, Timetable, midnight
from spaces.intervals import Interval, subtraction
from spaces.models import Part, Place, Space


class Leaves(NamedTuple):
    """The leaves in service during a period, how long each, and the parameters of the statements."""

    rooms: list[Space]
    service: dict[int, list[Interval]]
    asked: dict[str, Any]


class Premises:
    """A place, or some of its spaces, in a constant number of queries."""

    def __init__(self, place: Place, spaces: Iterable[Space] | None = None) -> None:
        self.place = place
        wanted = place.spaces.select_related("floor__building")
        if spaces is not None:
            wanted = wanted.filter(pk__in=[space.pk for space in spaces])
        self._spaces = [
            space for space in wanted if not space.is_archived or space.in_service_until is not None
        ]
        self._divided: dict[int, list[Interval]] = {}
        for whole, valid in Part.objects.filter(whole__place=place).values_list("whole", "valid"):
            self._divided.setdefault(whole, []).append(interval_of(valid))
        self._timetable = Timetable(self._spaces)

    def leaves(self, start: date, end: date) -> Leaves:
        """From one date included to another excluded. While a space is divided, its parts count in its stead."""
        service: dict[int, list[Interval]] = {}
        rooms: list[Space] = []
        for space in self._spaces:
            whole = _service(self.place, space, start, end)
            if in_service := subtraction(whole, self._divided.get(space.pk, ())):
                service[space.pk] = in_service
                rooms.append(space)
        asked = {
            "spaces": [room.pk for room in rooms],
            "teams": [0] * len(rooms),
            "capacities": [room.capacity for room in rooms],
            "bookable": [room.is_bookable for room in rooms],
            "desks": [(room.seat_count or 1) if _offers_desks(room) else None for room in rooms],
            "service": _as_multiranges(service.values()),
            "first_day": start,
            "last_day": end - DAY,
            "start": midnight(start, self.place.zone),
            "end": midnight(end, self.place.zone),
            "now": clock.now(),
        }
        return Leaves(rooms, service, asked | self._hours(rooms, start, end))

    def _hours(self, rooms: Sequence[Space], start: date, end: date) -> dict[str, Any]:
        """The hours of the period, and which are those of each room: many share the same."""
        schedules: dict[tuple[tuple[str, int], ...], int] = {}
        which = [schedules.setdefault(self._timetable.schedule(room), len(schedules) + 1) for room in rooms]
        opened = (
            self._timetable.schedule_intervals(schedule, self.place.pk, start, end) for schedule in schedules
        )
        return {"which": which, "schedules": _as_multiranges(opened)}


def _service(place: Place, room: Space, start: date, end: date) -> list[Interval]:
    first = max(start, room.in_service_from or start)
    last = min(end, room.in_service_until + DAY if room.in_service_until else end)
    return [Interval(midnight(first, place.zone), midnight(last, place.zone))] if first < last else []


def _offers_desks(room: Space) -> bool:
    return room.kind == SpaceKind.DESK or (room.seat_count is not None and room.kind != SpaceKind.EQUIPMENT)


def _as_multiranges(groups: Iterable[Sequence[Interval]]) -> list[str]:
    """As PostgreSQL reads them: a year of hours has hundreds of ranges, which psycopg writes ten times slower."""
    return ["{" + ",".join(f"[{each.start},{each.end})" for each in group) + "}" for group in groups]

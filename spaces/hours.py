"""When a space is open: one answer for bookings, plannings and rates.

Weekly rules belong to a place, a building or a space; the lowest level that has any wins. A season
replaces the undated rules of its level. An exceptional day replaces the week, the lowest level that names
that day winning. On public holidays only rules that say so apply. Rules of the school term apply too where
the calendar is not published yet. A rule holds while the wall clock of the place shows its hours, so a
rule from 2 to 3 lasts nothing on the night when summer begins and two hours on the night when it ends.
Closures are claims of the ledger and none of this module's business.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

import clock
from spaces.any_of import AnyOf
from spaces.enums import SchoolPeriod
from spaces.holidays import is_school_holiday, public_holiday
from spaces.intervals import Interval, union
from spaces.models import Floor, OpeningException, OpeningRule, Place, Space

DAY = timedelta(days=1)
type Owner = tuple[str, int]


def open_intervals(space: Space, start_date: date, end_date: date) -> list[Interval]:
    """When the space is open from one date included to another excluded, in UTC, in order, disjoint."""
    return Timetable([space]).open_intervals(space, start_date, end_date)


def open_intervals_of(
    spaces: Collection[Space], start_date: date, end_date: date
) -> dict[int, list[Interval]]:
    """The same for many spaces, by id, in a constant number of queries."""
    timetable = Timetable(spaces)
    return {space.pk: timetable.open_intervals(space, start_date, end_date) for space in spaces}


def house_intervals(place: Place, start_date: date, end_date: date) -> list[Interval]:
    """When the house itself is open, from one date included to another excluded."""
    return Timetable(list(place.spaces.filter(is_archived=False))).house_intervals(
        place, start_date, end_date
    )


def is_open(space: Space, start: datetime, end: datetime) -> bool:
    """Whether the space is open from `start` to `end` without interruption."""
    return Timetable([space]).is_open(space, start, end)


def local_days(place: Place, start: datetime, end: datetime) -> tuple[date, date]:
    """The dates, in the place's zone, that the instants touch: first included, last excluded."""
    first = clock.local(start, place.zone).date()
    return first, clock.local(end, place.zone).date() + DAY


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a date, in UTC."""
    return datetime.combine(day, time(0), tzinfo=zone).astimezone(UTC)


@dataclass
class _Hours:
    """What one place, building or space says of its hours."""

    yearly: dict[int, list[OpeningRule]] = field(default_factory=dict)
    seasonal: list[OpeningRule] = field(default_factory=list)
    exceptions: dict[date, list[OpeningException]] = field(default_factory=dict)

    @property
    def has_rules(self) -> bool:
        return bool(self.yearly or self.seasonal)

    def of(self, day: date) -> Iterable[OpeningRule]:
        """The rules of a day, whatever its holidays: the season's where there is one."""
        season = [
            rule for rule in self.seasonal if (rule.valid_from or day) <= day <= (rule.valid_until or day)
        ]
        if season:
            return [rule for rule in season if rule.weekday == day.isoweekday()]
        return self.yearly.get(day.isoweekday(), [])


class Timetable:
    """The hours of many spaces, read in a constant number of queries."""

    def __init__(self, spaces: Collection[Space]) -> None:
        self._spaces = list(spaces)
        self._floors = _buildings_of(self._spaces)
        self._places = _places_of(self._spaces)
        owners = (
            Q(AnyOf("place_id", self._places))
            | Q(AnyOf("building_id", set(self._floors.values())))
            | Q(AnyOf("space_id", (space.pk for space in self._spaces)))
        )
        self._hours: dict[Owner, _Hours] = {}
        # Hours are put in order once they are instants.
        for rule in OpeningRule.objects.filter(owners).order_by():
            hours = self._hours.setdefault(_owner(rule), _Hours())
            if rule.is_seasonal:
                hours.seasonal.append(rule)
            else:
                hours.yearly.setdefault(rule.weekday, []).append(rule)
        for exception in OpeningException.objects.filter(owners).order_by():
            hours = self._hours.setdefault(_owner(exception), _Hours())
            hours.exceptions.setdefault(exception.date, []).append(exception)
        self._computed: dict[tuple[tuple[Owner, ...], int, date, date], list[Interval]] = {}
        self._segments: dict[tuple[date, str], list[tuple[datetime, datetime, timedelta]]] = {}

    def schedule(self, space: Space) -> tuple[Owner, ...]:
        """What decides this space's hours, lowest level first: spaces with the same answer share hours."""
        levels = [("space", space.pk), ("place", space.place_id)]
        if space.floor_id is not None:
            levels.insert(1, ("building", self._floors[space.floor_id]))
        return tuple(level for level in levels if level in self._hours)

    def open_intervals(self, space: Space, start_date: date, end_date: date) -> list[Interval]:
        """As the function of the same name, with the space's dates of service applied."""
        first = max(start_date, space.in_service_from or start_date)
        last = min(end_date, space.in_service_until + DAY if space.in_service_until else end_date)
        return self.schedule_intervals(self.schedule(space), space.place_id, first, last)

    def house_intervals(self, place: Place, start_date: date, end_date: date) -> list[Interval]:
        """The hours of the place; where it says none, whenever one of these spaces is open."""
        owner = ("place", place.pk)
        if owner in self._hours and self._hours[owner].has_rules:
            return self.schedule_intervals((owner,), place.pk, start_date, end_date)
        return union(
            interval
            for space in self._spaces
            for interval in self.open_intervals(space, start_date, end_date)
        )

    def open_between(self, space: Space, start: datetime, end: datetime) -> list[Interval]:
        """The open intervals of the dates that two instants touch, in the place's zone."""
        return self.open_intervals(space, *local_days(self._places[space.place_id], start, end))

    def schedule_intervals(
        self, schedule: tuple[Owner, ...], place_id: int, start_date: date, end_date: date
    ) -> list[Interval]:
        """The open intervals of a schedule, whatever the dates of service; computed once."""
        key = (schedule, place_id, start_date, end_date)
        if key not in self._computed:
            self._computed[key] = self._compute(schedule, place_id, start_date, end_date)
        return self._computed[key]

    def _compute(
        self, schedule: tuple[Owner, ...], place_id: int, start_date: date, end_date: date
    ) -> list[Interval]:
        place = self._places[place_id]
        levels = [self._hours[owner] for owner in schedule]
        found: list[Interval] = []
        day = start_date
        while day < end_date:
            for opens, closes in _wall_hours(levels, day, place.school_zone):
                found.extend(self._instants(day, opens, closes, place.zone))
            day += DAY
        return union(found)

    def is_open(self, space: Space, start: datetime, end: datetime) -> bool:
        """Whether the space is open from `start` to `end` without interruption."""
        asked = Interval(start, end)
        return any(interval.contains(asked) for interval in self.open_between(space, start, end))

    def _instants(self, day: date, opens: time, closes: time, zone: ZoneInfo) -> Iterable[Interval]:
        """The instants of a date at which the wall clock shows these hours."""
        key = (day, zone.key)
        if key not in self._segments:
            self._segments[key] = list(_segments(day, zone))
        first = datetime.combine(day, opens)
        last = datetime.combine(day, closes) if closes != time(0) else datetime.combine(day + DAY, closes)
        for start, end, offset in self._segments[key]:
            opened = max(start, (first - offset).replace(tzinfo=UTC))
            closed = min(end, (last - offset).replace(tzinfo=UTC))
            if opened < closed:
                yield Interval(opened, closed)


def _buildings_of(spaces: Collection[Space]) -> dict[int, int]:
    """The building of each floor of these spaces; only floors that came without their space are asked for."""
    known = {floor.pk: floor.building_id for space in spaces if (floor := _already_read(space, "floor"))}
    unread = {space.floor_id for space in spaces if space.floor_id is not None} - known.keys()
    if unread:
        known.update(Floor.objects.filter(pk__in=unread).values_list("pk", "building"))
    return known


def _places_of(spaces: Collection[Space]) -> dict[int, Place]:
    known = {place.pk: place for space in spaces if (place := _already_read(space, "place"))}
    unread = {space.place_id for space in spaces} - known.keys()
    return known | Place.objects.in_bulk(unread) if unread else known


def _already_read(space: Space, relation: str) -> Any:
    return space._state.fields_cache.get(relation)


def _owner(row: OpeningRule | OpeningException) -> Owner:
    if row.space_id is not None:
        return ("space", row.space_id)
    if row.building_id is not None:
        return ("building", row.building_id)
    # A constraint holds that one of the three is named.
    return ("place", row.place_id or 0)


def _wall_hours(levels: list[_Hours], day: date, school_zone: str) -> list[tuple[time, time]]:
    for level in levels:
        if exceptions := level.exceptions.get(day):
            return [(row.opens, row.closes) for row in exceptions if row.opens and row.closes]
    for level in levels:
        if level.has_rules:
            return [(rule.opens, rule.closes) for rule in level.of(day) if _applies(rule, day, school_zone)]
    return []


def _applies(rule: OpeningRule, day: date, school_zone: str) -> bool:
    if public_holiday(day) and not rule.on_public_holidays:
        return False
    if rule.school_period == SchoolPeriod.ALWAYS:
        return True
    on_holiday = bool(is_school_holiday(day, school_zone))
    return on_holiday == (rule.school_period == SchoolPeriod.HOLIDAYS)


def _segments(day: date, zone: ZoneInfo) -> Iterable[tuple[datetime, datetime, timedelta]]:
    """A date cut where its offset changes: start, end, and how far local time is ahead of UTC."""
    start, end = midnight(day, zone), midnight(day + DAY, zone)
    while start < end:
        offset = start.astimezone(zone).utcoffset() or timedelta(0)
        change = _offset_change(start, end, zone, offset)
        yield start, change, offset
        start = change


def _offset_change(start: datetime, end: datetime, zone: ZoneInfo, offset: timedelta) -> datetime:
    last = end - timedelta(minutes=1)
    if last <= start or last.astimezone(zone).utcoffset() == offset:
        return end
    low, high = start, last
    while high - low > timedelta(minutes=1):
        middle = low + timedelta(minutes=((high - low) // timedelta(minutes=1)) // 2)
        if middle.astimezone(zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return high

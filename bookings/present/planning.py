"""A day as a table: rooms down, quarters of an hour across. Everything is placed here; templates only draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

import clock
from bookings.present import words
from bookings.present.cells import Cell, Scale, cells, seats, whole
from bookings.present.house import address
from bookings.present.rows import Storey, by_storey, gaps_of, rows_of
from bookings.present.told import Told, told_of
from people.access import Visitor
from spaces.enums import ClaimKind
from spaces.hours import midnight
from spaces.models import Place, Space
from spaces.queries import PlanningRow

ONE_DAY = timedelta(days=1)
PER_HOUR = 4
USUAL = (8, 22)
SOON = timedelta(hours=1)


class Room(NamedTuple):
    """One row: a room and its day."""

    space: Space
    href: str
    facts: str
    cells: Sequence[Cell]

    @property
    def slots(self) -> list[Cell]:
        """What the narrow list shows: everything but closed hours."""
        return [cell for cell in self.cells if cell.state != "shut"]


@dataclass(frozen=True)
class Hour:
    """A head of the table."""

    label: str
    clock: str
    is_now: bool = False


@dataclass(frozen=True)
class Day:
    """A day's planning, ready to draw."""

    day: date
    title: str
    hours: Sequence[Hour]
    columns: int
    storeys: Sequence[Storey[Room]]
    now_label: str
    now_at: float | None
    free: str
    neighbours: Sequence[dict[str, Any]]

    @property
    def table_columns(self) -> int:
        """Every column of the table, the door's and the name's included."""
        return self.columns + 2

    @property
    def now_x(self) -> str:
        """Where the line of now stands, in thousandths, as SVG writes it."""
        return f"{self.now_at}"

    @property
    def plate(self) -> str:
        """What time it is, when the day is today."""
        return f"Il est {self.now_label}" if self.now_label else ""


def planning(place: Place, day: date, user: Visitor, filters: dict[str, Any]) -> Day:
    """The planning of a day for one person, in a constant number of queries."""
    rows = rows_of(place, day, day + ONE_DAY, filters)
    told = told_of(rows, user, place)
    now = clock.now()
    scale, hours = _scale(place, day, rows, now)
    last = scale.at(scale.columns)
    is_today = scale.start <= now < last
    return Day(
        day=day,
        title=words.day_title(day),
        hours=hours,
        columns=scale.columns,
        storeys=by_storey((row.space, _room(row, scale, told)) for row in rows),
        now_label=words.hour_of(now, place.zone) if is_today else "",
        now_at=round((now - scale.start) / (last - scale.start) * 1000, 1) if is_today else None,
        free=_said_free(place, day, rows, now),
        neighbours=[_neighbour(day + step * ONE_DAY, current=step == 0) for step in (-1, 0, 1)],
    )


def _scale(place: Place, day: date, rows: Sequence[PlanningRow], now: datetime) -> tuple[Scale, list[Hour]]:
    """The window of the table: usual hours, widened to whatever is open or held that day, hour by hour."""
    first, last = midnight(day, place.zone), midnight(day + ONE_DAY, place.zone)
    # Two hundred rooms share a few lists of hours.
    opened = [slot for slots in {id(row.open): row.open for row in rows}.values() for slot in slots]
    held = [block for row in rows for block in row.blocks if block.kind != ClaimKind.AGREEMENT]
    first_usual, last_usual = (datetime.combine(day, time(usual), place.zone) for usual in USUAL)
    hour = timedelta(hours=1)
    hours_in_day = round((last - first) / hour)
    begins = min([first_usual, *[slot.start for slot in opened], *[block.start for block in held]])
    ends = max([last_usual, *[slot.end for slot in opened], *[block.end or last for block in held]])
    opens, closes = max((begins - first) // hour, 0), min(-(-(ends - first) // hour), hours_in_day)
    scale = Scale(first + opens * hour, (closes - opens) * PER_HOUR, place.zone, now)
    heads = [first + index * hour for index in range(opens, closes)]
    return scale, [
        Hour(
            words.hour_of(now if start <= now < start + hour else start, place.zone),
            f"{clock.local(start, place.zone):%H}",
            start <= now < start + hour,
        )
        for start in heads
    ]


def _room(row: PlanningRow, scale: Scale, told: dict[int, Told]) -> Room:
    space = row.space
    pieces = seats(row, scale, told) if space.seat_count else whole(row, told)
    return Room(space, address(space), facts_of(space), cells(row, pieces, scale))


def facts_of(space: Space) -> str:
    """What the head of a row says of a room, in a few words."""
    if space.seat_count:
        return f"{space.seat_count} postes"
    items = [f"{space.capacity} pers." if space.capacity else "", *space.equipment_items[:1]]
    if not space.is_accessible:
        items.append("sans ascenseur" if space.floor and space.floor.level > 0 else "non accessible")
    return ", ".join(filter(None, items))


def _said_free(place: Place, day: date, rows: Sequence[PlanningRow], now: datetime) -> str:
    """What is free of these rooms: soon when the day is today, all day when it is to come."""
    today = clock.local(now, place.zone).date()
    if not rows or day < today:
        return ""
    return _free_soon(rows, now) if day == today else _free_all_day(rows)


def _free_soon(rows: Sequence[PlanningRow], now: datetime) -> str:
    """Write « Libres pour l’heure qui vient : portes 1, 18 et 21 »."""
    doors = [
        row.space.door_number
        for row in rows
        if row.space.is_bookable
        and row.space.door_number
        and any(gap.start <= now and now + SOON <= gap.end for gap in gaps_of(row))
    ]
    if not any(slot.start <= now < slot.end for row in rows for slot in row.open):
        return _next_opening(rows, now)
    if not doors:
        return "Rien n’est libre pour l’heure qui vient."
    if len(doors) == 1:
        return f"Libre pour l’heure qui vient : porte {doors[0]}."
    return f"Libres pour l’heure qui vient : portes {', '.join(doors[:-1])} et {doors[-1]}."


def _free_all_day(rows: Sequence[PlanningRow]) -> str:
    """Write « 9 espaces libres toute la journée »."""
    opened = [row for row in rows if row.space.is_bookable and row.open]
    free = sum(not row.blocks for row in opened)
    if not opened:
        return "Tout est fermé ce jour-là."
    if not free:
        return "Aucun espace n’est libre toute la journée."
    return f"{free} {'espace libre' if free == 1 else 'espaces libres'} toute la journée."


def _next_opening(rows: Sequence[PlanningRow], now: datetime) -> str:
    coming = [(slot.start, row.space.place.zone) for row in rows for slot in row.open if slot.start > now]
    if not coming:
        return "La maison est fermée maintenant."
    first, zone = min(coming, key=lambda row: row[0])
    return f"La maison ouvre à {words.hour_of(first, zone)}."


def _neighbour(day: date, *, current: bool) -> dict[str, Any]:
    return {"label": words.day_name(day), "jour": day.isoformat(), "current": current}

"""A day as a table: rooms down, quarters of an hour across. Everything is placed here; templates only draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import clock
from bookings.enums import BookingStatus
from bookings.models import Booking
from bookings.present import words
from bookings.present.cells import Cell, Scale, Told, cells, seats, whole
from bookings.present.house import address, level_of
from people.access import Visitor
from spaces import sources
from spaces.enums import ClaimKind, SpaceKind
from spaces.hours import midnight
from spaces.intervals import Interval, subtraction
from spaces.models import Place, Space
from spaces.queries import PlanningRow, day_planning

ONE_DAY = timedelta(days=1)
PER_HOUR = 4
USUAL = (8, 22)
BACKSTAGE = (SpaceKind.OFFICE, SpaceKind.STORAGE, SpaceKind.CIRCULATION, SpaceKind.MONUMENT)
SOON = timedelta(hours=1)


@dataclass(frozen=True)
class Room:
    """One row: a room and its day."""

    space: Space
    href: str
    facts: str
    cells: Sequence[Cell]

    @property
    def slots(self) -> list[Cell]:
        """What the narrow list shows: everything but closed hours."""
        return [cell for cell in self.cells if cell.state != "shut"]


@dataclass
class Storey:
    """A floor and its rows."""

    name: str
    level: int | None
    rooms: list[Room] = field(default_factory=list)


@dataclass(frozen=True)
class Hour:
    """A head of the table."""

    label: str
    is_now: bool = False


@dataclass(frozen=True)
class Day:
    """A day's planning, ready to draw."""

    day: date
    title: str
    hours: Sequence[Hour]
    columns: int
    storeys: Sequence[Storey]
    now_label: str
    now_at: float | None
    free_soon: str
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
    rows = [row for row in _rows(place, day) if _wanted(row, filters)]
    told = _told({block.claim_id: block.kind for row in rows for block in row.blocks}, user, place)
    scale, hours = _scale(place, day, rows)
    storeys: dict[int | None, Storey] = {}
    for row in rows:
        floor = row.space.floor
        storey = storeys.setdefault(
            floor.pk if floor else None, Storey(floor.name if floor else "", level_of(floor))
        )
        storey.rooms.append(_room(row, scale, told))
    now = clock.now()
    last = scale.at(scale.columns)
    is_today = scale.start <= now < last
    return Day(
        day=day,
        title=words.day_title(day),
        hours=hours,
        columns=scale.columns,
        storeys=list(storeys.values()),
        now_label=words.hour_of(now, place.zone) if is_today else "",
        now_at=round((now - scale.start) / (last - scale.start) * 1000, 1) if is_today else None,
        free_soon=_free_soon(rows, now) if day == clock.today(place.zone) else "",
        neighbours=[_neighbour(day + step * ONE_DAY, current=step == 0) for step in (-1, 0, 1)],
    )


def _rows(place: Place, day: date) -> list[PlanningRow]:
    spaces = (
        Space.objects.leaves()
        .filter(place=place, is_archived=False)
        .select_related("place", "floor__building")
        .order_by("floor__is_outdoors", "-floor__level", "door_number", "name")
    )
    rows = day_planning(place, day, spaces)
    return [row for row in rows if row.space.is_bookable or (row.blocks and row.space.kind not in BACKSTAGE)]


def _wanted(row: PlanningRow, filters: dict[str, Any]) -> bool:
    space = row.space
    if filters.get("niveau") and str(space.floor_id) != filters["niveau"]:
        return False
    if filters.get("nombre") and (space.capacity or 0) < filters["nombre"]:
        return False
    if filters.get("accessible") and not space.is_accessible:
        return False
    if filters.get("equipement") and filters["equipement"] not in equipment_of(space):
        return False
    if filters.get("duree"):
        return any(gap.length >= timedelta(hours=filters["duree"]) for gap in _gaps(row))
    return True


def equipment_of(space: Space) -> list[str]:
    """The equipment of a room, item by item."""
    return space.equipment_items


def _gaps(row: PlanningRow) -> list[Interval]:
    held = [
        Interval(block.held_start, block.held_end or block.held_start + 2 * ONE_DAY) for block in row.blocks
    ]
    return subtraction(row.open, held)


def _told(kinds: dict[int, str], user: Visitor, place: Place) -> dict[int, Told]:
    """What this person may read of each claim: two queries for bookings, one per other kind."""
    bookings = Booking.objects.filter(claim__in=kinds).select_related("organisation")
    titled = dict(bookings.titled_for(user).order_by().values_list("pk", "claim"))
    mine = set()
    if user.is_authenticated and titled:
        mine = set(bookings.visible_to(user).order_by().values_list("pk", flat=True))
    told = {
        booking.claim_id: _booking_told(
            booking, readable=booking.pk in titled, mine=booking.pk in mine, place=place
        )
        for booking in bookings
        if booking.claim_id is not None
    }
    others = [claim for claim in kinds if claim not in told]
    said = sources.describe(others, user) if others else {}
    states = {ClaimKind.CLOSURE: "closed", ClaimKind.AGREEMENT: "agreement", ClaimKind.EXTERNAL: "booked"}
    for claim in others:
        told[claim] = Told(states.get(ClaimKind(kinds[claim]), "booked"), said.get(claim, "Réservé"))
    return told


def _booking_told(booking: Booking, *, readable: bool, mine: bool, place: Place) -> Told:
    state = {
        BookingStatus.PENDING: "waiting",
        BookingStatus.HOLD: "option",
        BookingStatus.CONFIRMED: "public" if booking.is_public else "booked",
    }.get(BookingStatus(booking.status), "booked")
    note = ""
    if state == "waiting":
        note = "En attente de validation"
    elif state == "option" and booking.hold_expires_at:
        note = f"Option jusqu’à {words.hour_of(booking.hold_expires_at, place.zone)}"
    elif state == "public":
        note = "Ouvert au public"
    elif mine and booking.organisation:
        note = booking.organisation.name
    title = (
        booking.title
        if readable
        else {"waiting": "Demande en cours", "option": "Option"}.get(state, "Réservé")
    )
    return Told(state, title, note, booking.get_absolute_url() if mine else "")


def _scale(place: Place, day: date, rows: Sequence[PlanningRow]) -> tuple[Scale, list[Hour]]:
    """The window of the table: usual hours, widened to whatever is open or held that day, hour by hour."""
    first, last = midnight(day, place.zone), midnight(day + ONE_DAY, place.zone)
    edges = [(slot.start, slot.end) for row in rows for slot in row.open]
    edges += [
        (block.start, block.end or last)
        for row in rows
        for block in row.blocks
        if block.kind != ClaimKind.AGREEMENT
    ]
    first_usual, last_usual = (datetime.combine(day, time(usual), place.zone) for usual in USUAL)
    edges.append((first_usual, last_usual))
    hour = timedelta(hours=1)
    hours_in_day = round((last - first) / hour)
    opens = min((start - first) // hour for start, _ in edges)
    closes = max(-(-(end - first) // hour) for _, end in edges)
    opens, closes = max(opens, 0), min(closes, hours_in_day)
    scale = Scale(first + opens * hour, (closes - opens) * PER_HOUR)
    now = clock.now()
    heads = [first + index * hour for index in range(opens, closes)]
    return scale, [
        Hour(
            words.hour_of(now if start <= now < start + hour else start, place.zone),
            start <= now < start + hour,
        )
        for start in heads
    ]


def _room(row: PlanningRow, scale: Scale, told: dict[int, Told]) -> Room:
    space = row.space
    pieces = seats(row, scale) if space.seat_count else whole(row, told)
    facts = f"{space.seat_count} postes" if space.seat_count else _facts(space)
    return Room(space, address(space), facts, cells(row, pieces, scale))


def _facts(space: Space) -> str:
    items = [f"{space.capacity} pers." if space.capacity else "", *equipment_of(space)[:1]]
    if not space.is_accessible:
        items.append("sans ascenseur" if space.floor and space.floor.level > 0 else "non accessible")
    return ", ".join(filter(None, items))


def _free_soon(rows: Sequence[PlanningRow], now: datetime) -> str:
    """Write « Libres pour l’heure qui vient : portes 1, 18 et 21 »."""
    doors = [
        row.space.door_number
        for row in rows
        if row.space.is_bookable
        and row.space.door_number
        and any(gap.start <= now and now + SOON <= gap.end for gap in _gaps(row))
    ]
    if not any(slot.start <= now < slot.end for row in rows for slot in row.open):
        return _next_opening(rows, now)
    if not doors:
        return "Rien n’est libre pour l’heure qui vient."
    if len(doors) == 1:
        return f"Libre pour l’heure qui vient : porte {doors[0]}."
    return f"Libres pour l’heure qui vient : portes {', '.join(doors[:-1])} et {doors[-1]}."


def _next_opening(rows: Sequence[PlanningRow], now: datetime) -> str:
    coming = [(slot.start, row.space.place.zone) for row in rows for slot in row.open if slot.start > now]
    if not coming:
        return "La maison est fermée maintenant."
    first, zone = min(coming, key=lambda row: row[0])
    return f"La maison ouvre à {words.hour_of(first, zone)}."


def _neighbour(day: date, *, current: bool) -> dict[str, Any]:
    return {"label": words.day_name(day), "jour": day.isoformat(), "current": current}

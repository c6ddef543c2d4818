"""The façade as data: which doors are open, which windows are lit, and what each door has today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bookings.enums import BookingStatus
from bookings.models import BookingSpace
from bookings.present.house import House
from bookings.present.opening import Opening
from bookings.present.words import hour_of, span
from drawings.facade import Bay, DoorState, Facade, Room, Storey
from spaces.models import Part, Place, Space

SHOWN_A_DOOR = 3


@dataclass(frozen=True)
class Today:
    """What one reads of today: the place, its hours around this instant, and its rows."""

    place: Place
    opening: Opening
    rows: Sequence[BookingSpace]


@dataclass(frozen=True)
class Door:
    """A bay: what the drawing and the column under it say."""

    number: str
    name: str
    state: str
    open: bool
    hours: list[dict[str, Any]]
    bay: Bay


def bays_of(hall: Space | None, place: Place) -> tuple[Space | None, list[Space]]:
    """The hall and its bays in the order of their doors; the first divisible space if none was chosen."""
    parts = Part.objects.now().filter(whole__place=place, whole__is_archived=False, part__is_archived=False)
    if hall is not None:
        parts = parts.filter(whole=hall)
    found = list(parts.select_related("whole", "part").order_by("whole", "part__door_number", "part"))
    bays = [row for row in found if row.whole_id == found[0].whole_id]
    return (found[0].whole if found else None), [row.part for row in bays]


def doors(hall: Space | None, bays: Sequence[Space], today: Today) -> list[Door]:
    """One door a bay; booking the whole hall opens them all."""
    names = short_names([bay.name for bay in bays])
    return [
        _door(
            bay,
            name,
            [row for row in today.rows if row.space_id in {bay.pk, hall.pk if hall else bay.pk}],
            today,
        )
        for bay, name in zip(bays, names, strict=True)
    ]


def short_names(names: Sequence[str]) -> list[str]:
    """« Travée Nord », « Travée Sud » read « Nord », « Sud » under their own number."""
    firsts = {name.partition(" ")[0] for name in names}
    if len(names) < 2 or len(firsts) > 1 or not all(" " in name for name in names):
        return list(names)
    return [name.partition(" ")[2] for name in names]


def _door(bay: Space, name: str, rows: Sequence[BookingSpace], today: Today) -> Door:
    running = next((row for row in rows if row.starts_at <= today.opening.at < row.ends_at), None)
    state, words = _state(running, rows, today)
    number = bay.door_number or name[:1]
    return Door(
        number=number,
        name=name,
        state=words,
        open=state is DoorState.OPEN,
        hours=[
            {"when": span(row.starts_at, row.ends_at, today.place.zone), "what": said_of(row)}
            for row in rows
            if row.ends_at > today.opening.at
        ][:SHOWN_A_DOOR],
        bay=Bay(number, name, state, people=running.booking.attendees if running else 0),
    )


def _state(running: BookingSpace | None, rows: Sequence[BookingSpace], today: Today) -> tuple[DoorState, str]:
    zone = today.place.zone
    if running is not None:
        if is_shown(running):
            return DoorState.OPEN, f"En ce moment, jusqu’à {hour_of(running.ends_at, zone)}"
        return DoorState.BUSY, f"Réservée jusqu’à {hour_of(running.ends_at, zone)}, porte fermée"
    if today.opening.until is None:
        return DoorState.CLOSED, "Fermée pour l’instant"
    following = min((row.starts_at for row in rows if row.starts_at > today.opening.at), default=None)
    return DoorState.CLOSED, f"Libre jusqu’à {hour_of(following or today.opening.until, zone)}"


def is_shown(row: BookingSpace) -> bool:
    """Whether anyone may know what it is and come in."""
    return row.booking.is_public and row.booking.status == BookingStatus.CONFIRMED


def said_of(row: BookingSpace) -> str:
    """The title of what is public, and nothing more of the rest."""
    return row.booking.title if is_shown(row) else "Réservée"


def drawn(place: Place, house: House, opened: Sequence[Door]) -> Facade:
    """The picture: upper floors from the house in section, lit where somebody is."""
    return Facade(
        place=place.name,
        bays=tuple(door.bay for door in opened),
        storeys=tuple(
            Storey(floor.name, tuple(Room(room.name, lit=room.lit) for room in floor.rooms))
            for floor in house.section
            if floor.level is not None and floor.level > 0
        ),
        year=str(place.built_in or ""),
    )

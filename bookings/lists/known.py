"""Finding what a list names: the spaces of a place, the organisations, and who already holds the hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sheets
from bookings.errors import StrangeTime
from bookings.wallclock import instant
from people.models import Organisation
from sheets.registry import Line
from spaces.conflicts import conflicts
from spaces.holds import Hold
from spaces.models import Place, Space

MOST = 3


class Known:
    """The spaces and organisations that rows may name, by their plain names."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.spaces = _by_name(place.spaces.filter(is_archived=False).select_related("place"))
        self.organisations = _by_name(Organisation.objects.all())

    def space(self, line: Line, name: str) -> Space | None:
        """The space of that name, or an error on the row."""
        return _one(line, self.spaces, name, "Espace", "dans ce lieu")

    def organisation(self, line: Line, name: str) -> Organisation | None:
        """The organisation of that name, or an error on the row."""
        return _one(line, self.organisations, name, "Structure", "parmi les structures de la maison")


def moment(line: Line, key: str, label: str, zone: ZoneInfo) -> datetime | None:
    """A cell read on the place's clock; an hour that a DST night has not, or has twice, is refused."""
    before = len(line.errors)
    found = line.read(key, label, sheets.moment)
    if found is None:
        if len(line.errors) == before:
            line.errors.append(f"{label} : la case est vide.")
        return None
    try:
        return instant(found.date(), found.time(), zone)
    except StrangeTime as refusal:
        line.errors.append(f"{label} : {refusal.message}")
        return None


def refuse_overlaps(held: Sequence[tuple[Line, Sequence[Hold]]]) -> None:
    """Each row says who already holds its hours, in the ledger or higher in the list."""
    owned = [(line, hold) for line, holds in held for hold in holds]
    for conflict in conflicts([hold for _, hold in owned]):
        line = owned[conflict.hold][0]
        if len(line.errors) < MOST:
            line.errors.append(str(conflict))
    latest: dict[int, tuple[datetime | None, Line]] = {}
    for line, hold in sorted(owned, key=lambda one: one[1].start):
        if hold.seats is not None:
            continue
        end, earlier = latest.get(hold.space.pk, (hold.start, line))
        if earlier is not line and (end is None or hold.start < end):
            first, last = sorted((line, earlier), key=lambda one: one.number)
            last.errors.append(f"la ligne {first.number} prend déjà {hold.space.name} à ces heures.")
        if hold.space.pk not in latest or (end is not None and (hold.end is None or hold.end > end)):
            latest[hold.space.pk] = (hold.end, line)


def _by_name(rows: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(sheets.normal(row.name), []).append(row)
    return found


def _one(line: Line, known: dict[str, list[Any]], name: str, label: str, where: str) -> Any:
    named = known.get(sheets.normal(name), [])
    if len(named) == 1:
        return named[0]
    if not name:
        line.errors.append(f"{label} : la case est vide.")
    elif named:
        line.errors.append(f"{label} : « {name[:60]} » désigne {len(named)} fiches {where}.")
    else:
        line.errors.append(f"{label} : « {name[:60]} » n’est pas {where}.")
    return None

"""Painted door numbers: the first digit gives the floor, as on the board of a lobby."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import count

from spaces.enums import SpaceKind

NO_DOOR = {SpaceKind.STORAGE, SpaceKind.CIRCULATION, SpaceKind.MONUMENT, SpaceKind.EQUIPMENT}
OWN_NUMBER = re.compile(r"\b(\d{1,4})$")
FEW = 9


@dataclass(frozen=True)
class Doorway:
    """What the rule reads of a space: None as level is the outdoors."""

    name: str
    kind: str
    level: int | None
    is_whole: bool = False


def own_number(name: str) -> str:
    """The number that the name already bears, as in « Bureau 101 »."""
    found = OWN_NUMBER.search(name)
    return found.group(1) if found else ""


def numbers(doorways: list[Doorway], taken: Collection[str] = ()) -> list[str]:
    """A free number for each, in order: 1, 2… below, 11, 12… upstairs, E1, E2… outdoors, its own if it has one.

    Wholes show those of their bays; corridors, stores and monuments have no door. A floor of more than nine
    doors counts in hundreds.
    """
    used = set(taken) | {own_number(doorway.name) for doorway in doorways}
    per_level: dict[int | None, int] = {}
    for doorway in doorways:
        if _is_counted(doorway):
            per_level[doorway.level] = per_level.get(doorway.level, 0) + 1
    series = {level: _series(level, crowded=total > FEW) for level, total in per_level.items()}
    given = []
    for doorway in doorways:
        number = "" if doorway.is_whole or doorway.kind in NO_DOOR else own_number(doorway.name)
        if _is_counted(doorway):
            number = next(candidate for candidate in series[doorway.level] if candidate not in used)
            used.add(number)
        given.append(number)
    return given


def _is_counted(doorway: Doorway) -> bool:
    return not doorway.is_whole and doorway.kind not in NO_DOOR and not own_number(doorway.name)


def _series(level: int | None, *, crowded: bool) -> Iterator[str]:
    if level is None:
        return (f"E{rank}" for rank in count(1))
    prefix = f"S{-level}" if level < 0 else str(level) if level else ""
    return (f"{prefix}{rank:02}" if crowded and level else f"{prefix}{rank}" for rank in count(1))

"""A part of a place named in an address: a building, a floor, a kind, one space; and how to look closer."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from bookings.measures import AXES
from spaces.enums import SpaceKind
from spaces.errors import DomainError
from spaces.models import Place, Space

# What to look at inside each: the house in the order in which one walks it.
CLOSER = {"building": "floor", "floor": "space", "kind": "space", "space": None}


class UnknownScope(DomainError):
    """No such part in this place."""


@dataclass(frozen=True)
class Scope:
    """Some leaves of a place; the whole of it when `key` is empty."""

    key: str
    label: str
    axis: str
    spaces: QuerySet[Space] | None

    @property
    def is_whole(self) -> bool:
        """Whether nothing was narrowed."""
        return not self.key


WHOLE = Scope("", "", "", None)


def scope_of(place: Place, key: str) -> Scope:
    """Read a key such as "floor-3" inside one place. Raises UnknownScope."""
    if not key:
        return WHOLE
    axis, _, value = key.partition("-")
    if axis in AXES:
        spaces = _spaces(place, axis, value)
        first = spaces.select_related("floor__building").first() if spaces is not None else None
        if first is not None and spaces is not None:
            return Scope(key, AXES[axis](first).label, axis, spaces)
    raise UnknownScope("Cette partie du lieu n’existe pas, ou plus.")


def _spaces(place: Place, axis: str, value: str) -> QuerySet[Space] | None:
    if axis == "kind":
        return place.spaces.filter(kind=value) if value in SpaceKind.values else None
    if not value.isdecimal() or len(value) > 18:
        return None
    number = int(value)
    if axis == "space":
        return place.spaces.filter(pk=number)
    if axis == "floor":
        return place.spaces.filter(floor=number) if number else place.spaces.filter(floor=None)
    return place.spaces.filter(floor__building=number) if number else place.spaces.filter(floor=None)

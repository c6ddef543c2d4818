"""The list of a place's spaces, in and out by the pages of imports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from people.access import Visitor
from sheets.registry import Field, Importer, Line, Written, register
from spaces import importers
from spaces.models import Floor, Part, Place, Space
from spaces.policies import manages_a_place

LABELS = {
    "level": "Niveau",
    "name": "Nom de l’espace",
    "kind": "Type",
    "area": "Surface (m²)",
    "capacity": "Capacité",
    "safety_capacity": "Effectif autorisé",
    "is_accessible": "Accès PMR",
    "whole": "Fait partie de",
    "is_bookable": "Réservable",
    "equipment": "Équipements",
    "remark": "Remarque",
    "door": "Porte",
    "seat_count": "Postes",
}


def places(user: Visitor) -> list[tuple[str, str]]:
    """The places one manages, as a choice."""
    return list(Place.objects.managed_by(user).order_by("name").values_list("slug", "name"))


def check(lines: list[Line], user: Any, scope: str) -> None:
    """Say what is wrong with each row; writes nothing."""
    found = _examined(lines, user, scope)
    for line, mine in zip(lines, found.lines, strict=True):
        line.errors.extend(mine.errors)


def write(lines: list[Line], user: Any, scope: str) -> Iterable[Written]:
    """Create every space, its levels and its parts."""
    place = Place.objects.managed_by(user).get(slug=scope)
    floors = set(Floor.objects.filter(building__place=place).values_list("pk", flat=True))
    spaces = importers.apply(_examined(lines, user, scope))
    ids = [space.pk for space in spaces]
    yield from (
        Written(floor) for floor in Floor.objects.filter(building__place=place).exclude(pk__in=floors)
    )
    yield from (Written(space) for space in spaces)
    yield from (Written(part) for part in Part.objects.filter(part__in=ids).order_by("pk"))


def rows(user: Any, scope: str) -> Iterable[Sequence[Any]]:
    """Every space of the place, as the same list."""
    spaces = Space.objects.filter(
        place__in=Place.objects.managed_by(user), place__slug=scope, is_archived=False
    )
    wholes = dict(Part.objects.now().filter(part__in=spaces).values_list("part", "whole__name"))
    for space in spaces.select_related("floor").order_by("door_number", "name"):
        yield [
            space.floor.name if space.floor else "", space.name, space.get_kind_display(), space.area_m2,
            space.capacity, space.safety_capacity, space.is_accessible, wholes.get(space.pk, ""),
            space.is_bookable, space.equipment, space.remark, space.door_number, space.seat_count,
        ]  # fmt: skip


def _examined(lines: list[Line], user: Any, scope: str) -> importers.Preview:
    place = Place.objects.managed_by(user).get(slug=scope)
    return importers.examine(place=place, rows=[(line.number, line.cells) for line in lines])


SPACES = Importer(
    key="espaces",
    title="Espaces",
    fields=[
        Field(key, LABELS[key], aliases, is_required=key == "name")
        for key, aliases in importers.FIELDS.items()
    ],
    policy=manages_a_place,
    check=check,
    write=write,
    rows=rows,
    scopes=places,
    scope_label="Dans quel lieu",
    intro="Une ligne par espace. Une travée dit de quelle salle elle fait partie.",
)


def register_lists() -> None:
    """Said when the application is ready."""
    register(SPACES)

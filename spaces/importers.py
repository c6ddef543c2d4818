"""Lists of rooms in: every row is read and explained before anything is written, then all or nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

import sheets
from spaces.doors import Doorway, numbers
from spaces.enums import SpaceKind
from spaces.errors import SheetRefused
from spaces.models import Building, Floor, Part, Place, Space

FIELDS = {
    "level": ["niveau", "étage"],
    "name": ["nom de l'espace", "nom", "espace", "salle"],
    "kind": ["type", "nature"],
    "area": ["surface (m²)", "surface", "m²"],
    "capacity": ["capacité", "places assises"],
    "safety_capacity": ["effectif autorisé", "effectif maximal autorisé", "effectif"],
    "is_accessible": ["accès pmr", "pmr", "accessible"],
    "whole": ["fait partie de", "partie de"],
    "is_bookable": ["réservable"],
    "equipment": ["équipements", "équipement", "matériel"],
    "remark": ["remarque", "observation"],
    "door": ["porte", "numéro de porte"],
    "seat_count": ["postes", "places réservables"],
}
LABELS = {
    "level": "Niveau", "area": "Surface", "capacity": "Capacité", "safety_capacity": "Effectif autorisé",
    "is_accessible": "Accès PMR", "is_bookable": "Réservable", "seat_count": "Postes",
}  # fmt: skip
KINDS = {sheets.normal(str(kind.label)): kind.value for kind in SpaceKind}
LEVEL = re.compile(r"(?:r ?)?(\d{1,2})(?: ?(?:er|ere|e|eme|nd|nde))?(?: etage| niveau)?")
GROUND = {"rdc", "rez de chaussee", "rez", "0", "r 0"}
OUTDOORS = {"exterieur", "dehors", "plein air", "ext"}


@dataclass
class Line:
    """One row of the list as it was understood, with what is wrong with it."""

    number: int
    name: str
    values: dict[str, Any] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


@dataclass
class Preview:
    """What an import would do; nothing has been written."""

    place: Place
    mapping: Mapping[str, int | None]
    lines: list[Line]
    errors: list[str]

    @property
    def is_good(self) -> bool:
        """Whether it can be applied."""
        return not self.errors and not any(line.errors for line in self.lines)

    @property
    def messages(self) -> list[str]:
        """Everything that is wrong, with the row it is about."""
        return self.errors + [
            f"Ligne {line.number} : {error}" for line in self.lines for error in line.errors
        ]


def preview(
    *, file: IO[bytes] | bytes, place: Place, mapping: Mapping[str, int | None] | None = None
) -> Preview:
    """Read a list and say, row by row, what it would create. `mapping` corrects the guessed columns.

    Raises sheets.Unreadable.
    """
    sheet = sheets.read(file)
    mapping = mapping or sheets.match(sheet.headers, FIELDS)
    if mapping.get("name") is None:
        return Preview(place, mapping, [], ["Aucune colonne ne donne le nom des espaces."])
    found = examine(place=place, rows=[(row.number, row.pick(mapping)) for row in sheet.rows])
    errors = [] if found.lines else ["La liste n’a aucune ligne sous ses titres."]
    return Preview(place, mapping, found.lines, errors)


def examine(*, place: Place, rows: Iterable[tuple[int, Mapping[str, str]]]) -> Preview:
    """Say what rows, each with its number and its cells by field, would create in a place."""
    lines = [_line(number, cells) for number, cells in rows]
    _check_names(lines, place)
    _check_wholes(lines)
    _number_doors(lines, place)
    return Preview(place, {}, lines, [])


@transaction.atomic
def apply(found: Preview) -> list[Space]:
    """Create every space of a good preview, its levels and its parts. Managers of the place and commands.

    Raises SheetRefused when any row has an error: all or nothing.
    """
    if not found.is_good:
        raise SheetRefused("Rien n’a été importé. " + " ".join(found.messages[:10]))
    floors = _floors(found)
    slugs = set(found.place.spaces.values_list("slug", flat=True))
    spaces: dict[str, Space] = {}
    for line in found.lines:
        values = {key: value for key, value in line.values.items() if key not in ("level", "whole", "door")}
        space = Space(
            place=found.place,
            floor=floors.get(line.values["level"]),
            name=line.name,
            slug=_slug(line.name, slugs),
            door_number=line.values["door"],
            **values,
        )
        try:
            space.full_clean(validate_constraints=False)
        except ValidationError as refusal:
            raise SheetRefused(f"Ligne {line.number} : {' '.join(refusal.messages)}") from None
        spaces[sheets.normal(line.name)] = space
    Space.objects.bulk_create(spaces.values())
    Part.objects.bulk_create(
        Part(whole=spaces[line.values["whole"]], part=spaces[sheets.normal(line.name)])
        for line in found.lines
        if line.values["whole"]
    )
    return list(spaces.values())


def _line(number: int, cells: Mapping[str, str]) -> Line:
    line = Line(number, cells["name"])
    if not line.name:
        line.errors.append("le nom manque.")
    elif len(line.name) > 120:
        line.errors.append("le nom dépasse 120 caractères.")
    values = line.values
    values["level"] = _read(line, cells, "level", level_of)
    values["kind"] = _kind(line, cells["kind"])
    area = _read(line, cells, "area", sheets.decimal)
    if area is not None and not 0 < area < Decimal(10) ** 7:
        line.errors.append("Surface : indiquez un nombre de m² supérieur à zéro.")
    elif area is not None:
        values["area_m2"] = round(area, 2)
    for name in ("capacity", "safety_capacity", "seat_count"):
        values[name] = _read(line, cells, name, sheets.whole_number)
    if values["seat_count"] == 0:
        line.errors.append("Postes : laissez vide si l’espace se réserve en entier.")
    values["is_accessible"] = bool(_read(line, cells, "is_accessible", sheets.boolean))
    values["is_bookable"] = _read(line, cells, "is_bookable", sheets.boolean) is not False
    values["equipment"], values["remark"] = cells["equipment"][:300], cells["remark"][:300]
    values["whole"] = sheets.normal(cells["whole"])
    values["door"] = cells["door"]
    if len(cells["door"]) > 6:
        line.errors.append("Porte : six caractères au plus.")
    return line


def _read(line: Line, cells: Mapping[str, str], name: str, parse: Any) -> Any:
    try:
        return parse(cells[name])
    except sheets.NotUnderstood as refusal:
        line.errors.append(f"{LABELS[name]} : {refusal.message}")
        return None


def _kind(line: Line, text: str) -> str:
    if not text:
        return SpaceKind.MEETING_ROOM
    kind = KINDS.get(sheets.normal(text))
    if kind is None:
        line.errors.append(f"Type : « {text[:40]} » est inconnu. Choisissez : {', '.join(_kind_labels())}.")
        return SpaceKind.MEETING_ROOM
    return kind


def _kind_labels() -> list[str]:
    return [str(kind.label) for kind in SpaceKind]


def level_of(text: str) -> tuple[int, bool] | None:
    """« RDC », « 1er », « R+2 », « Sous-sol », « Extérieur »: the level and whether it is outdoors."""
    word = sheets.normal(text)
    if not word:
        return None
    if word in GROUND:
        return (0, False)
    if word in OUTDOORS:
        return (0, True)
    if word == "sous sol":
        return (-1, False)
    found = LEVEL.fullmatch(word)
    if found is None:
        raise sheets.NotUnderstood(f"« {text[:40]} » : écrivez RDC, 1er, 2e, Sous-sol ou Extérieur.")
    sign = -1 if text.strip().casefold().removeprefix("r").startswith("-") else 1
    return (sign * int(found.group(1)), False)


def _check_names(lines: list[Line], place: Place) -> None:
    known = {sheets.normal(name) for name in place.spaces.values_list("name", flat=True)}
    times = Counter(sheets.normal(line.name) for line in lines)
    for line in lines:
        name = sheets.normal(line.name)
        if name and times[name] > 1:
            line.errors.append(f"« {line.name} » figure {times[name]} fois dans la liste.")
        if name in known:
            line.errors.append(f"« {line.name} » existe déjà dans ce lieu.")


def _check_wholes(lines: list[Line]) -> None:
    by_name = {sheets.normal(line.name): line for line in lines}
    for line in lines:
        whole = line.values["whole"]
        if not whole:
            continue
        if whole == sheets.normal(line.name):
            line.errors.append("un espace ne fait pas partie de lui-même.")
        elif whole not in by_name:
            line.errors.append("Fait partie de : cet espace n’est pas dans la liste.")
        elif by_name[whole].values["whole"]:
            line.errors.append(
                f"« {by_name[whole].name} » fait déjà partie d’un autre espace : un seul niveau de division."
            )


def _number_doors(lines: list[Line], place: Place) -> None:
    wholes = {line.values["whole"] for line in lines if line.values["whole"]}
    taken = set(place.spaces.filter(is_archived=False).values_list("door_number", flat=True)) - {""}
    written = Counter(line.values["door"] for line in lines if line.values["door"])
    for line in lines:
        door = line.values["door"]
        if door and (door in taken or written[door] > 1):
            line.errors.append(f"Porte : le numéro {door} est déjà pris.")
    silent = [line for line in lines if not line.values["door"]]
    doorways = [
        Doorway(
            line.name,
            line.values["kind"],
            _level(line.values["level"]),
            is_whole=sheets.normal(line.name) in wholes,
        )
        for line in silent
    ]
    for line, number in zip(silent, numbers(doorways, taken | set(written)), strict=True):
        line.values["door"] = number


def _level(level: tuple[int, bool] | None) -> int | None:
    return 0 if level is None else None if level[1] else level[0]


def _floors(found: Preview) -> dict[tuple[int, bool] | None, Floor]:
    levels = {line.values["level"] for line in found.lines} - {None}
    if not levels:
        return {}
    building = found.place.buildings.order_by("pk").first() or Building.objects.create(
        place=found.place, name=found.place.name
    )
    return {
        (level, outdoors): Floor.objects.get_or_create(
            building=building,
            level=level,
            is_outdoors=outdoors,
            defaults={"name": floor_name(level, is_outdoors=outdoors)},
        )[0]
        for level, outdoors in sorted(levels)
    }


def floor_name(level: int, *, is_outdoors: bool) -> str:
    """Extérieur, Rez-de-chaussée, 1er étage, Sous-sol."""
    if is_outdoors:
        return "Extérieur"
    if level == 0:
        return "Rez-de-chaussée"
    if level < 0:
        return "Sous-sol" if level == -1 else f"{-level}e sous-sol"
    return "1er étage" if level == 1 else f"{level}e étage"


def _slug(name: str, taken: set[str]) -> str:
    base = slugify(name.replace("œ", "oe").replace("Œ", "Oe"))[:110] or "espace"
    slug, rank = base, 1
    while slug in taken:
        rank += 1
        slug = f"{base}-{rank}"
    taken.add(slug)
    return slug

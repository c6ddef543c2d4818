"""A floor as on an evacuation plan: black walls, the room in brick, and the way painted on the floor.

The picture is a scheme, not a survey: rooms stand along one corridor in the order given, as wide as
their areas say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from html import escape

from drawings import svg


class Access(Enum):
    """How one reaches the corridor of a floor."""

    LIFT = "ascenseur"
    STAIRS = "escalier"
    ENTRANCE = "entrée"


@dataclass(frozen=True)
class PlanRoom:
    """A room on the plan. Unknown areas are drawn as the smallest room."""

    number: str
    name: str
    area: float | None = None
    bookable: bool = True
    href: str = ""


@dataclass(frozen=True)
class FloorPlan:
    """A floor: its rooms, and the door by which people arrive."""

    name: str
    rooms: tuple[PlanRoom, ...]
    access: Access = Access.LIFT
    corridor: str = "couloir"


WIDTH = 610
ROW = 110
CORRIDOR = 46
WALL = 5
THIN = 2.4
CORE = 68
NARROWEST = 34
INNER = 600
ORDINALS = (
    "première",
    "deuxième",
    "troisième",
    "quatrième",
    "cinquième",
    "sixième",
    "septième",
    "huitième",
)


def rows(rooms: Sequence[PlanRoom]) -> tuple[list[PlanRoom], list[PlanRoom]]:
    """Put what can be booked on one side of the corridor and the rest on the other; balance if one is empty."""
    near = [room for room in rooms if room.bookable]
    far = [room for room in rooms if not room.bookable]
    if near and far:
        return near, far
    everything = near or far
    half = (len(everything) + 1) // 2
    return everything[:half], everything[half:]


def widths(rooms: Sequence[PlanRoom], total: float, narrowest: float = NARROWEST) -> list[float]:
    """Share a length by area; none gets less than the narrowest, and the sum is exactly the length."""
    if not rooms:
        return []
    known = [room.area for room in rooms if room.area]
    least = min(known) if known else 1.0
    weights = [room.area or least for room in rooms]
    floor = min(narrowest, total / len(rooms))
    free = total - floor * len(rooms)
    # Square roots keep a hall beside a cupboard readable.
    roots = [weight**0.5 for weight in weights]
    return [floor + free * root / sum(roots) for root in roots]


def _core(y: float, height: float, access: Access) -> str:
    """Draw what people arrive by: a door in the outer wall, the stairs, and the lift where there is one."""
    if access is Access.ENTRANCE:
        return svg.rect(CORE - 4, y + height - 2, 50, WALL + 6, "panel-fill")
    steps = [
        svg.line(WALL + 6 + i * 8, y + 6, WALL + 6 + i * 8, y + height - 6, "ink-line", stroke_width=2)
        for i in range(7)
    ]
    parts = [svg.group(*steps), svg.line(CORE, y, CORE, y + height, "ink-line", stroke_width=THIN)]
    if access is Access.LIFT:
        x, top = CORE + 12, y + 14
        parts += [
            svg.rect(x, top, 44, 44, "ink-line", stroke_width=THIN),
            svg.line(x, top, x + 44, top + 44, "ink-line", stroke_width=THIN),
            svg.line(x + 44, top, x, top + 44, "ink-line", stroke_width=THIN),
        ]
    return svg.group(*parts)


def _route(access: Access, door: float, *, above: bool, corridor: float, bottom: float) -> str:
    """Draw the dashed way from where people arrive to the door, its head under the lintel."""
    middle = corridor + CORRIDOR / 2
    start_x, start_y = {
        Access.LIFT: (CORE + 34, bottom + 10),
        Access.STAIRS: (CORE - 30, bottom + 2),
        Access.ENTRANCE: (CORE + 21, bottom + ROW + 2),
    }[access]
    end = corridor + 14 if above else corridor + CORRIDOR - 14
    tip = corridor + 3 if above else corridor + CORRIDOR - 3
    n = svg.number
    way = f"M{n(start_x)} {n(start_y)}V{n(middle)}H{n(door)}V{n(end)}"
    head = ((door - 9, end), (door + 9, end), (door, tip))
    return svg.path(way, "dash-line", stroke_width=4.5) + svg.polygon(head, "mark-fill")


def _room(room: PlanRoom, x: float, y: float, width: float, *, chosen: bool, above: bool) -> str:
    fill = "brick-fill" if chosen else "panel-fill" if room.bookable else "sand-fill"
    ink = "cream-fill" if chosen else "ink-fill"
    size = min(36.0 if room.bookable else 26.0, width / (0.62 * max(2, len(room.number))))
    door = x + width / 2
    edge = y + ROW if above else y
    box = [
        svg.rect(x, y, width, ROW, fill),
        svg.rect(x, y, width, ROW, "ink-line", stroke_width=THIN),
        svg.text(x + width / 2, y + ROW / 2 + size * 0.34, room.number, f"{ink} middle", font_size=size),
    ]
    if chosen:
        box.append(svg.rect(door - 10, edge - 4, 20, 8, "panel-fill"))
    name = f"Porte {room.number}, {room.name}"
    if room.href and not chosen:
        return svg.link(room.href, name, *box)
    return svg.group(svg.element("title", escape(name)), *box)


def describe(plan: FloorPlan, chosen: str) -> str:
    """Say the way in words, for the caption and for those who cannot see the line."""
    for above, row in zip((True, False), rows(plan.rooms), strict=True):
        for rank, room in enumerate(row, start=1):
            if room.number != chosen:
                continue
            start = {
                Access.LIFT: "Depuis l’ascenseur",
                Access.STAIRS: "Depuis l’escalier",
                Access.ENTRANCE: "Depuis l’entrée",
            }[plan.access]
            ordinal = ORDINALS[rank - 1] if rank <= len(ORDINALS) else f"{rank}e"
            side = "à gauche" if above else "à droite"
            return f"{plan.name}. {start}, suivez la ligne peinte au sol : {ordinal} porte {side}."
    return f"{plan.name}."


def draw(plan: FloorPlan, chosen: str = "") -> str:
    """Draw a floor, with the way to the chosen door."""
    upper, lower = rows(plan.rooms)
    corridor = WALL + ROW
    bottom = corridor + CORRIDOR
    height = bottom + ROW + WALL
    outer = svg.rect(WALL / 2, WALL / 2, WIDTH - WALL, height - WALL, "ink-line", stroke_width=WALL)
    parts = [svg.rect(WALL / 2, WALL / 2, WIDTH - WALL, height - WALL, "panel-fill")]
    way = ""
    arrival = CORE + 80
    for above, row in ((True, upper), (False, lower)):
        x: float = WALL if above else arrival
        total = INNER - (x - WALL)
        for room, width in zip(row, widths(row, total), strict=True):
            is_chosen = room.number == chosen
            y = WALL if above else bottom
            parts.append(_room(room, x, y, width, chosen=is_chosen, above=above))
            if is_chosen:
                door = x + width / 2
                way = _route(plan.access, door, above=above, corridor=corridor, bottom=bottom)
            x += width
    if plan.corridor:
        parts.append(
            svg.text(
                WIDTH - WALL - 16,
                corridor + CORRIDOR / 2 + 5,
                plan.corridor,
                "ink-fill small-text plan-word",
                font_size=14,
                text_anchor="end",
            )
        )
    on_left = plan.access is Access.ENTRANCE
    parts.append(
        svg.text(
            WALL + 10 if on_left else CORE + 8,
            bottom + ROW - 16,
            plan.access.value,
            "ink-fill small-text plan-word",
            font_size=14,
        )
    )
    parts += [outer, _core(bottom, ROW, plan.access), way]
    return svg.picture(
        *parts,
        width=WIDTH,
        height=height,
        title=f"Plan : {plan.name}",
        description=describe(plan, chosen),
        class_="drawing plan",
        role="group" if any(room.href and room.number != chosen for room in plan.rooms) else "img",
    )

"""The front of the house: a narrow tower and its bays, drawn from what is happening inside.

The tower takes 15 % of the width and the bays share the rest, as the columns of the page do: the
drawn doors line up with the columns below. A door rolled up and lit means that anyone may come in now;
a lit window is a room with somebody in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from drawings import people, svg


class DoorState(Enum):
    """What one sees of a door from the street."""

    OPEN = "open"
    BUSY = "busy"
    CLOSED = "closed"


@dataclass(frozen=True)
class Bay:
    """One engine bay: its number, what is on, and how many people one would see inside."""

    number: str
    name: str
    state: DoorState = DoorState.CLOSED
    people: int = 4


@dataclass(frozen=True)
class Room:
    """A room behind the upper windows."""

    name: str
    lit: bool = False


@dataclass(frozen=True)
class Storey:
    """An upper floor and its rooms, from the tower outwards."""

    name: str
    rooms: tuple[Room, ...] = ()


@dataclass(frozen=True)
class Facade:
    """All that the drawing reads. Storeys are given from the top down."""

    place: str
    bays: tuple[Bay, ...]
    storeys: tuple[Storey, ...] = ()
    year: str = ""


@dataclass(frozen=True)
class _Opening:
    """The inside of a door frame."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class _Plan:
    """The measures of one version of the drawing."""

    width: float
    height: float
    tower: float
    shade: float
    cap: float
    roof: float
    slab: float
    storey: float
    door: float
    pillar: float
    frame: float
    windows: int
    window: float
    year: float
    wide: bool


WIDE = _Plan(1200, 716, 125, 35, 14, 10, 16, 76.5, 182, 14, 7, 6, 42, 60, wide=True)
NARROW = _Plan(358, 297, 40, 12, 8, 7, 7, 39, 118, 7, 4, 3, 24, 21, wide=False)
TOWER_SHARE = 0.15


def _tower(plan: _Plan, year: str) -> str:
    wall, high = plan.tower, plan.height
    left, right = wall * 0.176, wall * 0.816
    top = high * 0.067
    bottom = high * 0.635
    parts = [
        svg.rect(0, plan.cap, wall, high - plan.cap, "wall-fill"),
        svg.rect(wall, plan.cap, plan.shade, high - plan.cap, "pillar-fill"),
        svg.rect(-wall * 0.06, 0, (wall + plan.shade) + wall * 0.12, plan.cap, "soot-fill"),
        svg.rect(left, top, right - left, bottom - top, "soot-fill"),
    ]
    inside = right - left
    strip = inside * 0.125
    ring = inside * 0.1
    for at, end in ((0.2, 0.86), (0.5, 0.68), (0.8, 0.93)):
        x = left + inside * at
        y = top + (bottom - top) * end
        parts += [
            svg.rect(x - strip / 2, top, strip, y - top, "pillar-fill"),
            svg.circle(x, y, ring, "brick-line", stroke_width=ring * 0.8),
        ]
    if plan.wide:
        x = left + inside * 0.35
        parts.append(svg.rect(x - strip / 2, top, strip, (bottom - top) * 0.46, "pillar-fill"))
    bar = plan.cap * 0.42
    for i in (1, 2, 3):
        parts.append(svg.rect(left, top + (bottom - top) * i / 4 - bar / 2, inside, bar, "wall-fill"))
    if year:
        parts.append(svg.text(wall / 2, high * 0.93, year, "brick-fill middle", font_size=plan.year))
    return svg.group(*parts)


def lights(storey: Storey, windows: int) -> list[bool]:
    """Share the windows of a storey among its rooms, in order; a window is lit if a room behind it is."""
    rooms = storey.rooms
    if not rooms:
        return [False] * windows
    if len(rooms) <= windows:
        return [rooms[i * len(rooms) // windows].lit for i in range(windows)]
    lit = [False] * windows
    for i, room in enumerate(rooms):
        lit[i * windows // len(rooms)] |= room.lit
    return lit


def _window(x: float, sill: float, size: float, *, lit: bool, turn: int) -> str:
    """Draw one window. `turn` varies blinds, plants and people, always alike for the same place."""
    tall = size * 1.09
    middle = x + size / 2
    parts = [svg.rect(x, sill - tall, size, tall, "signal-fill" if lit else "glass-fill")]
    if lit:
        if turn % 3 == 0:
            parts.append(people.bust(middle, sill, size * 0.62, "soot-fill", "soot-fill"))
        elif turn % 3 == 1:
            parts.append(people.bust(x + size * 0.34, sill, size * 0.54, "soot-fill", "soot-fill"))
            parts.append(people.bust(x + size * 0.74, sill, size * 0.46, "brick-fill", "brick-fill"))
    elif turn % 7 == 2:
        parts.append(svg.rect(x, sill - tall, size, tall * 0.46, "pillar-fill"))
    elif turn % 11 == 4:
        parts.append(people.plant(middle, sill, size * 0.7, "pillar-fill", "brick-fill"))
    elif turn % 13 == 8:
        parts.append(svg.rect(x, sill - tall, size, tall * 0.82, "pillar-fill"))
    return "".join(parts)


def _storeys(plan: _Plan, facade: Facade, left: float, top: float, bay: float) -> str:
    parts = []
    gap = plan.window * 0.2
    run = plan.windows * plan.window + (plan.windows - 1) * gap
    for s, storey in enumerate(facade.storeys):
        sill = top + s * plan.storey + plan.storey * 0.81
        lit = lights(storey, plan.windows * len(facade.bays))
        for b in range(len(facade.bays)):
            start = left + b * bay + (bay - run) / 2
            for w in range(plan.windows):
                i = b * plan.windows + w
                parts.append(
                    _window(
                        start + w * (plan.window + gap), sill, plan.window, lit=lit[i], turn=i * 5 + s * 17
                    )
                )
        parts.append(svg.rect(left, sill, plan.width - left, plan.cap * 0.3, "pillar-fill"))
    return svg.group(*parts)


def _joints(plan: _Plan, x: float, width: float, ys: Sequence[float]) -> list[str]:
    """Cut what is painted across the panels: a band of door, and the dark line of the hinge."""
    stroke = plan.frame * 0.3
    parts = []
    for y in ys:
        parts.append(svg.rect(x, y - stroke * 1.6, width, stroke * 3.2, "door-fill"))
        parts.append(svg.rect(x, y - stroke / 2, width, stroke, "soot-fill"))
    return parts


def _shut(plan: _Plan, bay: Bay, opening: _Opening) -> str:
    x, y, width, height = opening.x, opening.y, opening.width, opening.height
    busy = bay.state is DoorState.BUSY
    portholes = 6
    hole = width * 0.118
    gap = (width - portholes * hole) / (portholes + 0.6)
    parts = [svg.rect(x, y, width, height, "door-fill")]
    for i in range(portholes):
        at = x + gap * 0.8 + i * (hole + gap)
        parts.append(
            svg.rect(at, y + height * 0.07, hole, height * 0.11, "signal-fill" if busy else "soot-fill")
        )
    size = height * (0.86 if plan.wide else 0.98)
    if len(bay.number) > 1:
        size *= 0.8
    parts.append(svg.text(x + width / 2, y + height * 0.93, bay.number, "wall-fill middle", font_size=size))
    parts += _joints(plan, x, width, [y + height * at for at in (0.25, 0.5, 0.75)])
    parts.append(svg.rect(x, y + height, width, plan.frame * 0.9, "wall-fill"))
    return svg.group(*parts)


CAST = (
    (0.09, 0.62, "soot-fill"),
    (0.82, 0.66, "brick-fill"),
    (0.47, 0.46, "brick-fill"),
    (0.93, 0.48, "soot-fill"),
    (0.3, 0.5, "soot-fill"),
    (0.66, 0.54, "soot-fill"),
)


def _open(plan: _Plan, bay: Bay, opening: _Opening) -> str:
    x, y, width, height = opening.x, opening.y, opening.width, opening.height
    rolled = height * 0.23
    bar = height * 0.04
    ground = y + height
    size = height * 0.86
    inner_top = y + rolled + bar
    room = ground - inner_top
    shown = max(1, min(bay.people, len(CAST) if plan.wide else 4))
    # The third one to come stands behind the table.
    standing = CAST[:2] + CAST[3:]
    behind = [CAST[2]] if shown > 2 else []
    front = standing[: shown - len(behind)]
    table = ground - room * 0.27
    parts = [
        svg.element(
            "svg",
            svg.rect(0, 0, width, rolled, "door-fill"),
            svg.text(width / 2, rolled * 0.72, bay.number, "wall-fill middle", font_size=size),
            x=x,
            y=y,
            width=width,
            height=rolled,
        ),
        svg.rect(x, y + rolled, width, bar, "soot-fill"),
        svg.rect(x, inner_top, width, room + plan.frame * 0.9, "signal-fill"),
    ]
    lamp = room * 0.2
    parts += [people.lamp(x + width * at, inner_top, lamp) for at in (0.22, 0.5, 0.78)]
    parts += [people.person(x + width * at, table, room * tall * 0.72, paint) for at, tall, paint in behind]
    parts += [
        svg.rect(x + width * 0.26, table - room * 0.06, width * 0.1, room * 0.07, "brick-fill"),
        svg.rect(x + width * 0.42, table - room * 0.04, width * 0.13, room * 0.05, "cream-fill"),
        svg.rect(x + width * 0.16, table, width * 0.54, room * 0.045, "soot-fill"),
        svg.rect(x + width * 0.2, table, width * 0.016, ground - table, "soot-fill"),
        svg.rect(x + width * 0.63, table, width * 0.016, ground - table, "soot-fill"),
    ]
    parts += [people.person(x + width * at, ground, room * tall, paint) for at, tall, paint in front]
    return svg.group(*parts)


def _describe(facade: Facade) -> str:
    words = {
        DoorState.OPEN: "ouverte, quelque chose s’y passe",
        DoorState.BUSY: "fermée, occupée",
        DoorState.CLOSED: "fermée",
    }
    doors = [f"porte {bay.number}, {bay.name}, {words[bay.state]}" for bay in facade.bays]
    lit = [room.name for storey in facade.storeys for room in storey.rooms if room.lit]
    rooms = f"Fenêtres allumées : {', '.join(lit)}." if lit else "Aucune fenêtre n’est allumée."
    return f"{' ; '.join(doors).capitalize()}. {rooms}"


def draw(facade: Facade, *, narrow: bool = False) -> str:
    """Draw the house as it is now. The narrow version has fewer windows, made for a telephone."""
    plan = NARROW if narrow else WIDE
    left = plan.width * TOWER_SHARE
    bay = (plan.width - left) / max(1, len(facade.bays))
    doors_top = plan.height - plan.door
    slab_top = doors_top - plan.slab
    walls_top = slab_top - plan.storey * len(facade.storeys)
    overhang = plan.cap * 0.7
    parts = [
        _tower(plan, facade.year),
        svg.rect(left, walls_top, plan.width - left, plan.height - walls_top, "wall-fill"),
        _storeys(plan, facade, left, walls_top, bay),
    ]
    pillars = [left, *(left + bay * i - plan.pillar / 2 for i in range(1, len(facade.bays)))]
    pillars.append(plan.width - plan.pillar)
    parts += [svg.rect(x, walls_top, plan.pillar, plan.height - walls_top, "pillar-fill") for x in pillars]
    parts += [
        svg.rect(
            left - overhang, walls_top - plan.roof, plan.width - left + overhang, plan.roof, "soot-fill"
        ),
        svg.rect(left - overhang, slab_top, plan.width - left + overhang, plan.slab, "soot-fill"),
    ]
    margin = plan.pillar * (1.55 if plan.wide else 0.9)
    for i, door in enumerate(facade.bays):
        x = left + bay * i + margin
        width = bay - 2 * margin
        y = doors_top + plan.frame * 0.2
        parts.append(svg.rect(x, y, width, plan.height - y, "soot-fill"))
        inside = _Opening(
            x + plan.frame, y + plan.frame, width - 2 * plan.frame, plan.height - y - plan.frame
        )
        drawn = _open if door.state is DoorState.OPEN else _shut
        parts.append(drawn(plan, door, inside))
    if plan.wide:
        last = facade.bays[-1] if facade.bays else None
        if last and last.state is not DoorState.OPEN:
            parts.append(people.ladder(plan.width - 86, plan.height, 376))
        parts.append(people.bicycle(left + margin + 60, plan.height + 4, 1))
    return svg.picture(
        *parts,
        width=plan.width,
        height=plan.height,
        title=f"La façade de {facade.place}, en ce moment",
        description=_describe(facade),
        class_="drawing facade-drawing",
    )

"""The front of the house: a narrow tower and its bays, drawn from what is happening inside.

The tower takes 15 % of the width and the bays share the rest, as the columns of the page do: the
drawn doors line up with the columns below. A door rolled up and lit means that anyone may come in now;
a lit window is a room with somebody in it.
"""

from dataclasses import dataclass

from drawings import people, svg
from drawings.bays import NARROW, WIDE, Bay, DoorState, Opening, Plan, rolled_up, shut

__all__ = ["Bay", "DoorState", "Facade", "Room", "Storey", "draw", "lights"]


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


TOWER_SHARE = 0.15


def _tower(plan: Plan, year: str) -> str:
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


def _storeys(plan: Plan, facade: Facade, left: float, top: float, bay: float) -> str:
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
        inside = Opening(x + plan.frame, y + plan.frame, width - 2 * plan.frame, plan.height - y - plan.frame)
        drawn = rolled_up if door.state is DoorState.OPEN else shut
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

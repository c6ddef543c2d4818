"""The engine bays of the façade: a door that is shut, lit from inside, or rolled up on what is going on."""

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
class Opening:
    """The inside of a door frame."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Plan:
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


WIDE = Plan(1200, 716, 125, 35, 14, 10, 16, 76.5, 182, 14, 7, 6, 42, 60, wide=True)
NARROW = Plan(358, 297, 40, 12, 8, 7, 7, 39, 118, 7, 4, 3, 24, 21, wide=False)


def joints(plan: Plan, x: float, width: float, ys: Sequence[float]) -> list[str]:
    """Cut what is painted across the panels: a band of door, and the dark line of the hinge."""
    stroke = plan.frame * 0.3
    parts = []
    for y in ys:
        parts.append(svg.rect(x, y - stroke * 1.6, width, stroke * 3.2, "door-fill"))
        parts.append(svg.rect(x, y - stroke / 2, width, stroke, "soot-fill"))
    return parts


def shut(plan: Plan, bay: Bay, opening: Opening) -> str:
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
    parts += joints(plan, x, width, [y + height * at for at in (0.25, 0.5, 0.75)])
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


def rolled_up(plan: Plan, bay: Bay, opening: Opening) -> str:
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

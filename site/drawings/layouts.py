"""How a room may be set: as many brick dots as there are chairs, seen from above."""

from collections.abc import Callable
from math import ceil, cos, pi, sin, sqrt

from drawings import svg

WIDTH = 240
HEIGHT = 176
WALL = 7
LEFT, TOP = 26.0, 30.0
INNER_WIDTH, INNER_HEIGHT = WIDTH - 2 * LEFT, HEIGHT - TOP - 34
LARGEST = 8.0

type Chairs = str


def _dot(x: float, y: float, r: float) -> str:
    return svg.circle(x, y, r, "mark-fill")


def _table(x: float, y: float, width: float, height: float) -> str:
    return svg.rect(x, y, width, height, "table-fill", stroke_width=2.4)


def _grid(seats: int, ratio: float) -> tuple[int, int]:
    """Return columns and rows for so many seats in a room of such proportions, rows filled evenly."""
    columns = max(1, min(seats, ceil(sqrt(seats * ratio))))
    rows = ceil(seats / columns)
    return ceil(seats / rows), rows


def meeting(seats: int) -> Chairs:
    """One table, chairs all round it: the long sides first, then the ends."""
    ends = 0 if seats < 6 else 2 if seats < 24 else 4
    sides = [(seats - 2 * ends + 1) // 2, (seats - 2 * ends) // 2]
    longest = max(sides[0], 1)
    step = min(27.0, (INNER_WIDTH - 40) / longest)
    r = min(LARGEST, step * 0.34)
    width = max(64.0, longest * step + 6)
    height = max(48.0, ends * (r * 2.5) + 10)
    x, y = (WIDTH - width) / 2, (HEIGHT - height) / 2 - 2
    parts = [_table(x, y, width, height)]
    for count, at in zip(sides, (y - r * 1.6, y + height + r * 1.6), strict=True):
        parts += [_dot(WIDTH / 2 + (i - (count - 1) / 2) * step, at, r) for i in range(count)]
    pitch = height / max(1, ends)
    for at in (x - r * 1.6, x + width + r * 1.6):
        parts += [_dot(at, y + pitch * (i + 0.5), r) for i in range(ends)]
    return "".join(parts)


def conference(seats: int) -> Chairs:
    """Rows that face the screen."""
    columns, rows = _grid(seats, INNER_WIDTH / INNER_HEIGHT)
    step = min(29.0, INNER_WIDTH / columns, INNER_HEIGHT / rows * 1.15)
    deep = min(34.0, INNER_HEIGHT / rows)
    r = min(LARGEST, step * 0.34, deep * 0.36)
    parts = []
    for i in range(seats):
        row, column = divmod(i, columns)
        here = min(columns, seats - row * columns)
        parts.append(
            _dot(
                WIDTH / 2 + (column - (here - 1) / 2) * step,
                TOP + INNER_HEIGHT / 2 + (row - (rows - 1) / 2) * deep,
                r,
            )
        )
    return "".join(parts)


def classroom(seats: int) -> Chairs:
    """Tables for two, all facing the screen."""
    desks = ceil(seats / 2)
    columns, rows = _grid(desks, 0.95)
    wide, deep = min(90.0, INNER_WIDTH / columns), min(40.0, INNER_HEIGHT / rows)
    table = wide * 0.78
    thick = max(3.0, deep * 0.36)
    r = min(LARGEST, table * 0.16, deep * 0.24)
    parts = []
    for i in range(desks):
        row, column = divmod(i, columns)
        here = min(columns, desks - row * columns)
        x = WIDTH / 2 + (column - (here - 1) / 2) * wide
        y = TOP + INNER_HEIGHT / 2 + (row - (rows - 1) / 2) * deep
        parts.append(_table(x - table / 2, y, table, thick))
        pair = (x,) if i == desks - 1 and seats % 2 else (x - table * 0.23, x + table * 0.23)
        parts += [_dot(at, y - r * 1.15, r) for at in pair]
    return "".join(parts)


HIGH_TABLES = ((WIDTH * 0.36, HEIGHT * 0.55), (WIDTH * 0.66, HEIGHT * 0.4))
# Roberts' R2 sequence: points that keep their distance from one another, the same ones every time.
PLASTIC = 1.32471795724474602596


def standing(seats: int) -> Chairs:
    """Nobody sits: people here and there, two high tables."""
    r = max(1.6, min(LARGEST, 44 / sqrt(seats)))
    parts = [svg.circle(x, y, 15, "table-fill", stroke_width=2.4) for x, y in HIGH_TABLES]
    placed, candidate = 0, 0
    while placed < seats:
        candidate += 1
        x = LEFT - 4 + (0.5 + candidate / PLASTIC) % 1 * (INNER_WIDTH + 8)
        y = TOP - 4 + (0.5 + candidate / PLASTIC**2) % 1 * (INNER_HEIGHT + 8)
        if all((x - tx) ** 2 + (y - ty) ** 2 > (17 + r) ** 2 for tx, ty in HIGH_TABLES):
            parts.append(_dot(x, y, r))
            placed += 1
    return "".join(parts)


def meal(seats: int) -> Chairs:
    """Round tables of eight."""
    tables = ceil(seats / 8)
    columns, rows = _grid(tables, INNER_WIDTH / INNER_HEIGHT)
    cell = min(INNER_WIDTH / columns, INNER_HEIGHT / rows)
    r = min(LARGEST, cell * 0.11)
    parts = []
    for i in range(tables):
        row, column = divmod(i, columns)
        here = min(columns, tables - row * columns)
        x = WIDTH / 2 + (column - (here - 1) / 2) * (INNER_WIDTH / columns)
        y = TOP + INNER_HEIGHT / 2 + (row - (rows - 1) / 2) * cell
        parts.append(svg.circle(x, y, cell * 0.24, "table-fill", stroke_width=2))
        around = seats // tables + (1 if i < seats % tables else 0)
        for k in range(around):
            turn = 2 * pi * k / around
            parts.append(_dot(x + cos(turn) * cell * 0.38, y + sin(turn) * cell * 0.38, r))
    return "".join(parts)


def horseshoe(seats: int) -> Chairs:
    """Tables in a U, open towards the screen."""
    side = seats // 3
    back = seats - 2 * side
    step = min(24.0, 130 / max(1, back), 92 / max(1, side))
    r = min(LARGEST, step * 0.34)
    width, height, thick = max(90.0, back * step), max(44.0, side * step), 15.0
    x, y = (WIDTH - width) / 2, (HEIGHT - height) / 2 - 2
    n = svg.number
    shape = (
        f"M{n(x)} {n(y)}h{n(width)}v{n(height)}h{n(-thick)}v{n(thick - height)}"
        f"h{n(2 * thick - width)}v{n(height - thick)}h{n(-thick)}z"
    )
    parts = [svg.path(shape, "table-fill", stroke_width=2.4)]
    parts += [_dot(WIDTH / 2 + (i - (back - 1) / 2) * step, y - r * 1.6, r) for i in range(back)]
    for at in (x - r * 1.6, x + width + r * 1.6):
        pitch = height / max(1, side)
        parts += [_dot(at, y + pitch * (i + 0.5), r) for i in range(side)]
    return "".join(parts)


KINDS: dict[str, Callable[[int], Chairs]] = {
    "meeting": meeting,
    "classroom": classroom,
    "conference": conference,
    "standing": standing,
    "meal": meal,
    "horseshoe": horseshoe,
}


def draw(kind: str, seats: int, *, name: str) -> str:
    """Draw a layout, for instance "conference" for 15; unknown kinds are drawn as a meeting."""
    place = KINDS.get(kind, meeting)
    door = 48
    middle = WIDTH / 2
    n = svg.number
    half = WALL / 2
    walls = (
        f"M{n(middle - door / 2)} {n(half)}H{n(half)}V{n(HEIGHT - half)}"
        f"H{n(WIDTH - half)}V{n(half)}H{n(middle + door / 2)}"
    )
    screen = svg.rect(middle - 74, HEIGHT - WALL - 7, 148, 5, "ink-fill")
    return svg.picture(
        svg.rect(half, half, WIDTH - WALL, HEIGHT - WALL, "panel-fill"),
        svg.path(walls, "ink-line", stroke_width=WALL),
        screen,
        place(seats) if seats > 0 else "",
        width=WIDTH,
        height=HEIGHT,
        title=f"{name}, {seats} personne{'s' if seats > 1 else ''}",
        class_="drawing layout-drawing",
    )

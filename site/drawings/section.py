"""« La maison en coupe »: the house cut open from floor to roof, each room as wide as it is large.

It is also the index of rooms: each one is a link, and is lit while somebody is in it.
"""

from dataclasses import dataclass

from drawings import svg
from drawings.galons import BAR, STEP


@dataclass(frozen=True)
class SectionRoom:
    """A room seen in section. `let` rooms are under agreement: hatched, and named together if alike."""

    number: str
    name: str
    area: float | None = None
    note: str = ""
    lit: bool = False
    let: bool = False
    href: str = ""


@dataclass(frozen=True)
class SectionFloor:
    """A floor, from the top down in the list; level gives the galons, None is outdoors."""

    name: str
    level: int | None
    rooms: tuple[SectionRoom, ...]


@dataclass(frozen=True)
class _Measures:
    width: float
    left: float
    floor: float
    narrowest: float
    number: float
    names: bool


WIDE = _Measures(1020, 0, 128, 92, 30, names=True)
NARROW = _Measures(358, 0, 78, 30, 20, names=False)


def widths(rooms: tuple[SectionRoom, ...], total: float, narrowest: float) -> list[float]:
    """Share the length of a floor by the square roots of areas, none below the narrowest that fits."""
    if not rooms:
        return []
    known = [room.area for room in rooms if room.area]
    least = min(known) if known else 1.0
    roots = [(room.area or least) ** 0.5 for room in rooms]
    floor = min(narrowest, total / len(rooms))
    free = total - floor * len(rooms)
    return [floor + free * root / sum(roots) for root in roots]


def _wrap(name: str, room: float, size: float) -> list[str]:
    """Break a name into at most two lines of about that width, by an even letter count."""
    letters = max(4, int(room / (size * 0.47)))
    lines = [""]
    for word in name.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) > letters and lines[-1] and len(lines) < 2:
            lines.append(word)
        else:
            lines[-1] = longer
    return [text if len(text) <= letters + 2 else f"{text[:letters]}…" for text in lines]


def _hatch(x: float, width: float, top: float, bottom: float) -> str:
    """Rule a let room with thin upright lines, clear of its number and name."""
    count = max(0, int((width - 12) // 6))
    return "".join(
        svg.line(x + 8 + i * 6, top, x + 8 + i * 6, bottom, "hatch-line", stroke_width=1)
        for i in range(count)
    )


def _room(room: SectionRoom, x: float, y: float, width: float, measures: _Measures) -> str:
    height = measures.floor
    lit = room.lit and not room.let
    ink = "soot-fill" if lit else "ink-fill"
    pad = 10 if measures.names else 6
    fit = min(measures.number, (width - pad) / (0.58 * max(1, len(room.number))))
    baseline = y + height * 0.1 + measures.number * 0.86
    parts = [
        svg.rect(x, y, width, height, "signal-fill" if lit else "panel-fill"),
        svg.text(x + pad, baseline, room.number, ink, font_size=fit),
    ]
    top = y + height - 6
    if measures.names:
        lines = _wrap(room.name, width - 2 * pad, 15)
        top = y + height - 14 - 17 * len(lines)
        for i, line in enumerate(lines):
            parts.append(svg.text(x + pad, top + 17 * i, line, f"{ink} small-text", font_size=15))
        if room.note:
            note = _wrap(room.note, width - 2 * pad, 14)[0]
            parts.append(
                svg.text(x + pad, y + height - 12, note, f"{ink} small-text light-text", font_size=14)
            )
        top -= 20
    if room.let:
        parts.append(_hatch(x, width, baseline + 8, top))
    parts.append(svg.rect(x, y, width, height, "ink-line", stroke_width=2))
    state = ", sous convention" if room.let else ", occupée en ce moment" if lit else ""
    name = f"{room.number}, {room.name}{state}"
    return svg.link(room.href, name, *parts) if room.href else svg.group(*parts)


def draw(place: str, floors: tuple[SectionFloor, ...], *, narrow: bool = False) -> str:
    """Draw the section. The narrow version shows numbers only, the wide one names too."""
    measures = NARROW if narrow else WIDE
    slab = 6 if narrow else 9
    head = 26 if narrow else 34
    y: float = slab
    parts = [svg.rect(-4, 0, measures.width + 8, slab, "ink-fill")]
    for floor in floors:
        bars = 0 if floor.level is None else floor.level + 1
        top = y + (head - (max(1, bars) - 1) * STEP * 0.6 - BAR * 0.6) / 2
        for i in range(max(1, bars)):
            dash = {"stroke_dasharray": "4 3"} if floor.level is None else {}
            at = top + i * STEP * 0.6 + 2
            parts.append(svg.line(10, at, 34, at, "ink-line", stroke_width=4, **dash))
        parts.append(
            svg.text(44, y + head / 2 + 5, floor.name, "ink-fill small-text", font_size=15 if narrow else 17)
        )
        y += head
        x: float = measures.left
        for room, width in zip(
            floor.rooms, widths(floor.rooms, measures.width, measures.narrowest), strict=True
        ):
            parts.append(_room(room, x, y, width, measures))
            x += width
        y += measures.floor
        parts.append(svg.rect(-4, y, measures.width + 8, slab, "ink-fill"))
        y += slab
    return svg.picture(
        *parts,
        width=measures.width,
        height=y,
        title=f"{place} en coupe",
        description="Chaque pièce mène à sa page.",
        class_=f"drawing section-drawing {'narrow-only' if narrow else 'wide-only'}",
        role="group",
    )

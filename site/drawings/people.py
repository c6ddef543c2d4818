"""People, lamps, a bicycle: what stands in front of the house and behind its windows."""

from drawings import svg


def person(x: float, foot: float, height: float, class_: str) -> str:
    """Draw somebody standing: a circle and a trapezoid, with legs below."""
    head = height * 0.12
    top = foot - height + 2 * head + height * 0.03
    hem = foot - height * 0.34
    half_shoulder, half_hem, half_leg = height * 0.125, height * 0.185, height * 0.1
    return svg.group(
        svg.circle(x, foot - height + head, head, class_),
        svg.polygon(
            (
                (x - half_shoulder, top),
                (x + half_shoulder, top),
                (x + half_hem, hem),
                (x - half_hem, hem),
            ),
            class_,
        ),
        svg.polygon(
            (
                (x - half_leg, hem - 1),
                (x + half_leg, hem - 1),
                (x + half_leg * 0.9, foot),
                (x - half_leg * 0.9, foot),
            ),
            class_,
        ),
    )


def bust(x: float, sill: float, size: float, head: str, body: str) -> str:
    """Draw somebody at a window, seen to the shoulders."""
    return svg.circle(x, sill - size * 0.78, size * 0.24, head) + svg.path(
        f"M{svg.number(x - size * 0.45)} {svg.number(sill)}"
        f"v{svg.number(-size * 0.28)}"
        f"a{svg.number(size * 0.45)} {svg.number(size * 0.36)} 0 0 1 {svg.number(size * 0.9)} 0"
        f"v{svg.number(size * 0.28)}z",
        body,
    )


def plant(x: float, sill: float, size: float, leaf: str, pot: str) -> str:
    """Draw a plant on a sill: two leaves and a pot."""
    stem = sill - size * 0.34

    def leaf_at(side: int) -> str:
        tip_x, tip_y = x + side * size * 0.44, stem - size * 0.66
        return svg.path(
            f"M{svg.number(x)} {svg.number(stem)}"
            f"Q{svg.number(x + side * size * 0.62)} {svg.number(stem - size * 0.06)}"
            f" {svg.number(tip_x)} {svg.number(tip_y)}"
            f"Q{svg.number(x)} {svg.number(stem - size * 0.6)} {svg.number(x)} {svg.number(stem)}z",
            leaf,
        )

    return leaf_at(-1) + leaf_at(1) + svg.rect(x - size * 0.24, stem, size * 0.48, size * 0.34, pot)


def lamp(x: float, top: float, size: float) -> str:
    """Draw a workshop lamp hanging from the lintel."""
    return svg.line(x, top, x, top + size * 0.6, "soot-line", stroke_width=size * 0.1) + svg.path(
        f"M{svg.number(x - size * 0.6)} {svg.number(top + size)}"
        f"a{svg.number(size * 0.6)} {svg.number(size * 0.6)} 0 0 1 {svg.number(size * 1.2)} 0z",
        "soot-fill",
    )


def bicycle(x: float, ground: float, size: float) -> str:
    """Draw a bicycle leaning there, its wheels centred on the line of the ground."""
    return svg.group(
        svg.circle(-29, 0, 20, "cream-line"),
        svg.circle(29, 0, 20, "cream-line"),
        svg.path(
            "M-29 0-12-31H22L29 0M-12-31 3 2M22-31 3 2H-29M-15-38H-4M-9-38-12-31M17-44 22-31M12-44H27",
            "cream-line",
        ),
        transform=f"translate({svg.number(x)} {svg.number(ground)}) scale({svg.number(size)})",
        stroke_width=4,
    )


def ladder(left: float, foot: float, height: float) -> str:
    """Draw the old ladder against the wall."""
    rungs, width, stroke = 13, 26, 4.5
    lean = height * 0.14
    sides = [
        svg.line(left + side, foot, left + lean + side, foot - height, "soot-line", stroke_width=stroke)
        for side in (0, width)
    ]
    bars = []
    for i in range(1, rungs):
        x, y = left + lean * i / rungs, foot - height * i / rungs
        bars.append(svg.line(x, y, x + width, y, "soot-line", stroke_width=stroke * 0.8))
    return svg.group(*sides, *bars)

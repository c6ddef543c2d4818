"""The wall beside a door, for a room that nobody photographed: two tones, the number, the door and its lintel."""

from drawings import svg

WIDTH = 160
HEIGHT = 120
BAND = 74
DOOR = (104, 22, 38)


def portrait(number: str) -> str:
    """Draw the wall of a room in elevation. Decoration: the name of the room is written beside it."""
    left, top, wide = DOOR
    size = min(62.0, 86 / (0.5 * max(1, len(number))))
    parts = [
        svg.rect(0, 0, WIDTH, HEIGHT, "wall-fill"),
        svg.rect(0, BAND, WIDTH, HEIGHT - BAND, "brick-fill"),
        svg.line(0, BAND, WIDTH, BAND, "soot-line", stroke_width=1.5),
        svg.rect(left - 4, top - 6, wide + 8, 6, "soot-fill"),
        svg.rect(left, top, wide, HEIGHT - top, "door-fill"),
        svg.rect(left, top, wide, HEIGHT - top, "soot-line", stroke_width=2),
        svg.rect(left + 7, top + 8, wide - 14, 26, "glass-fill"),
        svg.rect(left + 7, top + 8, wide - 14, 26, "soot-line", stroke_width=1.5),
        svg.circle(left + wide - 7, top + 56, 2.6, "cream-fill"),
        svg.line(0, HEIGHT - 1, WIDTH, HEIGHT - 1, "soot-line", stroke_width=2),
    ]
    if number:
        parts.append(svg.text(10, BAND - 6, number, "soot-fill", font_size=size))
    return svg.picture(
        *parts,
        width=WIDTH,
        height=HEIGHT,
        title="",
        class_="drawing portrait",
        preserveAspectRatio="xMidYMid slice",
    )

"""A door number as large as a wall, cut where the panels of the door meet.

The drawing is as high as its capitals and exactly as wide as its letters, whichever typeface has loaded,
so a page may stand it on a line and let it grow with the wall.
"""

from functools import lru_cache

from drawings import svg

HEIGHT = 100.0
# Of the em, in Bricolage Grotesque 800 at width 75: its capitals, and how far each sign advances.
CAPITAL = 0.66
WIDEST = 0.45
ADVANCES = {"1": 0.244, "3": 0.4, "7": 0.36, "–": 0.334, "-": 0.213, "E": 0.322, "M": 0.632}
JOINTS = (0.33, 0.74)
STROKE = 2.4


def width(number: str) -> float:
    """How wide a number is when its capitals are as high as the drawing."""
    return HEIGHT / CAPITAL * sum(ADVANCES.get(sign, WIDEST - 0.02) for sign in number)


@lru_cache
def painted(number: str, ink: str, ground: str) -> str:
    """Paint a number in one colour class; its joints are lines of what it is painted on."""
    wide = width(number)
    lines = [svg.line(-1, HEIGHT * at, wide + 1, HEIGHT * at, ground, stroke_width=STROKE) for at in JOINTS]
    sign = svg.text(
        0, HEIGHT, number, ink, font_size=HEIGHT / CAPITAL, textLength=wide, lengthAdjust="spacingAndGlyphs"
    )
    return svg.picture(
        sign,
        *lines,
        width=wide,
        height=HEIGHT,
        title="",
        class_="drawing door-drawing",
        preserveAspectRatio="xMinYMax meet",
    )

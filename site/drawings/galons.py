"""Galons: as many bars as the floor is high plus one; dashes for outdoors."""

from drawings import svg

WIDTH = 44
BAR = 7
STEP = 11


def galons(level: int | None, *, title: str = "", large: bool = False) -> str:
    """Draw the bars of a floor: 0 is the ground floor, None is outdoors, below ground the bars are hollow."""
    class_ = "galons galons--large" if large else "galons"
    if level is None:
        dashes = [svg.rect(x, 0, 5.4, BAR, "ink-fill") for x in (0, 9.65, 19.3, 28.95, 38.6)]
        return svg.picture(*dashes, width=WIDTH, height=BAR, title=title, class_=class_)
    if level < 0:
        bars = [
            svg.rect(1, 1 + i * STEP, WIDTH - 2, BAR - 2, "ink-line", stroke_width=2) for i in range(-level)
        ]
    else:
        bars = [svg.rect(0, i * STEP, WIDTH, BAR, "ink-fill") for i in range(level + 1)]
    height = (len(bars) - 1) * STEP + BAR
    return svg.picture(*bars, width=WIDTH, height=height, title=title, class_=class_)

"""The week strip: how full each hour of a day is, as bars that stand on the same line."""

from collections.abc import Sequence

from drawings import svg

WIDTH = 140
HEIGHT = 36


def bars(shares: Sequence[float | None], *, title: str = "") -> str:
    """Draw one bar an hour, from 0 (empty) to 1 (full); None is a closed hour, drawn as a gap."""
    if not shares:
        return svg.picture(width=WIDTH, height=HEIGHT, title=title, class_="drawing week-drawing")
    step = WIDTH / len(shares)
    drawn = []
    for i, share in enumerate(shares):
        if share is None:
            continue
        tall = max(1.5, min(1.0, max(0.0, share)) * HEIGHT)
        drawn.append(svg.rect(i * step, HEIGHT - tall, step + 0.3, tall, "ink-fill"))
    return svg.picture(*drawn, width=WIDTH, height=HEIGHT, title=title, class_="drawing week-drawing")

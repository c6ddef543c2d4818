"""Hose couplings: the mark of the house, and two hoses that meet."""

from functools import lru_cache

from drawings import svg

RING = 44.5
ARC = 87


def _half(class_: str, *, upper: bool) -> str:
    """One lug with its quarter of a collar: two of them lock, which is what the mark says."""
    side = 1 if upper else -1
    return svg.group(
        svg.path(f"M0 {-side * ARC}A{ARC} {ARC} 0 0 1 {side * ARC} 0", class_, stroke_width=26),
        svg.rect(61 if upper else -100, -13, 39, 26, class_.replace("line", "fill")),
    )


@lru_cache
def mark(title: str = "") -> str:
    """Return the mark in the colour of the text around it."""
    return svg.picture(
        svg.group(
            svg.circle(0, 0, RING, "ink-line", stroke_width=31),
            _half("ink-line", upper=True),
            _half("ink-line", upper=False),
            transform="translate(100 100)",
        ),
        width=200,
        height=200,
        title=title,
        class_="drawing mark",
    )


def meeting(title: str = "") -> str:
    """Two hoses coming together, for an article that has no photograph."""
    left = "M0 306H36C76 306 92 282 112 256C136 224 152 190 196 190H246"
    right = "M700 78H664C624 78 604 112 588 136C566 166 552 190 512 190H454"
    return svg.picture(
        svg.rect(0, 0, 700, 350, "sand-fill"),
        svg.path(left, "brick-line", stroke_width=74),
        svg.path(left, "sand-line", stroke_width=5, stroke_dasharray="22 14"),
        svg.path(right, "ink-line", stroke_width=74),
        svg.path(right, "sand-line", stroke_width=5, stroke_dasharray="22 14"),
        svg.circle(350, 190, 126, "sand-fill"),
        svg.group(
            svg.circle(0, 0, 49, "ink-line", stroke_width=34),
            _half("ink-line", upper=True),
            _half("brick-line", upper=False),
            transform="translate(350 190) scale(1.14)",
        ),
        width=700,
        height=350,
        title=title,
    )

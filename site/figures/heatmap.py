"""A heat map drawn by the server: classes only, so that the page's own colours and print styles apply.

The caller puts it in a `<figure>` with the table of the same cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from figures.french import percent

LEVELS = 5
CELL, LEFT, TOP = 28, 56, 22


def level(rate: Decimal | None) -> int | None:
    """0 for nothing, then 1 to 5 by fifths; None when there is nothing to measure."""
    if rate is None:
        return None
    if rate <= 0:
        return 0
    return min(LEVELS, int(rate * LEVELS) + 1) if rate < 1 else LEVELS


def heat_map(
    *, title: str, rows: Sequence[str], columns: Sequence[str], cells: Sequence[Sequence[Decimal | None]]
) -> SafeString:
    """One square per cell, named by its row, its column and its rate."""
    width, height = LEFT + CELL * len(columns), TOP + CELL * len(rows)
    heads = format_html_join(
        "",
        '<text class="heat__column" x="{}" y="{}" text-anchor="middle">{}</text>',
        ((LEFT + CELL * index + CELL // 2, TOP - 8, label) for index, label in enumerate(columns)),
    )
    sides = format_html_join(
        "",
        '<text class="heat__row" x="{}" y="{}" text-anchor="end">{}</text>',
        ((LEFT - 8, TOP + CELL * index + CELL // 2 + 5, label) for index, label in enumerate(rows)),
    )
    squares = format_html_join(
        "",
        '<rect class="heat__cell heat__cell--{}" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>',
        (
            (
                "none" if level(rate) is None else level(rate),
                LEFT + CELL * x + 1,
                TOP + CELL * y + 1,
                CELL - 2,
                CELL - 2,
                f"{rows[y]}, {columns[x]} : {percent(rate)}",
            )
            for y, line in enumerate(cells)
            for x, rate in enumerate(line)
        ),
    )
    return format_html(
        '<svg class="heat" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}</svg>',
        width,
        height,
        title,
        heads,
        sides,
        squares,
    )

"""A trend drawn by the server: one line, and the period it is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from figures.french import percent

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 640, 200, 44, 24, 8


def trend(
    *,
    title: str,
    points: Sequence[tuple[str, Decimal | None]],
    compared: Sequence[Decimal | None] = (),
    ceiling: Decimal = Decimal(1),
) -> SafeString:
    """The rates of successive days or months; a gap in the line where there is nothing to measure."""
    rates = [rate for _, rate in points]
    return format_html(
        '<svg class="trend" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}{}{}</svg>',
        WIDTH,
        HEIGHT,
        title,
        _scale(ceiling),
        _lines("trend__compared", list(compared), ceiling),
        _lines("trend__line", rates, ceiling),
        _dots(points, ceiling),
        _labels(points),
    )


def _x(index: int, count: int) -> str:
    return f"{LEFT + (WIDTH - LEFT - 8) * (index / max(count - 1, 1)):.1f}"


def _y(rate: Decimal, ceiling: Decimal) -> str:
    share = min(max(rate / ceiling, Decimal(0)), Decimal(1))
    return f"{TOP + (HEIGHT - BOTTOM - TOP) * float(1 - share):.1f}"


def _scale(ceiling: Decimal) -> SafeString:
    steps = [Decimal(0), ceiling / 2, ceiling]
    return format_html_join(
        "",
        '<line class="trend__rule" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        '<text class="trend__mark" x="{}" y="{}" text-anchor="end">{}</text>',
        (
            (
                LEFT,
                WIDTH - 8,
                _y(step, ceiling),
                _y(step, ceiling),
                LEFT - 6,
                _y(step, ceiling),
                percent(step),
            )
            for step in steps
        ),
    )


def _lines(css_class: str, rates: Sequence[Decimal | None], ceiling: Decimal) -> SafeString:
    runs: list[list[str]] = [[]]
    for index, rate in enumerate(rates):
        if rate is None:
            runs.append([])
        else:
            runs[-1].append(f"{_x(index, len(rates))},{_y(rate, ceiling)}")
    return format_html_join(
        "",
        '<polyline class="{}" fill="none" points="{}"/>',
        ((css_class, " ".join(run)) for run in runs if len(run) > 1),
    )


def _dots(points: Sequence[tuple[str, Decimal | None]], ceiling: Decimal) -> SafeString:
    return format_html_join(
        "",
        '<circle class="trend__dot" cx="{}" cy="{}" r="3"><title>{}</title></circle>',
        (
            (_x(index, len(points)), _y(rate, ceiling), f"{label} : {percent(rate)}")
            for index, (label, rate) in enumerate(points)
            if rate is not None
        ),
    )


def _labels(points: Sequence[tuple[str, Decimal | None]]) -> SafeString:
    """The first, the middle and the last: more would collide at 390 px."""
    shown = sorted({0, len(points) // 2, len(points) - 1}) if points else []
    anchors = {0: "start", len(points) - 1: "end"}
    return format_html_join(
        "",
        '<text class="trend__label" x="{}" y="{}" text-anchor="{}">{}</text>',
        (
            (_x(index, len(points)), HEIGHT - 6, anchors.get(index, "middle"), points[index][0])
            for index in shown
        ),
    )

"""What French typography wants of what is read: above all, spaces that never break a line. In HTML."""

import re
from collections.abc import Iterator
from math import inf

NBSP = "\N{NO-BREAK SPACE}"
_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_BETWEEN = re.compile(
    r" (?:(?=[»:;?!])|(?<=« )"
    rf"|(?:(?<=\d )|(?<=\b1er ))(?=(?:{_MONTHS}|h|min|€|%|m²|ans?|personnes?|places?|dossiers?)(?:\W|$))"
    r"|(?<=\dh )(?=\d)|(?<=\d h )(?=\d)|(?<=\b\d\d )(?=\d\d\b))"
)
# Django has no letter for it.
_FIRST_OF_MONTH = re.compile(rf"(?<![\d.,:/])1 (?:{_MONTHS})\b")
# Tags, and what is typed, copied or run rather than read.
_UNTOUCHED = re.compile(r"(<(style|script|textarea|pre|code)\b.*?</\2\s*>|<[^>]*>)", re.DOTALL)


def unbroken(html: str) -> str:
    """The same HTML, its guillemets, high punctuation, hours, sums and telephone numbers held together, and the
    first of a month written 1er.
    """
    untouched = iter(_UNTOUCHED.finditer(html))
    begins, ends = _next(untouched)
    held: list[str] = []
    last = 0
    for space in _BETWEEN.finditer(html):
        at = space.start()
        while ends <= at:
            begins, ends = _next(untouched)
        if at < begins:
            held += html[last:at], f"er{NBSP}" if _FIRST_OF_MONTH.match(html, at - 1) else NBSP
            last = at + 1
    return "".join([*held, html[last:]])


def _next(untouched: Iterator[re.Match[str]]) -> tuple[float, float]:
    """Where the next stretch that is left alone begins and ends; nowhere after the last."""
    found = next(untouched, None)
    return found.span() if found else (inf, inf)

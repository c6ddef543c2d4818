"""Spaces that never break a line, put where French typography wants them: in the mails' HTML, text only."""

import re

NBSP = "\N{NO-BREAK SPACE}"
_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_BETWEEN = re.compile(
    r"(?<=«) | (?=[»:;?!])"
    rf"|(?<=\d) (?=(?:{_MONTHS}|h|min|€|%|m²|ans?|personnes?|places?|dossiers?)(?:\W|$))"
    r"|(?<=\dh) (?=\d)|(?<=\d h) (?=\d)|(?<=\b\d\d) (?=\d\d\b)"
)
_TAG = re.compile(r"(<style>.*?</style>|<[^>]*>)", re.DOTALL)


def unbroken(html: str) -> str:
    """The same HTML, its guillemets, high punctuation, hours, sums and telephone numbers held together."""
    pieces = _TAG.split(html)
    pieces[::2] = (_BETWEEN.sub(NBSP, text) for text in pieces[::2])
    return "".join(pieces)

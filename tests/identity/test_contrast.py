"""What is written on what, computed from the tokens by the formula of WCAG 2.2: by day and by night."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "site" / "tierslieu" / "static" / "css"
TOKEN = re.compile(r"--([-\w]+): (?:light-dark\((#\w{6}), (#\w{6})\)|(#\w{6})|var\(--([-\w]+)\));")

TEXT, DRAWN = 4.5, 3.0
GROUNDS = ("toile", "chaux", "sable")
PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "ink-soft", "accent") for ground in GROUNDS),
    *(("creme", ground, TEXT) for ground in ("tableau", "brique")),
    *(("encre", ground, TEXT) for ground in ("signal", "creme")),
    ("signal", "tableau", TEXT),
    ("ground", "ink", TEXT),
    *(
        (line, ground, DRAWN)
        for line in ("edge", "ring", "brique-a-dessiner")
        for ground in ("toile", "chaux")
    ),
]


def tokens(scheme: int) -> dict[str, str]:
    """The colours of a scheme, 0 by day, 1 by night; the sheet repeats those of the day for old browsers."""
    sheet = (CSS / "tokens.css").read_text(encoding="utf-8").split("/* A browser without light-dark()")[0]
    found = {}
    for name, day, night, alone, other in TOKEN.findall(sheet):
        found[name] = (day, night)[scheme] or alone or found[other]
    return found


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * channel for weight, channel in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


@pytest.mark.parametrize("scheme", [0, 1], ids=["day", "night"])
def test_every_pair_is_read(scheme):
    colours = tokens(scheme)
    told = {
        (ink, ground): round(contrast(colours[ink], colours[ground]), 2)
        for ink, ground, least in PAIRS
        if contrast(colours[ink], colours[ground]) < least
    }
    assert told == {}


def test_colours_change_at_once_for_whoever_refuses_movement():
    """A transition on everything, were it of a millisecond, runs down the page one element after the other.

    Meanwhile the text of the day lies on the ground of the night, at 2.4 to 1.
    """
    sheet = (CSS / "base.css").read_text(encoding="utf-8")
    still = sheet.split("@media (prefers-reduced-motion: reduce)")[1].split("@media")[0]
    assert "transition: none !important;" in still
    assert "transition-duration" not in still
    assert contrast(tokens(0)["ink-soft"], tokens(1)["ground"]) < TEXT

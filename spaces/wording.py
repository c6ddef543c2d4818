"""Moments as refusals write them, by the wall clock of a place."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import clock

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def hour(moment: datetime | time) -> str:
    """14 h, 14 h 30, minuit."""
    if (moment.hour, moment.minute) == (0, 0):
        return "minuit"
    return f"{moment.hour} h {moment.minute:02}" if moment.minute else f"{moment.hour} h"


def hours(opens: time, closes: time) -> str:
    """« de 8 h à 22 h 30 », « de 18 h à minuit »."""
    return f"de {hour(opens)} à {hour(closes)}"


def day(moment: date) -> str:
    """Mardi 3 mars 2026, dimanche 1er mars 2026."""
    rank = "1er" if moment.day == 1 else str(moment.day)
    return f"{DAYS[moment.weekday()]} {rank} {MONTHS[moment.month - 1]} {moment.year}"


def moments(start: datetime, end: datetime | None, zone: ZoneInfo) -> str:
    """« mardi 3 mars 2026 de 14 h à 16 h »; days are named twice when the period crosses midnight."""
    first = clock.local(start, zone)
    if end is None:
        return f"à partir du {day(first)} à {hour(first)}"
    last = clock.local(end, zone)
    if start == end:
        return f"{day(first)} à {hour(first)}"
    midnight = (last.hour, last.minute) == (0, 0) and (last.date() - first.date()).days == 1
    if first.date() == last.date() or midnight:
        return f"{day(first)} de {hour(first)} à {hour(last)}"
    return f"du {day(first)} à {hour(first)} au {day(last)} à {hour(last)}"

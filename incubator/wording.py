"""Sums, moments and counts as the pages and mails of the incubator write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from incubator.models import Call
from spaces import wording

NBSP = "\N{NO-BREAK SPACE}"
SMALL_NUMBERS = ("Zéro", "Une", "Deux", "Trois", "Quatre", "Cinq", "Six", "Sept", "Huit", "Neuf", "Dix")


def euros(amount: Decimal) -> str:
    """1 200 €; cents only where there are some."""
    return f"{grouped(amount)}{NBSP}€"


def grouped(amount: Decimal) -> str:
    """1 200, as a table writes it where its heading says what is counted."""
    whole = amount == amount.to_integral_value()
    text = f"{amount:,.0f}" if whole else f"{amount:,.2f}"
    return text.replace(",", NBSP).replace(".", ",")


def moment(call: Call, instant: datetime) -> str:
    """Vendredi 29 janvier 2027, 23 h 59: on the clock of the call's place."""
    there = call.local(instant)
    return f"{wording.day(there)}, {hour(there)}"


def hour(there: datetime) -> str:
    """14 h 03, 14 h."""
    minutes = f"{NBSP}{there.minute:02}" if there.minute else ""
    return f"{there.hour}{NBSP}h{minutes}"


def day(when: date) -> str:
    """Vendredi 29 janvier 2027."""
    return wording.day(when)


def people(count: int) -> str:
    """Trois personnes, 12 personnes."""
    name = SMALL_NUMBERS[count] if count < len(SMALL_NUMBERS) else str(count)
    return f"{name} personne" if count == 1 else f"{name} personnes"


def counted(count: int, one: str, many: str) -> str:
    """1 point, 3 points."""
    return f"{count}{NBSP}{one if count == 1 else many}"


def length(lasting: timedelta) -> str:
    """1 h 50, 40 min."""
    hours, minutes = divmod(int(lasting.total_seconds()) // 60, 60)
    if not hours:
        return f"{minutes}{NBSP}min"
    return f"{hours}{NBSP}h{NBSP}{minutes:02}" if minutes else f"{hours}{NBSP}h"


def mark(value: Decimal | Fraction | None, places: int = 1) -> str:
    """3,5 and 4; what there is none of is a dash."""
    if value is None:
        return "—"
    exact = Fraction(value)
    shown = (Decimal(exact.numerator) / exact.denominator).quantize(Decimal(10) ** -places, ROUND_HALF_UP)
    return f"{shown.normalize():f}".replace(".", ",")


def days_left(length: timedelta) -> int:
    """Whole days before a deadline; 0 on the last one."""
    return max(length.days, 0)

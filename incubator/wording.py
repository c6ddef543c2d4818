"""Sums, moments and counts as the pages and mails of the incubator write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from incubator.models import Call
from spaces import wording

NBSP = "\N{NO-BREAK SPACE}"
SMALL_NUMBERS = ("Zéro", "Une", "Deux", "Trois", "Quatre", "Cinq", "Six", "Sept", "Huit", "Neuf", "Dix")


def euros(amount: Decimal) -> str:
    """1 200 €; cents only where there are some."""
    whole = amount == amount.to_integral_value()
    text = f"{amount:,.0f}" if whole else f"{amount:,.2f}"
    return text.replace(",", NBSP).replace(".", ",") + f"{NBSP}€"


def moment(call: Call, instant: datetime) -> str:
    """Vendredi 29 janvier 2027, 23 h 59: on the clock of the call's place."""
    there = call.local(instant)
    return f"{wording.day(there)}, {hour(there)}"


def hour(there: datetime) -> str:
    """14 h 03."""
    return f"{there.hour}{NBSP}h{NBSP}{there.minute:02}"


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


def days_left(length: timedelta) -> int:
    """Whole days before a deadline; 0 on the last one."""
    return max(length.days, 0)

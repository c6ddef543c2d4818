"""What people write in cells, understood or refused with the reason."""

from __future__ import annotations

import re
from decimal import Decimal

from sheets.matching import normal

YES = {"oui", "o", "x", "1", "vrai", "true", "yes"}
NO = {"non", "n", "0", "faux", "false", "no"}
# Thousands come apart by spaces, breaking or not.
SPACES = dict.fromkeys(map(ord, " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"))


class NotUnderstood(ValueError):
    """A cell that cannot be read; `message` says what was expected."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def decimal(text: str) -> Decimal | None:
    """412,5 or 412.5 or 1 240; None when empty."""
    if not text.strip():
        return None
    plain = text.translate(SPACES).replace(",", ".")
    if not re.fullmatch(r"[+-]?\d{1,12}(\.\d{1,6})?", plain):
        raise NotUnderstood(f"« {text[:40]} » n’est pas un nombre : écrivez par exemple 31,2.")
    return Decimal(plain)


def whole_number(text: str) -> int | None:
    """250; None when empty. A range such as « 12 à 15 » is refused: which one is meant?"""
    if not text.strip():
        return None
    plain = text.translate(SPACES)
    if not re.fullmatch(r"\d{1,9}([.,]0+)?", plain):
        raise NotUnderstood(
            f"« {text[:40]} » n’est pas un nombre entier : écrivez un seul nombre, par exemple 12."
        )
    return int(re.split("[.,]", plain)[0])


def boolean(text: str) -> bool | None:
    """Oui or non, and what spreadsheets make of them; None when empty."""
    word = normal(text)
    if not word:
        return None
    if word in YES:
        return True
    if word in NO:
        return False
    raise NotUnderstood(f"« {text[:40]} » : écrivez oui ou non.")

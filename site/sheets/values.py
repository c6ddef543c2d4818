"""What people write in cells, understood or refused with the reason."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from sheets.matching import normal

YES = {"oui", "o", "x", "1", "vrai", "true", "yes"}
NO = {"non", "n", "0", "faux", "false", "no"}
# Thousands come apart by spaces, breaking or not.
MOMENTS = tuple(
    f"{day}{hour}"
    for day in ("%d/%m/%Y", "%Y-%m-%d", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y")
    for hour in ("", " %H:%M", " %H", " %H:%M:%S", "T%H:%M", "T%H:%M:%S")
)
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


def day(text: str) -> date | None:
    """01/09/2024 or 2024-09-01, with or without an hour that is then left out; None when empty."""
    found = moment(text)
    return None if found is None else found.date()


def moment(text: str) -> datetime | None:
    """01/09/2024 14:30, 01/09/2024 14h30, 2024-09-01 14:30, as a wall clock shows it; None when empty."""
    plain = re.sub(r"\s*h\s*", ":", " ".join(text.split()), flags=re.IGNORECASE).removesuffix(":")
    if not plain:
        return None
    for shape in MOMENTS:
        try:
            return datetime.strptime(plain, shape)  # noqa: DTZ007 - whoever reads it knows the place's zone
        except ValueError:
            continue
    raise NotUnderstood(f"« {text[:40]} » n’est pas une date : écrivez par exemple 01/09/2024 14:30.")

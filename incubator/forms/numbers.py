"""Reading numbers as people type them in French."""

from __future__ import annotations

import re
from decimal import Decimal

_SPACES = re.compile(r"[\s\u00a0\u202f€]")
_AMOUNT = re.compile(r"-?\d{1,12}(?:\.\d{1,2})?")


def read_amount(text: str) -> Decimal | None:
    """« 1 200,50 € » is 1200.50; None for nothing. Raises ValueError for anything else."""
    compact = _SPACES.sub("", text).replace(",", ".")
    if not compact:
        return None
    if not _AMOUNT.fullmatch(compact):
        raise ValueError(text)
    return Decimal(compact)


def read_whole(text: str) -> int | None:
    """« 2 027 » is 2027; None for nothing. Raises ValueError for anything else."""
    amount = read_amount(text)
    if amount is None:
        return None
    if amount != amount.to_integral_value():
        raise ValueError(text)
    return int(amount)

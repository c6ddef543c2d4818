"""Numbers as French readers expect them. Spaces inside them never break a line."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

THIN = "\N{NARROW NO-BREAK SPACE}"
NOTHING = "—"

WHOLES = (0, 100)
FINEST = 2


def number(value: Decimal | float, places: int = 0) -> str:
    """1 240; 31,25 with two places. Halves go up, as people round."""
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    sign = "−" if exact < 0 else ""
    return sign + f"{abs(exact):,}".replace(",", THIN).replace(".", ",")


def percent(rate: Decimal | None, places: int = 0) -> str:
    """60 %, or a dash when there is nothing to divide by."""
    return NOTHING if rate is None else f"{hundredths(rate, places)}{THIN}%"


def hundredths(rate: Decimal, places: int = 0) -> str:
    """The number of a percentage. 0 is nothing and 100 is all: what is not quite either shows its decimals."""
    exact = rate * 100
    while places < FINEST and exact not in WHOLES and round(exact, places) in WHOLES:
        places += 1
    return number(exact, places)


def hours(value: Decimal) -> str:
    """1 240 h, 12,5 h: half hours are worth their decimal, more is noise."""
    whole = value == value.to_integral_value()
    return f"{number(value, 0 if whole else 1)}{THIN}h"

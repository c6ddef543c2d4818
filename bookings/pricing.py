"""« Pourquoi ce prix »: the sum, in the order in which it is made. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from bookings.models import Rebate, Tariff
from bookings.rooms import end_of
from bookings.rules import length as written
from spaces.holds import Hold

CENT = Decimal("0.01")
HALF_DAY = timedelta(hours=4)
DAY = timedelta(hours=8)


@dataclass(frozen=True)
class Line:
    """One line of the explanation; rebates are negative."""

    label: str
    amount: Decimal


@dataclass(frozen=True)
class Quote:
    """What a booking costs, what it is worth, and why."""

    lines: tuple[Line, ...]
    public: Decimal
    due: Decimal
    vat_mention: str = ""

    @property
    def lent(self) -> Decimal:
        """What the house lends, at its public tariff."""
        return self.public - self.due

    def snapshot(self) -> list[dict[str, str]]:
        """The lines as a booking keeps them, whatever becomes of the tariff."""
        return [{"label": line.label, "amount": str(line.amount)} for line in self.lines]


def public_price(tariff: Tariff, length: timedelta) -> Decimal:
    """The cheapest sum of days of eight hours, half-days of four, and hours."""
    days, rest = divmod(length, DAY)
    total = (tariff.day if tariff.day is not None else _hours(tariff, DAY)) * days
    choices = [_hours(tariff, rest)]
    if tariff.half_day is not None and rest:
        choices.append(tariff.half_day + _hours(tariff, max(rest - HALF_DAY, timedelta(0))))
    if tariff.day is not None and rest:
        choices.append(tariff.day)
    return (total + min(choices)).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Stay:
    """A space, how long, and how many seats of it (1 for a room that has no seats to share)."""

    name: str
    tariff: Tariff | None
    length: timedelta
    seats: int = 1

    @classmethod
    def of(cls, hold: Hold, tariff: Tariff | None) -> Self:
        """What a hold takes: a shared space held whole is all its seats."""
        seats = hold.seats or hold.space.seat_count or 1
        return cls(hold.space.name, tariff, end_of(hold) - hold.start, seats)


def quote(stays: Sequence[Stay], rebates: Iterable[Rebate]) -> Quote:
    """Price several stays, less the best rebate.

    One line per priced space, then the rebate: they never add up among themselves.
    """
    priced = [(stay, stay.tariff) for stay in stays if stay.tariff is not None]
    lines = []
    for stay, tariff in priced:
        label = (
            f"{stay.name}, {written(stay.length)}"
            if len(stays) > 1
            else f"Tarif public, {written(stay.length)}"
        )
        if stay.seats > 1:
            label += f" × {stay.seats} places"
        lines.append(Line(label, public_price(tariff, stay.length) * stay.seats))
    public = sum((line.amount for line in lines), Decimal(0))
    best = max(rebates, key=lambda rebate: rebate.percent, default=None)
    due = public
    if best is not None and public:
        off = (public * best.percent / 100).quantize(CENT, ROUND_HALF_UP)
        lines.append(Line(best.label, -off))
        due = public - off
    if not lines:
        lines.append(Line("Cet espace est prêté sans tarif", Decimal(0)))
    mention = next((tariff.vat_mention for _, tariff in priced if tariff.vat_mention), "")
    return Quote(tuple(lines), public, due, mention)


def total(quotes: Iterable[Quote]) -> Quote:
    """Several bookings, each priced by itself; what they say alike is one line, with how many times."""
    found = list(quotes)
    times = Counter(line for quote in found for line in quote.lines)
    return Quote(
        tuple(_several(line, count) for line, count in times.items()),
        sum((quote.public for quote in found), Decimal(0)),
        sum((quote.due for quote in found), Decimal(0)),
        next((quote.vat_mention for quote in found if quote.vat_mention), ""),
    )


def _several(line: Line, count: int) -> Line:
    label = f"{line.label} × {count}" if count > 1 and line.amount else line.label
    return Line(label, line.amount * count)


def _hours(tariff: Tariff, length: timedelta) -> Decimal:
    return tariff.hour * Decimal(int(length.total_seconds())) / 3600

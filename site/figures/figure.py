from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from figures.french import NOTHING, THIN, number, percent


@dataclass(frozen=True)
class Exclusion:
    """What was left out of a figure, and how many of them."""

    label: str
    count: Decimal | int

    def __str__(self) -> str:
        return f"{self.label} : {number(self.count)}"


@dataclass(frozen=True)
class Figure:
    """A ratio of sums, with everything needed to check it by hand.

    `coverage` is the share of the truth that was known, from 0 to 1, None when all of it was. Below
    `needed_coverage` the rate is not published: `withheld` says why instead.
    """

    label: str
    numerator: Decimal
    denominator: Decimal
    unit: str
    exclusions: Sequence[Exclusion] = ()
    coverage: Decimal | None = None
    coverage_label: str = ""
    needed_coverage: Decimal = Decimal(0)
    numerator_label: str = ""
    denominator_label: str = ""

    @property
    def rate(self) -> Decimal | None:
        """The ratio; None, never zero, when there is nothing to divide by or too little is known."""
        if not self.denominator or self.is_withheld:
            return None
        return self.numerator / self.denominator

    @property
    def is_withheld(self) -> bool:
        """Whether too little is known to publish the rate."""
        return self.coverage is not None and self.coverage < self.needed_coverage

    @property
    def percent(self) -> str:
        """60 %, or a dash."""
        return percent(self.rate)

    @property
    def text(self) -> str:
        """The figure as it is published: « 60 % », « — », « — présence relevée pour 12 % des réservations »."""
        if self.is_withheld:
            return f"{NOTHING} {self.covered}"
        return self.percent

    @property
    def covered(self) -> str:
        """« surface connue pour 75 % des espaces », or nothing when all of the truth is known."""
        if self.coverage is None:
            return ""
        about, _, of_what = self.coverage_label.partition("|")
        return f"{about} pour {percent(self.coverage)} {of_what}".strip()

    @property
    def sum(self) -> str:
        """The division that makes the rate: « 60 h / 100 h »."""
        return f"{self._quantity(self.numerator)} / {self._quantity(self.denominator)}"

    def as_row(self) -> dict[str, object]:
        """The figure for machines: exact numbers, no formatting."""
        return {
            "label": self.label,
            "rate": None if self.rate is None else round(self.rate, 6),
            "numerator": round(self.numerator, 4),
            "denominator": round(self.denominator, 4),
            "unit": self.unit,
            "coverage": None if self.coverage is None else round(self.coverage, 6),
            "exclusions": {exclusion.label: exclusion.count for exclusion in self.exclusions},
        }

    def _quantity(self, value: Decimal) -> str:
        whole = value == value.to_integral_value()
        return f"{number(value, 0 if whole else 1)}{THIN}{self.unit}"

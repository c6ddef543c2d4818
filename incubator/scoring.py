"""What marks add up to. Pure arithmetic, in exact fractions: two equal dossiers are equal.

A criterion « sans objet » leaves both the numerator and the denominator, and the threshold of the total
shrinks with what could be given: 10 out of 15 asks for two thirds of what remains.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Mark:
    """One criterion, marked; `value` is None when it does not apply."""

    criterion: int
    value: Decimal | Fraction | None
    weight: Decimal = Decimal(1)
    maximum: Decimal = Decimal(5)
    threshold: Decimal | None = None

    @property
    def is_low(self) -> bool:
        """Whether it is under its own threshold."""
        return self.value is not None and self.threshold is not None and self.value < self.threshold


@dataclass(frozen=True)
class Verdict:
    """What a set of marks says: its weighted total and mean, and whether every threshold is met."""

    total: Fraction
    average: Fraction | None
    share: Fraction | None
    low: tuple[int, ...]
    reaches_total: bool

    @property
    def passes(self) -> bool:
        """Whether no threshold stops it."""
        return not self.low and self.reaches_total


@dataclass(frozen=True)
class Standing:
    """Where a dossier stands after its readings. Means and medians are shares of what could be given."""

    dossier: Any
    readings: int
    mean: Fraction
    median: Fraction
    lowest: Fraction
    highest: Fraction
    by_criterion: Mapping[int, Fraction]
    verdict: Verdict
    rank: int | None = None
    tied: bool = False

    @property
    def spread(self) -> Fraction:
        """From the most severe reading to the kindest."""
        return self.highest - self.lowest


def verdict(marks: Iterable[Mark], total_threshold: Decimal | None = None) -> Verdict:
    """What one grid says, filled in."""
    marks = list(marks)
    given = [(mark, Fraction(mark.value)) for mark in marks if mark.value is not None]
    total = sum((Fraction(mark.weight) * value for mark, value in given), Fraction(0))
    weights = sum((Fraction(mark.weight) for mark, _ in given), Fraction(0))
    possible = sum((Fraction(mark.weight * mark.maximum) for mark, _ in given), Fraction(0))
    whole = sum((Fraction(mark.weight * mark.maximum) for mark in marks), Fraction(0))
    reaches = total_threshold is None or total * whole >= Fraction(total_threshold) * possible
    return Verdict(
        total=total,
        average=total / weights if weights else None,
        share=total / possible if possible else None,
        low=tuple(mark.criterion for mark, _ in given if mark.is_low),
        reaches_total=reaches,
    )


def standing(
    dossier: Any, readings: Sequence[Sequence[Mark]], total_threshold: Decimal | None = None
) -> Standing | None:
    """One dossier: mean, median and spread of its readings, thresholds met by the medians; None unread."""
    shares = [found.share for found in (verdict(marks) for marks in readings) if found.share is not None]
    if not shares:
        return None
    columns: dict[int, list[Mark]] = {}
    for marks in readings:
        for mark in marks:
            columns.setdefault(mark.criterion, []).append(mark)
    medians = [_median_of(marks) for marks in columns.values()]
    return Standing(
        dossier=dossier,
        readings=len(shares),
        mean=sum(shares, Fraction(0)) / len(shares),
        median=median(shares),
        lowest=min(shares),
        highest=max(shares),
        by_criterion={mark.criterion: Fraction(mark.value) for mark in medians if mark.value is not None},
        verdict=verdict(medians, total_threshold),
    )


def ranked(standings: Iterable[Standing], tie_breaks: Sequence[int] = ()) -> list[Standing]:
    """The dossiers that pass, best first, then those that a threshold stops, which have no rank.

    Equal means are told apart by the medians of the named criteria, in that order; what is still equal
    shares its rank.
    """

    def key(one: Standing) -> tuple[Any, ...]:
        named = (-one.by_criterion.get(criterion, Fraction(-1)) for criterion in tie_breaks)
        return (-one.mean, *named)

    ordered = sorted(standings, key=lambda one: (not one.verdict.passes, key(one)))
    keys = [key(one) for one in ordered if one.verdict.passes]
    firsts: dict[tuple[Any, ...], int] = {}
    for place, found in enumerate(keys, 1):
        firsts.setdefault(found, place)
    shared = Counter(keys)
    placed = [
        _placed(one, firsts[found], shared[found] > 1) for one, found in zip(ordered, keys, strict=False)
    ]
    return placed + ordered[len(keys) :]


def _placed(one: Standing, rank: int, tied: bool) -> Standing:
    return Standing(**{**one.__dict__, "rank": rank, "tied": tied})


def _median_of(marks: Sequence[Mark]) -> Mark:
    """One criterion as all readers saw it; the last scale is the one that counts."""
    last = marks[-1]
    values = [Fraction(mark.value) for mark in marks if mark.value is not None]
    return Mark(last.criterion, median(values) if values else None, last.weight, last.maximum, last.threshold)

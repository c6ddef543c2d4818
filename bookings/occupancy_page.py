"""What the page of occupancy says, and its spreadsheet: the same figures, from the same measures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bookings.measures import Measures, Slice, measure, patterns
from bookings.occupancy import grouped, outside_hours, rates
from figures import Figure, level, number, percent, trend
from spaces.models import Place
from spaces.wording import DAYS

COLUMNS = ["Groupe", "Taux", "Valeur", "Numérateur", "Dénominateur", "Unité", "Couverture", "Exclusions"]


@dataclass(frozen=True)
class Report:
    """A place during a period, whole and by group, beside the period of the same length before it."""

    measures: Measures
    before: Measures
    groups: dict[str, Measures]
    slices: Sequence[Slice]

    @property
    def figures(self) -> list[dict[str, Any]]:
        """Every rate, ready for the component of a figure that opens."""
        pairs = zip(rates(self.measures), rates(self.before), strict=True)
        return [_shown(figure, f"période d’avant : {past.percent}") for figure, past in pairs]

    @property
    def lines(self) -> list[tuple[str, list[str]]]:
        """A line per group, a cell per rate."""
        return [(label, [rate.percent for rate in rates(rows)]) for label, rows in self.groups.items()]

    @property
    def headers(self) -> list[str]:
        """The names of the rates, above those cells."""
        return [rate.label for rate in rates(self.measures)]

    @property
    def outside(self) -> str:
        """Booked hours outside opening, told apart."""
        return number(outside_hours(self.measures), 1)

    @property
    def hours(self) -> list[int]:
        """The hours of the day at which anything is open."""
        return sorted({cut.hour for cut in self.slices if cut.open})

    @property
    def week(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """A line per day of the week, a cell per hour, tinted by its rate."""
        sums = _sums(self.slices, lambda cut: (cut.day.isoweekday(), cut.hour))
        return [
            (name, [_cell(sums.get((weekday, hour))) for hour in self.hours])
            for weekday, name in enumerate(DAYS, start=1)
        ]

    @property
    def days(self) -> list[tuple[date, Decimal | None]]:
        """The rate of each date of the period; none where nothing is open."""
        sums = _sums(self.slices, lambda cut: cut.day)
        length = (self.measures.end - self.measures.start).days
        dates = [self.measures.start + timedelta(days=step) for step in range(length)]
        return [(day, _rate(sums.get(day))) for day in dates]

    @property
    def day_lines(self) -> list[tuple[date, str]]:
        """Those rates as they are read."""
        return [(day, percent(rate)) for day, rate in self.days]

    @property
    def trend(self) -> str:
        """The drawing of those rates."""
        points = [(f"{day:%d/%m}", rate) for day, rate in self.days]
        return trend(title="Taux de réservation jour par jour", points=points)


def report(place: Place, start: date, end: date, axis: str) -> Report:
    """Measure a period and the one before it, in a constant number of queries."""
    measures = measure(place, start, end)
    before = measure(place, start - (end - start), start)
    return Report(measures, before, grouped(measures, axis), patterns(place, start, end))


def table(groups: dict[str, Measures]) -> list[list[Any]]:
    """The figures of each group as rows for a spreadsheet; the whole has no name."""
    rows = []
    for label, measures in groups.items():
        for figure in rates(measures):
            exact = figure.as_row()
            rows.append(
                [label, figure.label, exact["rate"], exact["numerator"], exact["denominator"], figure.unit,
                 exact["coverage"], ", ".join(str(left_out) for left_out in figure.exclusions)]
            )  # fmt: skip
    return rows


def _sums[Key](slices: Iterable[Slice], key: Callable[[Slice], Key]) -> dict[Key, tuple[Decimal, Decimal]]:
    found: dict[Key, tuple[Decimal, Decimal]] = {}
    for cut in slices:
        opened, booked = found.get(key(cut), (Decimal(0), Decimal(0)))
        found[key(cut)] = (opened + cut.open, booked + cut.booked)
    return found


def _rate(sums: tuple[Decimal, Decimal] | None) -> Decimal | None:
    if sums is None or not sums[0]:
        return None
    return sums[1] / sums[0]


def _cell(sums: tuple[Decimal, Decimal] | None) -> dict[str, Any]:
    rate = _rate(sums)
    if rate is None:
        return {"step": "closed", "text": ""}
    return {"step": level(rate), "text": number(rate * 100)}


def _shown(figure: Figure, scope: str) -> dict[str, Any]:
    parts = figure.sum.split(" / ")
    return {
        "value": "—" if figure.rate is None else number(figure.rate * 100),
        "unit": "" if figure.rate is None else "%",
        "label": figure.label,
        "scope": figure.covered if figure.is_withheld else scope,
        "numerator": {"value": parts[0], "label": figure.numerator_label},
        "denominator": {"value": parts[1], "label": figure.denominator_label},
        "exclusions": [{"label": left.label, "value": number(left.count)} for left in figure.exclusions],
        "covered": "" if figure.is_withheld else figure.covered,
    }

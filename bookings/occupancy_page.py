"""What the page of occupancy says, and its spreadsheet: the same figures, from the same measures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bookings.behind import Share, shares
from bookings.measures import WHOLE_PLACE, Group, Measures, Slice, measure, measure_of, survey_of
from bookings.occupancy import grouped, outside_hours, rates
from bookings.periods import a_year_before
from bookings.premises import Premises
from bookings.scopes import CLOSER, WHOLE, Scope
from figures import Figure, hundredths, level, number, percent, trend
from spaces.models import Place
from spaces.wording import DAYS

type Table = dict[Group, list[Figure]]
COLUMNS = ["Groupe", "Taux", "Valeur", "Numérateur", "Dénominateur", "Unité", "Couverture", "Exclusions"]


@dataclass(frozen=True)
class Compared:
    """Another period, and how the page calls it: « période d’avant », « un an plus tôt »."""

    measures: Measures
    name: str


@dataclass(frozen=True)
class Line:
    """A line of the detail: a group, its rates, and the axis that looks closer into it, if any."""

    group: Group
    rates: Sequence[Figure]
    closer: str | None


@dataclass(frozen=True)
class Report:
    """A place, or a part of it, during a period: whole and by group, beside another period."""

    measures: Measures
    compared: Compared
    lines: Sequence[Line]
    shares: Sequence[Share]
    slices: Sequence[Slice]

    @property
    def figures(self) -> list[dict[str, Any]]:
        """Every rate, ready for the component of a figure that opens."""
        pairs = zip(rates(self.measures), rates(self.compared.measures), strict=True)
        return [shown(figure, f"{self.compared.name} : {past.percent}") for figure, past in pairs]

    @property
    def headers(self) -> list[str]:
        """The names of the rates, above the cells of the lines."""
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


def report(
    place: Place, start: date, end: date, axis: str, *, scope: Scope = WHOLE, than: date | None = None
) -> Report:
    """Measure a period, and another of the same length beginning on `than` (the one before it unless said),
    in a constant number of queries.
    """
    by = "space" if axis == "organisation" else axis
    premises = Premises(place, scope.spaces)
    found = survey_of(premises, start, end, by=by)
    measures = found.measures
    since = than or start - (end - start)
    compared = Compared(measure_of(premises, since, since + (end - start)), _name(since, start, end))
    groups = {} if axis == "organisation" else grouped(measures)
    lines = [Line(group, rates(rows), CLOSER[by]) for group, rows in groups.items()]
    return Report(measures, compared, lines, shares(found), found.slices)


def figures_by(place: Place, start: date, end: date, axis: str, scope: Scope = WHOLE) -> Table:
    """The rates of the whole, then of each group of an axis: what page, command, API and spreadsheet say.

    Along "organisation" each one has its share of the booking rate alone.
    """
    if axis == "organisation":
        found = survey_of(Premises(place, scope.spaces), start, end)
        parts = {
            Group(f"organisation-{share.organisation.pk if share.organisation else 0}", share.name): [
                share.rate
            ]
            for share in shares(found)
        }
        return {WHOLE_PLACE: rates(found.measures)} | parts
    measures = measure(place, start, end, scope.spaces, by=axis or "space")
    whole: Table = {WHOLE_PLACE: rates(measures)}
    return whole | {group: rates(rows) for group, rows in grouped(measures).items()} if axis else whole


def table(figures: Table) -> list[list[Any]]:
    """Those figures as rows for a spreadsheet; the whole has no name."""
    rows = []
    for group, found in figures.items():
        for figure in found:
            exact = figure.as_row()
            rows.append(
                [group.label, figure.label, exact["rate"], exact["numerator"], exact["denominator"], figure.unit,
                 exact["coverage"], ", ".join(str(left_out) for left_out in figure.exclusions)]
            )  # fmt: skip
    return rows


def _name(since: date, start: date, end: date) -> str:
    if since == start - (end - start):
        return "période d’avant"
    if since == a_year_before(start):
        return "un an plus tôt"
    return f"depuis le {since:%d/%m/%Y}"


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
    return {"step": level(rate), "text": hundredths(rate)}


def shown(figure: Figure, scope: str = "") -> dict[str, Any]:
    """A rate, ready for the component of a figure that opens."""
    parts = figure.sum.split(" / ")
    return {
        "value": "—" if figure.rate is None else hundredths(figure.rate),
        "unit": "" if figure.rate is None else "%",
        "label": figure.label,
        "scope": figure.covered if figure.is_withheld else scope,
        "numerator": {"value": parts[0], "label": figure.numerator_label},
        "denominator": {"value": parts[1], "label": figure.denominator_label},
        "exclusions": [{"label": left.label, "value": number(left.count)} for left in figure.exclusions],
        "covered": "" if figure.is_withheld else figure.covered,
    }

"""Rates of occupancy that can be defended: ratios of sums, never means of ratios.

Each function answers for a place from one date included to another excluded. `Measures` may be narrowed or
grouped first: `grouped` gives the same rates by floor, by kind, by space.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bookings.measures import AXES, LONGEST, Group, Measure, Measures, is_lettable, measure
from figures import Exclusion, Figure
from spaces.errors import InvalidPeriod
from spaces.models import Place

ENOUGH_PRESENCE = Decimal("0.8")


def check_period(start: date, end: date) -> None:
    """Refuse what no page can show. Raises InvalidPeriod."""
    if end <= start:
        raise InvalidPeriod("La période se termine avant de commencer.")
    if end - start > LONGEST:
        raise InvalidPeriod("Demandez dix ans au plus.")


def booking_rate(place: Place, start: date, end: date) -> Figure:
    """Taux de réservation: booked hours over open hours of the bookable spaces."""
    return booking_rate_of(measure(place, start, end))


def occupancy_rate(place: Place, start: date, end: date) -> Figure:
    """Taux d’occupation effectif: the same where somebody came, if enough bookings say."""
    return occupancy_rate_of(measure(place, start, end))


def area_time_rate(place: Place, start: date, end: date) -> Figure:
    """Occupation pondérée par la surface: square metres × hours."""
    return area_time_rate_of(measure(place, start, end))


def rates(measures: Measures) -> list[Figure]:
    """Every rate of a place, in the order in which they are read."""
    return [
        booking_rate_of(measures),
        occupancy_rate_of(measures),
        area_time_rate_of(measures),
        seat_rate_of(measures),
        fill_rate_of(measures),
        lease_rate_of(measures),
        desk_rate_of(measures),
        no_show_rate_of(measures),
    ]


def grouped(measures: Measures) -> dict[Group, Measures]:
    """The same measures apart, along the axis they were made for, in the order of the house."""
    group_of = AXES[measures.by]
    groups: dict[Group, list[Measure]] = {}
    for row in measures.rows:
        groups.setdefault(group_of(row.space), []).append(row)
    return {
        group: replace(measures, rows=rows, presence=measures.presence_by[group])
        for group, rows in groups.items()
    }


def outside_hours(measures: Measures) -> Decimal:
    """Booked hours outside opening: told apart, so that no rate passes 100 %."""
    return _sum(row.outside for row in measures.rows)


def booking_rate_of(measures: Measures) -> Figure:
    """ΣB / ΣO."""
    rows, left_out = _hourly(measures)
    return Figure(
        label="Taux de réservation",
        numerator=_sum(row.booked for row in rows),
        denominator=_sum(row.open for row in rows),
        unit="h",
        exclusions=left_out,
        numerator_label="heures réservées pendant l’ouverture",
        denominator_label="heures d’ouverture des espaces réservables",
    )


def occupancy_rate_of(measures: Measures) -> Figure:
    """ΣP / ΣO, withheld below 80 % of known presence."""
    rows, left_out = _hourly(measures)
    known = None
    if measures.presence.ended:
        known = Decimal(measures.presence.known) / measures.presence.ended
    return Figure(
        label="Taux d’occupation effectif",
        numerator=_sum(row.present for row in rows),
        denominator=_sum(row.open for row in rows),
        unit="h",
        exclusions=left_out,
        coverage=known,
        coverage_label="présence relevée|des réservations",
        needed_coverage=ENOUGH_PRESENCE,
        numerator_label="heures réservées où quelqu’un est venu",
        denominator_label="heures d’ouverture des espaces réservables",
    )


def area_time_rate_of(measures: Measures) -> Figure:
    """Σ(area·B) / Σ(area·O), over the spaces whose area is known."""
    rows, left_out = _hourly(measures)
    known = [(row, row.space.area_m2) for row in rows if row.space.area_m2 is not None]
    return Figure(
        label="Occupation pondérée par la surface",
        numerator=_sum(area * row.booked for row, area in known),
        denominator=_sum(area * row.open for row, area in known),
        unit="m²·h",
        exclusions=_without(left_out, "Espaces de surface inconnue", len(rows) - len(known)),
        coverage=_share(len(known), len(rows)),
        coverage_label="surface connue|des espaces",
        numerator_label="m² × heures réservées",
        denominator_label="m² × heures d’ouverture",
    )


def seat_rate_of(measures: Measures) -> Figure:
    """Σ(min(attendees, capacity)·h) / Σ(capacity·O)."""
    rows, left_out = _hourly(measures)
    known = [(row, Decimal(row.space.capacity)) for row in rows if row.space.capacity]
    return Figure(
        label="Occupation en places",
        numerator=_sum(row.seated for row, _ in known),
        denominator=_sum(capacity * row.open for row, capacity in known),
        unit="places·h",
        exclusions=_without(left_out, "Espaces de capacité inconnue", len(rows) - len(known)),
        coverage=_share(len(known), len(rows)),
        coverage_label="capacité connue|des espaces",
        numerator_label="personnes annoncées × heures, dans la limite de la capacité",
        denominator_label="capacité × heures d’ouverture",
    )


def fill_rate_of(measures: Measures) -> Figure:
    """Σ(attendees·h) / Σ(capacity·booked h): how full the rooms are when they are used."""
    rows, left_out = _hourly(measures)
    known = [(row, Decimal(row.space.capacity)) for row in rows if row.space.capacity]
    return Figure(
        label="Remplissage",
        numerator=_sum(row.people for row, _ in known),
        denominator=_sum(capacity * row.booked for row, capacity in known),
        unit="places·h",
        exclusions=_without(left_out, "Espaces de capacité inconnue", len(rows) - len(known)),
        coverage=_share(len(known), len(rows)),
        coverage_label="capacité connue|des espaces",
        numerator_label="personnes annoncées × heures",
        denominator_label="capacité × heures réservées",
    )


def lease_rate_of(measures: Measures) -> Figure:
    """Σ(area·days under signed agreement) / Σ(area·lettable days)."""
    lettable = [row for row in measures.rows if is_lettable(row.space)]
    known = [(row, row.space.area_m2) for row in lettable if row.space.area_m2 is not None]
    return Figure(
        label="Part des surfaces sous convention",
        numerator=_sum(area * row.under_agreement for row, area in known) / 24,
        denominator=_sum(area * row.in_service for row, area in known) / 24,
        unit="m²·jours",
        exclusions=_without([], "Espaces de surface inconnue", len(lettable) - len(known)),
        coverage=_share(len(known), len(lettable)),
        coverage_label="surface connue|des espaces",
        numerator_label="m² × jours sous convention signée",
        denominator_label="m² × jours en service",
    )


def desk_rate_of(measures: Measures) -> Figure:
    """Half-days held / (desks × open half-days); a half-day changes at 13:30 on the place's clock."""
    let = _sum(row.desks.let for row in measures.rows)
    return Figure(
        label="Postes",
        numerator=_sum(row.desks.held for row in measures.rows),
        denominator=_sum(row.desks.offered for row in measures.rows),
        unit="demi-journées",
        exclusions=_without([], "Demi-journées de postes sous convention", let),
        numerator_label="demi-journées de poste réservées",
        denominator_label="postes × demi-journées d’ouverture",
    )


def no_show_rate_of(measures: Measures) -> Figure:
    """Ended bookings that required a check-in and had none / those that required it."""
    presence = measures.presence
    return Figure(
        label="Réservations non honorées",
        numerator=Decimal(presence.missed),
        denominator=Decimal(presence.required),
        unit="réservations",
        exclusions=_without(
            [], "Réservations dont l’arrivée n’était pas à confirmer", presence.ended - presence.required
        ),
        numerator_label="réservations terminées où personne n’est venu",
        denominator_label="réservations terminées dont l’arrivée était à confirmer",
    )


def _hourly(measures: Measures) -> tuple[list[Measure], list[Exclusion]]:
    """The rows that hourly rates read, and what they leave out."""
    bookable = [row for row in measures.rows if row.space.is_bookable]
    leased = [row for row in bookable if row.leased and not row.open]
    left_out = _without([], "Espaces qui ne se réservent pas", len(measures.rows) - len(bookable))
    left_out = _without(left_out, "Espaces sous convention toute la période", len(leased))
    part = sum(1 for row in bookable if row.leased and row.open)
    left_out = _without(left_out, "Espaces sous convention une partie de la période", part)
    return bookable, _without(
        left_out, "Heures réservées hors ouverture", _sum(row.outside for row in bookable)
    )


def _without(left_out: list[Exclusion], label: str, count: Decimal | int) -> list[Exclusion]:
    return [*left_out, Exclusion(label, count)] if count else left_out


def _share(known: int, total: int) -> Decimal | None:
    return Decimal(known) / total if known < total else None


def _sum(values: Iterable[Decimal]) -> Decimal:
    return sum(values, Decimal(0))

"""Who holds what under which agreement: square metres, fees, vacancy, months ahead, forecast income."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from django.db.models import Prefetch, QuerySet

from bookings.measures import is_lettable
from bookings.models import AgreementSpace, OccupancyAgreement
from bookings.term_querysets import OccupancyAgreementQuerySet
from people.access import Visitor
from spaces.models import Place, Space

DAY = timedelta(days=1)
MONTH = relativedelta(months=1)
MONTHS_AHEAD = 12


@dataclass(frozen=True)
class Tenancy:
    """One signed agreement as it stands on a day."""

    agreement: OccupancyAgreement
    spaces: Sequence[AgreementSpace]
    area: Decimal | None

    @property
    def last_day(self) -> date:
        """Its end, or the day on which it was ended."""
        return last_day_of(self.agreement)

    @property
    def fee_per_area(self) -> Decimal | None:
        """Euros before tax for a square metre and a month; None when an area is unknown."""
        return self.agreement.fee / self.area if self.area else None

    @property
    def names(self) -> str:
        """Its spaces, and how many seats where it has not the whole."""
        return ", ".join(
            f"{row.space.name} ({row.seats} places)" if row.seats else row.space.name for row in self.spaces
        )


@dataclass(frozen=True)
class Month:
    """What the agreements bring in one month, days counted one by one."""

    first: date
    fees: Decimal
    charges: Decimal


@dataclass(frozen=True)
class Cell:
    """One space during one month: the organisations that hold it, and whether all month long."""

    holders: tuple[str, ...]
    full: bool


@dataclass(frozen=True)
class Overview:
    """Everything let or to let in a place on a day, and the twelve months that follow."""

    today: date
    tenancies: Sequence[Tenancy]
    vacant: Sequence[Space]
    months: Sequence[Month]
    calendar: Sequence[tuple[Space, Sequence[Cell]]]

    @property
    def let_area(self) -> Decimal:
        """Square metres under agreement today, where they are known."""
        return sum((row.area for row in self.tenancies if row.area), Decimal(0))

    @property
    def vacant_area(self) -> Decimal:
        """Square metres of lettable, unbookable spaces that nobody holds today, where they are known."""
        return sum((space.area_m2 for space in self.vacant if space.area_m2), Decimal(0))

    @property
    def income(self) -> tuple[Decimal, Decimal]:
        """Fees and charges of the twelve months, in euros before tax, if nothing is renewed or ended."""
        fees = sum((month.fees for month in self.months), Decimal(0))
        return fees, sum((month.charges for month in self.months), Decimal(0))


def last_day_of(agreement: OccupancyAgreement) -> date:
    """The last day on which an agreement holds its spaces."""
    return min(agreement.ends_on, agreement.ended_on or agreement.ends_on)


def overview(place: Place, today: date, user: Visitor) -> Overview:
    """Read the signed agreements of a place that this person sees; a constant number of queries."""
    agreements = _read(OccupancyAgreement.objects.visible_to(user), place)
    standing = [agreement for agreement in agreements if last_day_of(agreement) >= today]
    current = [agreement for agreement in standing if agreement.starts_on <= today]
    # Rooms that are booked by the hour are lent, not let: only the others can be vacant.
    to_let = [
        space
        for space in place.spaces.leaves().filter(is_archived=False, is_bookable=False).order_by("name", "pk")
        if is_lettable(space)
    ]
    held = {row.space_id for agreement in current for row in agreement.agreed_spaces.all()}
    first = today.replace(day=1)
    firsts = [first + index * MONTH for index in range(MONTHS_AHEAD)]
    let_by_agreement = {row.space.pk: row.space for one in standing for row in one.agreed_spaces.all()}
    rows = {space.pk: space for space in to_let} | let_by_agreement
    return Overview(
        today=today,
        tenancies=[_tenancy(agreement) for agreement in current],
        vacant=[space for space in to_let if space.pk not in held],
        months=[_month(start, standing) for start in firsts],
        calendar=[(space, [_cell(space, start, standing) for start in firsts]) for space in rows.values()],
    )


def tenancies(
    agreements: OccupancyAgreementQuerySet, place: Place, today: date, spaces: QuerySet[Space] | None = None
) -> list[Tenancy]:
    """Those of these agreements that hold a place today, or some spaces of it and then these alone."""
    rows = _read(
        agreements
        if spaces is None
        else agreements.filter(pk__in=AgreementSpace.objects.filter(space__in=spaces).values("agreement")),
        place,
        spaces,
    )
    return [_tenancy(one) for one in rows if one.starts_on <= today <= last_day_of(one)]


def days_in(start: date, agreement: OccupancyAgreement) -> tuple[int, int]:
    """Days of the month beginning on `start` during which the agreement runs, and days of the month."""
    end = start + MONTH
    first, last = max(start, agreement.starts_on), min(end - DAY, last_day_of(agreement))
    return max((last - first).days + 1, 0), (end - start).days


def _read(
    agreements: OccupancyAgreementQuerySet, place: Place, spaces: QuerySet[Space] | None = None
) -> list[OccupancyAgreement]:
    held = AgreementSpace.objects.select_related("space")
    return list(
        agreements.signed()
        .filter(place=place)
        .select_related("organisation")
        .prefetch_related(
            Prefetch("agreed_spaces", held if spaces is None else held.filter(space__in=spaces))
        )
        .order_by("ends_on", "organisation__name", "pk")
    )


def _tenancy(agreement: OccupancyAgreement) -> Tenancy:
    rows = list(agreement.agreed_spaces.all())
    return Tenancy(agreement, rows, _area(rows))


def _month(start: date, agreements: Iterable[OccupancyAgreement]) -> Month:
    fees = charges = Decimal(0)
    for agreement in agreements:
        days, length = days_in(start, agreement)
        share = Decimal(days) / length
        fees += agreement.fee * share
        charges += agreement.service_charge * share
    return Month(start, _cents(fees), _cents(charges))


def _cell(space: Space, start: date, agreements: Iterable[OccupancyAgreement]) -> Cell:
    held: dict[str, int] = {}
    length = 0
    for agreement in agreements:
        if any(row.space_id == space.pk for row in agreement.agreed_spaces.all()):
            days, length = days_in(start, agreement)
            if days:
                held[agreement.organisation.name] = held.get(agreement.organisation.name, 0) + days
    return Cell(tuple(held), bool(held) and sum(held.values()) >= length)


def _area(rows: Iterable[AgreementSpace]) -> Decimal | None:
    total = Decimal(0)
    for row in rows:
        if row.space.area_m2 is None:
            return None
        share = (
            Decimal(row.seats) / row.space.seat_count if row.seats and row.space.seat_count else Decimal(1)
        )
        total += row.space.area_m2 * share
    return total


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"))

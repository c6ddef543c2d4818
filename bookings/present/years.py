"""What a year was for an organisation: « 41 mardis, 82 h, 984 € offerts », and what is left of its quotas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import F, Q

import clock
from bookings.lent import Lent, over_in, shares_of
from bookings.models import Booking, BookingRules, BookingSpace
from bookings.rules import length
from people.models import Organisation, User
from spaces.hours import midnight
from spaces.models import Place
from spaces.wording import DAYS

A_MONTH = timedelta(days=32)
NOTHING = Decimal(0)
# From how much of the year on one day of the week names it.
MOSTLY = 0.75
SEVERAL = 2


@dataclass(frozen=True)
class QuotaLeft:
    """A quota of the month: of the house or of one space."""

    where: str
    used: timedelta
    quota: timedelta

    @property
    def words(self) -> str:
        """12 h sur 20 h, il reste 8 h."""
        left = max(self.quota - self.used, timedelta(0))
        rest = f"il reste {length(left)}" if left else "il ne reste rien"
        return f"{length(self.used)} sur {length(self.quota)}, {rest}"


@dataclass(frozen=True)
class OrganisationYear:
    """One organisation: what it did this year, what it may still book this month."""

    lent: Lent
    times: str
    quotas: Sequence[QuotaLeft]


def years_of(user: User, year: int, place: Place | None) -> list[OrganisationYear]:
    """One for each organisation of this person; a constant number of queries however many."""
    mine = [membership.organisation for membership in user.active_memberships().order_by("pk")]
    if not mine:
        return []
    zone = place.zone if place else ZoneInfo("UTC")
    past = over_in(Booking.objects.filter(organisation__in=mine), year, zone)
    shares = {share.organisation: share for share in shares_of(past)}
    days: dict[int, Counter[int]] = {}
    for organisation, start in past.order_by().values_list("organisation", "first_start"):
        days.setdefault(organisation, Counter())[clock.local(start, zone).weekday()] += 1
    quotas = _quotas(mine, place) if place else {}
    return [
        OrganisationYear(
            lent=shares.get(organisation) or Lent(organisation, 0, NOTHING, NOTHING, NOTHING, NOTHING),
            times=times(days.get(organisation.pk, Counter())),
            quotas=quotas.get(organisation.pk, []),
        )
        for organisation in mine
    ]


def times(days: Counter[int]) -> str:
    """41 mardis, when all fall on a Tuesday; « 41 réservations, dont 38 mardis » when most do."""
    count = days.total()
    if count < SEVERAL:
        return f"{count} réservation"
    weekday, often = days.most_common(1)[0]
    if often == count:
        return f"{count} {DAYS[weekday]}s"
    return f"{count} réservations" + (f", dont {often} {DAYS[weekday]}s" if often >= MOSTLY * count else "")


def _quotas(mine: Sequence[Organisation], place: Place) -> dict[int, list[QuotaLeft]]:
    """By organisation, each quota of this month with what is used of it, as the rules count."""
    ruled = BookingRules.objects.filter(
        Q(place=place) | Q(space__place=place, space__is_archived=False), monthly_quota__isnull=False
    )
    rules = list(ruled.select_related("space").order_by(F("space__door_number").asc(nulls_first=True), "pk"))
    if not rules:
        return {}
    month = clock.today(place.zone).replace(day=1)
    used: dict[int, list[tuple[int, timedelta]]] = {}
    rows = BookingSpace.objects.holding().filter(
        booking__organisation__in=mine,
        booking__place=place,
        starts_at__gte=midnight(month, place.zone),
        starts_at__lt=midnight(_next(month), place.zone),
    )
    for organisation, space, start, end in rows.order_by().values_list(
        "booking__organisation", "space", "starts_at", "ends_at"
    ):
        used.setdefault(organisation, []).append((space, end - start))
    return {
        organisation.pk: [_left(rule, used.get(organisation.pk, [])) for rule in rules]
        for organisation in mine
    }


def _left(rule: BookingRules, used: Sequence[tuple[int, timedelta]]) -> QuotaLeft:
    mine = [spent for space, spent in used if rule.space_id in (None, space)]
    return QuotaLeft(
        where=rule.space.name if rule.space else "Ce mois-ci",
        used=sum(mine, timedelta(0)),
        quota=rule.monthly_quota or timedelta(0),
    )


def _next(month: date) -> date:
    return (month + A_MONTH).replace(day=1)

"""Reading the facts that the rules ask for, for one room or for all of a place, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

import clock
from bookings import papers
from bookings.errors import Refusal
from bookings.models import Booking, BookingRules, BookingSpace, Training
from bookings.rooms import end_of
from bookings.rules import Case, Rules, Standing, peak, refusals, settle
from bookings.together import spread_out
from people.models import Organisation, User
from spaces.enums import Layout
from spaces.holds import Hold
from spaces.hours import Timetable, local_days, midnight
from spaces.intervals import Interval
from spaces.models import Place, Space
from spaces.policies import manages

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Asker:
    """Who asks, and in whose name. `actor` types the request: the organiser, or somebody of the team."""

    organiser: User
    organisation: Organisation | None
    actor: User


@dataclass(frozen=True)
class Facts:
    """What the rules need to know of some spaces during a window of time."""

    place: Place
    now: datetime
    asker: Asker | None
    standing: Standing
    rules: dict[int, Rules]
    trained: frozenset[int]
    open: dict[int, Sequence[Interval]]
    stays: Sequence[tuple[int, datetime, datetime, object, int]]
    booked: Sequence[tuple[int, datetime, timedelta]]
    in_hand: papers.InHand
    last_day: date

    def case(self, hold: Hold, *, attendees: int, layout: str = "", beside: Sequence[Hold] = ()) -> Case:
        """One hold with everything that the rules read of it; those `beside` it use the same quota."""
        space = hold.space
        rules = self.rules[space.pk]
        building = space.floor.building if space.floor else None
        layouts = {row.layout: row.capacity for row in space.layouts.all()}
        organisation = self.asker.organisation if self.asker else None
        return Case(
            space_name=space.name,
            start=hold.start,
            end=end_of(hold),
            attendees=attendees,
            now=self.now,
            zone=self.place.zone,
            rules=rules,
            standing=replace(self.standing, is_trained=space.pk in self.trained),
            open=self.open[space.pk],
            is_bookable=space.is_bookable and not space.is_archived,
            layout_name=str(Layout(layout).label) if layout else "",
            layout_capacity=layouts.get(layout),
            capacity=max(layouts.values(), default=0) or space.capacity if not layout else space.capacity,
            safety_capacity=space.safety_capacity,
            building_name=building.name if building else "",
            building_ceiling=building.safety_capacity if building else None,
            building_peak=self._peak(building.pk, hold) if building and building.safety_capacity else 0,
            quota_used=self._used(hold, rules, beside),
            organisation_name=organisation.name if organisation else "",
        )

    def refusals(self, holds: Sequence[Hold], *, attendees: int, layout: str = "") -> list[Refusal]:
        """Every refusal of every hold, each said once."""
        cases = [
            self.case(hold, attendees=attendees, layout=layout, beside=holds[:index])
            for index, hold in enumerate(holds)
        ]
        found = [refusal for case in cases for refusal in refusals(case)]
        return list(dict.fromkeys(spread_out(found, cases)))

    def asks_a_person(self, spaces: Iterable[Space]) -> bool:
        """Whether somebody must say yes first; the team needs nobody's."""
        return not self.standing.is_staff and any(self.rules[space.pk].needs_approval for space in spaces)

    def missing(self, spaces: Iterable[Space]) -> list[Refusal]:
        """The papers that these rooms ask for and nobody brought yet."""
        return [
            refusal
            for space in spaces
            for refusal in papers.missing(space.name, self.rules[space.pk], self.in_hand, self.last_day)
        ]

    def needs_approval(self, spaces: Sequence[Space], *, overridden: bool = False) -> bool:
        """Whether it waits, for a person or for a paper; an override sets papers aside."""
        return self.asks_a_person(spaces) or (not overridden and bool(self.missing(spaces)))

    def check_in_by(self, holds: Sequence[Hold]) -> datetime | None:
        """Until when somebody has to confirm that they came, where one of the rooms asks for it."""
        asked = [
            hold.start + within
            for hold in holds
            if (within := self.rules[hold.space.pk].check_in_within) is not None
        ]
        return min(asked, default=None)

    def _peak(self, building_id: int, hold: Hold) -> int:
        rows = [row[1:] for row in self.stays if row[0] == building_id]
        end = end_of(hold)
        return peak(rows, hold.start, end) if rows and end > hold.start else 0

    def _used(self, asked: Hold, rules: Rules, beside: Sequence[Hold]) -> timedelta:
        month = _month(clock.local(asked.start, self.place.zone).date())
        taken = [(hold.space.pk, hold.start, end_of(hold) - hold.start) for hold in beside]
        return sum(
            (
                length
                for booked_space, begin, length in [*self.booked, *taken]
                if (booked_space == asked.space.pk or not rules.quota_of_space)
                and _month(clock.local(begin, self.place.zone).date()) == month
            ),
            timedelta(0),
        )


def with_facts(spaces: Iterable[Space]) -> list[Space]:
    """The same spaces, loaded with the floor, building and layouts that the rules read."""
    ids = [space.pk for space in spaces]
    found = Space.objects.select_related("place", "floor__building").prefetch_related("layouts").in_bulk(ids)
    return [found[pk] for pk in ids]


def read(
    *,
    place: Place,
    spaces: Sequence[Space],
    start: datetime,
    end: datetime,
    asker: Asker | None,
    excluding: Sequence[Booking] = (),
) -> Facts:
    """Read what the rules need for these spaces from `start` to `end`. Spaces come from `with_facts`."""
    first, last = local_days(place, start, max(start, end))
    timetable = Timetable(spaces)
    rules = rules_of(place, spaces)
    return Facts(
        place=place,
        now=clock.now(),
        asker=asker,
        standing=_standing(place, asker),
        rules=rules,
        trained=_trained(spaces, asker, first),
        open={space.pk: timetable.open_intervals(space, first - ONE_DAY, last) for space in spaces},
        stays=_stays(spaces, start, end, excluding),
        booked=_booked(place, asker, first, last, excluding),
        in_hand=papers.in_hand(place, asker.organisation if asker else None, rules.values(), excluding),
        last_day=last - ONE_DAY,
    )


def rules_of(place: Place, spaces: Iterable[Space]) -> dict[int, Rules]:
    """The settled rules of each space, by id."""
    ids = [space.pk for space in spaces]
    rows = BookingRules.objects.filter(Q(place=place) | Q(space__in=ids))
    by_owner = {row.space_id: row for row in rows}
    return {pk: settle(by_owner.get(pk), by_owner.get(None)) for pk in ids}


def lacking(booking: Booking) -> list[Refusal]:
    """The papers without which this booking is not confirmed."""
    spaces = list(dict.fromkeys(row.space for row in booking.booked_spaces.select_related("space")))
    rules = rules_of(booking.place, spaces)
    held = papers.in_hand(booking.place, booking.organisation, rules.values(), [booking])
    return _missing(booking, spaces, rules, held)


def lacking_among(bookings: Sequence[Booking]) -> dict[Any, list[Refusal]]:
    """The same for many bookings at once, by id."""
    spaces = {row.space for booking in bookings for row in booking.booked_spaces.all()}
    rules: dict[int, Rules] = {}
    for place in {booking.place for booking in bookings}:
        rules |= rules_of(place, [space for space in spaces if space.place_id == place.pk])
    held = papers.in_hands(bookings, rules.values())
    return {
        booking.pk: _missing(
            booking,
            dict.fromkeys(row.space for row in booking.booked_spaces.all()),
            rules,
            held[booking.pk],
        )
        for booking in bookings
    }


def _missing(
    booking: Booking, spaces: Iterable[Space], rules: dict[int, Rules], held: papers.InHand
) -> list[Refusal]:
    last_day = clock.local(booking.ends_at, booking.zone).date()
    return [
        refusal for space in spaces for refusal in papers.missing(space.name, rules[space.pk], held, last_day)
    ]


def standing_of(organisation: Organisation | None) -> Standing:
    """What an organisation opens to those who book in its name."""
    status = organisation.status if organisation else ""
    return Standing(
        is_resident=status == Organisation.Status.RESIDENT,
        is_member=status in (Organisation.Status.MEMBER, Organisation.Status.PARTNER),
    )


def _standing(place: Place, asker: Asker | None) -> Standing:
    if asker is None:
        return Standing()
    return replace(standing_of(asker.organisation), is_staff=manages(asker.actor, place))


def _trained(spaces: Sequence[Space], asker: Asker | None, day: date) -> frozenset[int]:
    if asker is None:
        return frozenset()
    valid = Training.objects.filter(user=asker.organiser, space__in=spaces).valid_on(day)
    return frozenset(valid.values_list("space", flat=True))


def _stays(
    spaces: Sequence[Space], start: datetime, end: datetime, excluding: Sequence[Booking]
) -> list[tuple[int, datetime, datetime, object, int]]:
    buildings = {
        space.floor.building_id for space in spaces if space.floor and space.floor.building.safety_capacity
    }
    if not buildings:
        return []
    rows = BookingSpace.objects.holding().overlapping(start, end).filter(space__floor__building__in=buildings)
    if excluding:
        rows = rows.exclude(booking__in=[booking.pk for booking in excluding])
    return list(
        rows.values_list("space__floor__building", "starts_at", "ends_at", "booking", "booking__attendees")
    )


def _booked(
    place: Place, asker: Asker | None, first: date, last: date, excluding: Sequence[Booking]
) -> list[tuple[int, datetime, timedelta]]:
    if asker is None or asker.organisation is None:
        return []
    opens = midnight(_month(first), place.zone)
    closes = midnight(_month(_month(last) + timedelta(days=32)), place.zone)
    rows = BookingSpace.objects.holding().filter(
        booking__organisation=asker.organisation,
        booking__place=place,
        starts_at__gte=opens,
        starts_at__lt=closes,
    )
    if excluding:
        rows = rows.exclude(booking__in=[booking.pk for booking in excluding])
    return [
        (space, start, end - start) for space, start, end in rows.values_list("space", "starts_at", "ends_at")
    ]


def _month(day: date) -> date:
    return day.replace(day=1)

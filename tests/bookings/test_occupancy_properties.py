"""The SQL of the rates agrees with counting, minute after minute, on random histories."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from bookings.measures import measure
from bookings.models import Booking
from spaces.errors import DomainError
from spaces.models import OpeningRule
from spaces.services.ledger import Hold, occupy
from tests.factories.people import UserFactory
from tests.factories.spaces import PlaceFactory, SpaceFactory, divide

PARIS = ZoneInfo("Europe/Paris")
# The week that ends with the night of 23 hours.
MONDAY = date(2026, 3, 23)
DAYS = 8
STEP = timedelta(minutes=30)

facts = st.tuples(
    st.sampled_from(["confirmed", "confirmed", "confirmed", "pending", "closure", "agreement"]),
    st.sampled_from(["hall", "north", "room", "desk"]),
    st.integers(-8, DAYS * 48),
    st.integers(1, 40),
    st.booleans(),
)


def utc(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=PARIS).astimezone(UTC)


class RatesAgainstTheClock(TestCase):
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        history=st.lists(facts, max_size=14),
        hours=st.lists(st.tuples(st.integers(0, 22), st.integers(1, 24)), min_size=7, max_size=7),
    )
    def test_sql_agrees_with_a_naive_count(self, history, hours):
        place, person = PlaceFactory(), UserFactory()
        opened = {}
        for weekday, (opens, closes) in enumerate(hours, start=1):
            if closes > opens:
                opened[weekday] = (opens, closes)
                OpeningRule.objects.create(
                    place=place, weekday=weekday, opens=time(opens), closes=time(closes % 24)
                )
        hall = SpaceFactory(place=place, in_service_until=MONDAY + timedelta(days=5))
        north, south = divide(hall, "north", "south")
        room = SpaceFactory(place=place, in_service_from=MONDAY + timedelta(days=2))
        desk = SpaceFactory(place=place, seat_count=3)
        spaces = {"hall": hall, "north": north, "room": room, "desk": desk}
        kept = []
        for kind, name, start, length, came in history:
            begins = utc(MONDAY) + start * STEP
            hold = Hold(spaces[name], begins, begins + length * STEP, seats=1 if name == "desk" else None)
            try:
                claim = occupy(kind=kind if kind in ("closure", "agreement") else "booking", holds=[hold])
            except DomainError:
                continue
            kept.append((kind, name, hold.start, hold.end, came))
            if kind in ("confirmed", "pending"):
                Booking.objects.create(
                    place=place, claim=claim, organiser=person, status=kind, attendees=2, title="x",
                    checked_in_at=hold.start if came and kind == "confirmed" else None,
                )  # fmt: skip

        found = {row.space.name: row for row in measure(place, MONDAY, MONDAY + timedelta(days=DAYS)).rows}

        for leaf in (north, south, room, desk):
            expected = self.count(leaf, opened, kept)
            got = found[leaf.name]
            assert (got.open, got.booked, got.present, got.outside) == expected

    def count(self, leaf, opened, kept):
        totals = [Decimal(0)] * 4
        mine = [
            fact
            for fact in kept
            if fact[1] == leaf.name
            or (fact[1] == "desk" and leaf.seat_count)
            or (fact[1] == "hall" and leaf.name in ("north", "south"))
            or (fact[1] == "room" and leaf.in_service_from)
        ]
        moment, end = utc(MONDAY), utc(MONDAY + timedelta(days=DAYS))
        while moment < end:
            seen = moment.astimezone(PARIS)
            now = [fact for fact in mine if fact[2] <= moment < fact[3]]
            kinds = {fact[0] for fact in now}
            window = opened.get(seen.isoweekday())
            is_open = window is not None and window[0] <= seen.hour < window[1]
            is_open = is_open and (leaf.in_service_from or seen.date()) <= seen.date()
            # A seat leased or closed leaves the room open: only the whole room counts.
            is_open = is_open and (leaf.seat_count or not kinds & {"closure", "agreement"})
            booked = "confirmed" in kinds
            came = any(fact[0] == "confirmed" and fact[4] for fact in now)
            for index, holds in enumerate(
                [is_open, booked and is_open, came and is_open, booked and not is_open]
            ):
                totals[index] += Decimal("0.5") * bool(holds)
            moment += STEP
        return tuple(totals)

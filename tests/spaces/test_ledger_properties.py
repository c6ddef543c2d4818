"""Random sequences of every verb, checked against a naive model that counts half-hour by half-hour."""

from dataclasses import dataclass, field

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from spaces import sources
from spaces.errors import InvalidHold, SeatsExhausted, SlotTaken
from spaces.intervals import Interval
from spaces.models import Occupation
from spaces.services.ledger import occupy, release, reoccupy
from spaces.services.seats import NoSeat, Taken, choose
from tests.factories.spaces import SpaceFactory, at, divide, hold

SLOTS = 16
DESKS = 3

asked = st.tuples(
    st.sampled_from(["hall", "north", "south", "east", "room", "desks", "seat", "two seats"]),
    st.integers(0, SLOTS - 1),
    st.integers(1, 6),
)
verb = st.one_of(
    st.tuples(st.just("occupy"), st.lists(asked, min_size=1, max_size=3)),
    st.tuples(st.just("reoccupy"), st.integers(0, 5), st.lists(asked, min_size=1, max_size=2)),
    st.tuples(st.just("release"), st.integers(0, 5)),
)


@dataclass
class Model:
    """Who uses what in every half hour: a set per leaf and slot, a count for the desks."""

    wholes: dict
    claims: dict = field(default_factory=dict)

    def load(self, asks, ignoring=None):
        used = {}
        for claim, kept in self.claims.items():
            if claim != ignoring:
                self._add(used, kept)
        self._add(used, asks)
        return used

    def _add(self, used, asks):
        for what, start, length in asks:
            leaves = self.wholes.get(what, ["desks" if "seat" in what else what])
            weight = {"seat": 1, "two seats": 2}.get(what, DESKS if what == "desks" else 1)
            for leaf in leaves:
                for slot in range(start, start + length):
                    used[leaf, slot] = used.get((leaf, slot), 0) + weight

    def allows(self, asks, ignoring=None):
        return all(
            weight <= (DESKS if leaf == "desks" else 1)
            for (leaf, _), weight in self.load(asks, ignoring).items()
        )


class RandomVerbs(TestCase):
    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(verbs=st.lists(verb, max_size=12))
    def test_no_overlap_no_excess_and_the_ledger_equals_its_sources(self, verbs):
        hall, east = SpaceFactory(name="hall"), SpaceFactory(name="east")
        east.place = hall.place
        east.save()
        north, south = divide(hall, "north", "south")
        third = SpaceFactory(name="third", place=hall.place)
        for part in (south, third):
            east.parts.create(part=part)
        rooms = {
            "hall": hall, "east": east, "north": north, "south": south, "third": third,
            "room": SpaceFactory(), "desks": SpaceFactory(seat_count=DESKS),
        }  # fmt: skip
        model = Model({"hall": ["north", "south"], "east": ["south", "third"]})
        names = {space.pk: name for name, space in rooms.items()}

        def holds(asks):
            made = []
            for what, start, length in asks:
                seats = {"seat": 1, "two seats": 2}.get(what)
                space = rooms["desks" if seats else what]
                made.append(hold(space, 8 + start / 2, 8 + (start + length) / 2, seats=seats))
            return made

        claims = []
        for step in verbs:
            if step[0] == "occupy":
                allowed = model.allows(step[1])
                try:
                    claim = occupy(kind="booking", holds=holds(step[1]))
                except (SlotTaken, SeatsExhausted, InvalidHold):
                    assert not allowed
                else:
                    assert allowed
                    claims.append(claim)
                    model.claims[claim.pk] = step[1]
            elif claims:
                claim = claims[step[1] % len(claims)]
                if step[0] == "release":
                    release(claim=claim)
                    model.claims[claim.pk] = []
                    continue
                allowed = model.allows(step[2], ignoring=claim.pk)
                try:
                    reoccupy(claim=claim, holds=holds(step[2]))
                except (SlotTaken, SeatsExhausted, InvalidHold):
                    assert not allowed
                else:
                    assert allowed
                    model.claims[claim.pk] = step[2]

        for leaf, slot in {(leaf, slot) for leaf, slot in model.load([])}:
            moment = at(8 + slot / 2 + 0.25)
            rows = Occupation.objects.filter(space=rooms[leaf], held__contains=moment)
            weight = sum(DESKS if row.seats.upper is None and leaf == "desks" else 1 for row in rows)
            assert weight == model.load([])[leaf, slot]
        assert all(row.seats.upper is None or row.seats.upper <= DESKS for row in Occupation.objects.all())
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM spaces_occupation a JOIN spaces_occupation b ON a.id < b.id"
                " AND a.space_id = b.space_id AND a.seats && b.seats AND a.held && b.held"
            )
            assert cursor.fetchone() == (0,)

        def expected():
            for claim_id, asks in model.claims.items():
                for what, start, length in asks:
                    seats = {"seat": 1, "two seats": 2}.get(what)
                    for leaf in model.wholes.get(what, ["desks" if seats else what]):
                        begin, end = at(8 + start / 2), at(8 + (start + length) / 2)
                        yield sources.Expected(claim_id, rooms[leaf].pk, seats, begin, end)

        before = dict(sources._SOURCES)
        sources._SOURCES.clear()
        sources.register("booking", expected=expected, describe=lambda ids, user: {})
        try:
            assert sources.differences() == []
        finally:
            sources._SOURCES.clear()
            sources._SOURCES.update(before)
        assert set(names) >= set(Occupation.objects.values_list("space", flat=True))


busy = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 20), st.integers(1, 8)), max_size=12)


@pytest.mark.django_db
@settings(max_examples=200, deadline=None)
@given(taken=busy, wanted=st.integers(1, 4), start=st.integers(0, 18), length=st.integers(1, 10))
def test_seats_are_found_whenever_enough_remain_at_every_moment(taken, wanted, start, length):
    rows, used = [], set()
    for seat, begin, lasts in taken:
        slots = {(seat, slot) for slot in range(begin, begin + lasts)}
        if not slots & used:
            used |= slots
            rows.append(Taken(seat, seat + 1, Interval(at(begin), at(begin + lasts))))
    period = Interval(at(start), at(start + length))
    free = min(4 - sum((seat, slot) in used for seat in range(4)) for slot in range(start, start + length))

    try:
        sittings = choose(wanted=wanted, ceiling=4, used=period, held=period, taken=rows)
    except NoSeat as full:
        assert free < wanted
        assert full.free < wanted
        return
    assert free >= wanted
    seated = [
        (sitting.seat, slot)
        for sitting in sittings
        for slot in range(start, start + length)
        if sitting.piece.start <= at(slot) < sitting.piece.end
    ]
    assert len(seated) == len(set(seated)) == wanted * length
    assert not set(seated) & used

"""Random divisions among random bookings, against a naive model that counts day by day."""

from datetime import timedelta

import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from people.services import grant
from spaces import sources
from spaces.errors import InvalidHold, SlotTaken
from spaces.models import Claim, Occupation
from spaces.services.layout import set_parts
from spaces.services.ledger import Hold, occupy, release
from tests.factories.people import UserFactory
from tests.factories.spaces import TUESDAY, PlaceFactory, SpaceFactory, at

DAYS = 6
ROOMS = ["hall", "a", "b", "c"]

stay = st.tuples(st.sampled_from(ROOMS), st.integers(0, DAYS - 1), st.integers(1, 3))
verb = st.one_of(
    st.tuples(st.just("occupy"), st.lists(stay, min_size=1, max_size=2)),
    st.tuples(st.just("divide"), st.sets(st.sampled_from(ROOMS[1:])), st.integers(0, DAYS - 1)),
    st.tuples(st.just("release"), st.integers(0, 5)),
)


def leaves_of(room: str, day: int, parts: list[set[str]]) -> set[str]:
    """What stands for a room on a day."""
    return (parts[day] or {"hall"}) if room == "hall" else {room}


def fits(claims: list[list[tuple[str, int, int]]], parts: list[set[str]]) -> bool:
    """Whether nobody shares a leaf on any day."""
    held = [
        (leaf, day)
        for stays in claims
        for room, first, length in stays
        for day in range(first, first + length)
        for leaf in leaves_of(room, min(day, DAYS - 1), parts)
    ]
    return len(held) == len(set(held))


def hold_of(rooms, stay) -> Hold:
    room, first, length = stay
    # The place is in Paris, an hour ahead: its days begin at 23 h UTC.
    return Hold(rooms[room], at(23, day=first - 1), at(23, day=first - 1 + length))


class RandomDivisions(TestCase):
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(verbs=st.lists(verb, max_size=12))
    def test_no_leaf_is_shared_and_every_leaf_is_the_one_of_its_day(self, verbs):
        place = PlaceFactory()
        manager = UserFactory()
        grant(user=manager, permission="manage_place", target=place, given_by=None)
        rooms = {name: SpaceFactory(place=place, name=name) for name in ROOMS}
        parts, claims = [set() for _ in range(DAYS)], {}
        before = dict(sources._SOURCES)
        sources._SOURCES.clear()

        def asks(claim_ids):
            return [(pk, hold_of(rooms, one)) for pk in claim_ids for one in claims.get(pk, [])]

        def expected():
            for pk, stays in claims.items():
                for room, first, length in stays:
                    for day in range(first, first + length):
                        for leaf in leaves_of(room, min(day, DAYS - 1), parts):
                            start, end = at(23, day=day - 1), at(23, day=day)
                            yield sources.Expected(pk, rooms[leaf].pk, None, start, end)

        sources.register("booking", expected=expected, describe=lambda ids, user: {}, asks=asks)
        try:
            with time_machine.travel(TUESDAY, tick=False):
                for step in verbs:
                    if step[0] == "occupy":
                        allowed = fits([*claims.values(), step[1]], parts)
                        try:
                            claim = occupy(kind="booking", holds=[hold_of(rooms, one) for one in step[1]])
                        except (SlotTaken, InvalidHold):
                            assert not allowed
                        else:
                            assert allowed
                            claims[claim.pk] = step[1]
                    elif step[0] == "divide":
                        wanted = [*parts[: step[2]], *[step[1]] * (DAYS - step[2])]
                        allowed = fits(list(claims.values()), wanted)
                        try:
                            set_parts(
                                whole=rooms["hall"],
                                parts=[rooms[name] for name in sorted(step[1])],
                                on=(TUESDAY + timedelta(days=step[2])).date(),
                                actor=manager,
                            )
                        except SlotTaken:
                            assert not allowed
                        else:
                            assert allowed
                            parts = wanted
                    elif claims:
                        pk = sorted(claims)[step[1] % len(claims)]
                        release(claim=Claim.objects.get(pk=pk))
                        claims[pk] = []
                assert {row.claim_id for row in Occupation.objects.all()} == {
                    pk for pk in claims if claims[pk]
                }
                assert sources.differences() == []
        finally:
            sources._SOURCES.clear()
            sources._SOURCES.update(before)

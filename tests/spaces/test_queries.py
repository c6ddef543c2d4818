import re
from datetime import date, time, timedelta

import pytest
from django.db import connection

from spaces.models import LayoutCapacity, OpeningRule, Space
from spaces.queries import day_planning, gaps, month_of
from spaces.services.ledger import occupy
from tests.factories.spaces import FloorFactory, PlaceFactory, SpaceFactory, at, divide, hold

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    """Open on Tuesdays from 8 to 22 in Paris: from 7 to 21 UTC in winter."""
    place = PlaceFactory()
    OpeningRule.objects.create(place=place, weekday=2, opens=time(8), closes=time(22))
    return place


def names(spaces) -> list[str]:
    return sorted(spaces.values_list("name", flat=True))


def test_free_during_reads_the_ledger_the_turnaround_and_the_parts(place):
    clain = SpaceFactory(place=place, name="Clain")
    slow = SpaceFactory(place=place, name="Lente", turnaround=timedelta(hours=1))
    hall = SpaceFactory(place=place, name="Halle")
    north, _ = divide(hall, "Nord", "Sud")
    for space in (clain, slow, north):
        occupy(kind="booking", holds=[hold(space, 10, 12)])

    assert names(Space.objects.free_during(at(8), at(10))) == ["Clain", "Halle", "Nord", "Sud"]
    assert names(Space.objects.free_during(at(11), at(13))) == ["Sud"]
    assert names(Space.objects.free_during(at(12), at(13))) == ["Clain", "Halle", "Nord", "Sud"]
    assert names(Space.objects.free_during(at(13), at(14))) == ["Clain", "Halle", "Lente", "Nord", "Sud"]


def test_free_seats_are_counted_at_every_moment(place):
    desks = SpaceFactory(place=place, name="La Remise", seat_count=3)
    SpaceFactory(place=place, name="Clain")
    occupy(kind="booking", holds=[hold(desks, 8, 10, seats=2)])
    occupy(kind="booking", holds=[hold(desks, 12, 14, seats=2)])

    assert names(Space.objects.free_during(at(8), at(14), seats=1)) == ["La Remise"]
    assert names(Space.objects.free_during(at(8), at(14), seats=2)) == []
    assert names(Space.objects.free_during(at(10), at(12), seats=3)) == ["La Remise"]
    assert names(Space.objects.free_during(at(10), at(12), seats=4)) == []
    occupy(kind="closure", holds=[hold(desks, 16, 18)])
    assert names(Space.objects.free_during(at(17), at(19), seats=1)) == []


def test_spaces_by_capacity_and_access(place):
    small = SpaceFactory(place=place, name="Petite", capacity=8)
    SpaceFactory(place=place, name="Grande", capacity=40, is_accessible=True)
    LayoutCapacity.objects.create(space=small, layout="standing", capacity=20)

    assert names(Space.objects.with_capacity(20)) == ["Grande", "Petite"]
    assert names(Space.objects.with_capacity(30)) == ["Grande"]
    assert names(Space.objects.with_capacity(20, layout="standing")) == ["Petite"]
    assert names(Space.objects.accessible()) == ["Grande"]


def test_gaps_within_opening_hours_and_between_bookings(place):
    clain = SpaceFactory(place=place, name="Clain", turnaround=timedelta(minutes=30))
    hall = SpaceFactory(place=place, name="Halle")
    north, south = divide(hall, "Nord", "Sud")
    occupy(kind="booking", holds=[hold(clain, 10, 12)])
    occupy(kind="booking", holds=[hold(north, 7, 14)])
    occupy(kind="booking", holds=[hold(south, 15, 21)])

    found = gaps([clain, hall], at(0), at(24), timedelta(hours=2))

    # Clain: its own turnaround must fit before 10; after 12 it is being put back in order until 12:30.
    assert [(gap.space, gap.start, gap.end) for gap in found] == [
        (clain, at(7), at(9.5)),
        (clain, at(12.5), at(21)),
    ]
    assert [(gap.space, gap.start, gap.end) for gap in gaps([hall], at(0), at(24), timedelta(hours=1))] == [
        (hall, at(14), at(15))
    ]
    assert gaps([clain], at(24), at(48), timedelta(minutes=5)) == []
    assert gaps([], at(0), at(24), timedelta(hours=1)) == []


def test_gaps_look_past_the_end_of_the_window_for_the_turnaround(place):
    clain = SpaceFactory(place=place, turnaround=timedelta(minutes=30))
    occupy(kind="booking", holds=[hold(clain, 12.25, 14)])

    (gap,) = gaps([clain], at(8), at(12), timedelta(hours=1))

    assert (gap.start, gap.end) == (at(8), at(11.75))


@pytest.mark.parametrize("count", [1, 3])
def test_a_day_costs_the_same_queries_for_one_space_or_three(place, count, django_assert_num_queries):
    floor = FloorFactory(building__place=place)
    for _ in range(count):
        space = SpaceFactory(place=place, floor=floor)
        occupy(kind="booking", holds=[hold(space, 8, 10)])

    with django_assert_num_queries(5):
        rows = day_planning(place, date(2026, 12, 1))
    assert [len(row.blocks) for row in rows] == [1] * count
    with django_assert_num_queries(4):
        gaps([row.space for row in rows], at(0), at(24), timedelta(hours=1))


def test_a_whole_shows_what_goes_on_in_its_parts(place):
    hall = SpaceFactory(place=place, name="Halle", door_number="1")
    north, _south = divide(hall, "Nord", "Sud")
    claim = occupy(kind="booking", holds=[hold(north, 8, 10, setup=timedelta(hours=1))])

    rows = {row.space.name: row for row in day_planning(place, date(2026, 12, 1))}

    assert [len(rows[name].blocks) for name in ("Halle", "Nord", "Sud")] == [1, 1, 0]
    (block,) = rows["Halle"].blocks
    assert (block.claim_id, block.space_id, block.is_whole) == (claim.pk, north.pk, True)
    assert (block.held_start, block.start, block.end, block.held_end) == (at(7), at(8), at(10), at(10))
    assert [(i.start, i.end) for i in rows["Sud"].open] == [(at(7), at(21))]


def test_a_month_of_one_room(place, django_assert_num_queries):
    room = SpaceFactory(place=place)
    occupy(kind="booking", holds=[hold(room, 20, 26)])
    occupy(kind="agreement", holds=[hold(room, 24 * 29, None)])

    with django_assert_num_queries(4):
        days = month_of(room, date(2026, 12, 15))

    assert len(days) == 31
    assert [day.day for day, row in days if row.blocks] == [1, 2, 30, 31]
    assert [day.day for day, row in days if row.open] == [1, 8, 15, 22, 29]


def test_free_during_and_gaps_read_the_index_and_not_the_table(place):
    rooms = [SpaceFactory(place=place) for _ in range(4)]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO spaces_claim (kind, created_at) SELECT 'booking', now() FROM generate_series(1, 8000)"
        )
        cursor.execute(
            """
            INSERT INTO spaces_occupation (claim_id, space_id, seats, used, held)
            SELECT claim.id, %s + claim.rank %% 4, int4range(0, NULL), span, span
            FROM (SELECT id, row_number() OVER (ORDER BY id) AS rank FROM spaces_claim) claim,
                 LATERAL (SELECT tstzrange(moment, moment + interval '1 hour') AS span
                          FROM (SELECT timestamptz '2020-01-01' + claim.rank * interval '2 hours' AS moment) m) s
            """,
            [rooms[0].pk],
        )
        cursor.execute("ANALYZE spaces_occupation")
    plan = Space.objects.filter(place=place).free_during(at(8), at(10)).explain()
    assert "Seq Scan on spaces_occupation" not in plan
    # One of the two GiST indexes: that of the constraint begins with the space, the other with the hours.
    assert re.search(r"Index (Only )?Scan (using|on) spaces_occupation_(held|no_overlap)", plan)

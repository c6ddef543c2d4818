from datetime import datetime, timedelta

import pytest

from spaces.conflicts import conflicts
from spaces.errors import InvalidHold, InvalidPeriod, SeatsExhausted, SlotTaken
from spaces.models import Claim, Occupation
from spaces.services.ledger import Hold, occupy, occupy_many, release, reoccupy
from spaces.signals import ledger_changed
from tests.factories.spaces import SpaceFactory, at, divide, hold

pytestmark = pytest.mark.django_db


def rows(**filters) -> list[tuple]:
    return [
        (row.space.name, row.seats.lower, row.seats.upper, row.held.lower, row.held.upper)
        for row in Occupation.objects.filter(**filters)
        .select_related("space")
        .order_by("held", "seats", "pk")
    ]


def test_occupy_holds_a_room_with_its_set_up_and_turnaround():
    room = SpaceFactory(name="Clain", turnaround=timedelta(minutes=15))

    claim = occupy(kind="booking", holds=[hold(room, 13, 15, setup=timedelta(minutes=30))])

    row = Occupation.objects.get()
    assert row.claim == claim
    assert (row.used.lower, row.used.upper) == (at(13), at(15))
    assert (row.held.lower, row.held.upper) == (at(12.5), at(15.25))
    assert (row.seats.lower, row.seats.upper) == (0, None)


def test_two_bookings_may_touch():
    room = SpaceFactory()

    occupy(kind="booking", holds=[hold(room, 8, 10)])
    occupy(kind="booking", holds=[hold(room, 10, 12)])

    assert Occupation.objects.count() == 2


def test_a_taken_slot_is_refused_with_every_conflict_in_order():
    room = SpaceFactory(name="Salle du Clain")
    occupy(kind="booking", holds=[hold(room, 13, 15)])
    occupy(kind="closure", holds=[hold(room, 9, 10)])

    with pytest.raises(SlotTaken) as refusal:
        occupy(kind="booking", holds=[hold(room, 9, 14)])

    assert [(c.space, c.start, c.end, c.hold) for c in refusal.value.conflicts] == [
        (room, at(9), at(10), 0),
        (room, at(13), at(15), 0),
    ]
    assert refusal.value.message == (
        "Salle du Clain n’est pas libre mardi 1er décembre 2026 de 10 h à 11 h ; "
        "Salle du Clain n’est pas libre mardi 1er décembre 2026 de 14 h à 16 h."
    )
    assert Claim.objects.count() == 2


def test_many_conflicts_are_counted_rather_than_listed():
    room = SpaceFactory(name="Clain")
    for hour in (8, 10, 12, 14, 16):
        occupy(kind="booking", holds=[hold(room, hour, hour + 1)])

    with pytest.raises(SlotTaken) as refusal:
        occupy(kind="booking", holds=[hold(room, 8, 17)])
    assert refusal.value.message.endswith("de 13 h à 14 h ; et 2 autres moments.")
    with pytest.raises(SlotTaken) as refusal:
        occupy(kind="booking", holds=[hold(room, 8, 15)])
    assert refusal.value.message.endswith("de 13 h à 14 h ; et un autre moment.")


def test_a_night_names_both_days():
    room = SpaceFactory(name="Clain")
    occupy(kind="booking", holds=[hold(room, 20, 26)])

    with pytest.raises(SlotTaken) as refusal:
        occupy(kind="booking", holds=[hold(room, 21, 22)])
    assert refusal.value.message == (
        "Clain n’est pas libre du mardi 1er décembre 2026 à 21 h au mercredi 2 décembre 2026 à 3 h."
    )


def test_conflicts_can_be_asked_before_trying_and_without_oneself():
    room, desks = SpaceFactory(), SpaceFactory(seat_count=2)
    claim = occupy(kind="booking", holds=[hold(room, 8, 10)])
    asked = [hold(desks, 8, 10, seats=1), hold(room, 9, 11)]

    assert [(conflict.hold, conflict.claim_id) for conflict in conflicts(asked)] == [(1, claim.pk)]
    assert conflicts(asked, ignoring=[claim]) == []
    assert conflicts([hold(desks, 8, 10, seats=1)]) == []


def test_a_whole_holds_its_parts_and_a_part_closes_the_whole():
    hall = SpaceFactory(name="Halle")
    north, south = divide(hall, "Nord", "Sud")

    occupy(kind="booking", holds=[hold(hall, 8, 10)])

    assert [row[0] for row in rows()] == ["Nord", "Sud"]
    with pytest.raises(SlotTaken):
        occupy(kind="booking", holds=[hold(south, 9, 11)])
    occupy(kind="booking", holds=[hold(north, 10, 12)])
    with pytest.raises(SlotTaken) as refusal:
        occupy(kind="booking", holds=[hold(hall, 11, 13)])
    assert [conflict.space for conflict in refusal.value.conflicts] == [north]


def test_one_refused_space_refuses_the_whole_claim():
    room, kitchen = SpaceFactory(), SpaceFactory()
    occupy(kind="booking", holds=[hold(kitchen, 8, 10)])

    with pytest.raises(SlotTaken) as refusal:
        occupy(kind="booking", holds=[hold(room, 8, 10), hold(kitchen, 9, 10)])

    assert [conflict.hold for conflict in refusal.value.conflicts] == [1]
    assert Occupation.objects.filter(space=room).count() == 0


def test_seats_fill_from_the_first_to_the_last():
    desks = SpaceFactory(name="La Remise", seat_count=3)
    occupy(kind="booking", holds=[hold(desks, 8, 10, seats=2)])
    occupy(kind="booking", holds=[hold(desks, 8, 10, seats=1)])

    with pytest.raises(SeatsExhausted) as refusal:
        occupy(kind="booking", holds=[hold(desks, 9, 11, seats=1)])

    assert [row[1:3] for row in rows()] == [(0, 1), (1, 2), (2, 3)]
    assert (refusal.value.wanted, refusal.value.free, refusal.value.at) == (1, 0, at(9))
    assert refusal.value.message == (
        "La Remise : il ne reste plus de place libre mardi 1er décembre 2026 à 10 h."
    )


def test_more_seats_than_there_are_left_says_how_many_remain():
    desks = SpaceFactory(seat_count=5)
    occupy(kind="booking", holds=[hold(desks, 8, 10, seats=3)])

    with pytest.raises(SeatsExhausted) as refusal:
        occupy(kind="booking", holds=[hold(desks, 8, 10, seats=3)])

    assert refusal.value.free == 2
    with pytest.raises(SeatsExhausted) as refusal:
        occupy(kind="booking", holds=[hold(desks, 8, 10, seats=6)])
    assert refusal.value.free == 5


def test_a_period_is_split_at_event_boundaries_when_no_seat_is_free_throughout():
    desks = SpaceFactory(seat_count=2)
    occupy(kind="booking", holds=[hold(desks, 8, 10, seats=1)])
    first = occupy(kind="booking", holds=[hold(desks, 8, 14, seats=1)])
    second = occupy(kind="booking", holds=[hold(desks, 12, 16, seats=1)])
    assert [row[1] for row in rows(claim=first)] == [1]
    assert [row[1] for row in rows(claim=second)] == [0]

    claim = occupy(kind="booking", holds=[hold(desks, 10, 12, seats=1), hold(desks, 14, 18, seats=1)])

    assert [row[1:] for row in rows(claim=claim)] == [
        (0, 1, at(10), at(12)),
        (1, 2, at(14), at(18)),
    ]
    release(claim=claim)
    release(claim=first)
    occupy(kind="booking", holds=[hold(desks, 16, 18, seats=1)])
    occupy(kind="booking", holds=[hold(desks, 16, 17, seats=1)])
    # Seat 1 is free from 8 to 16 only, seat 0 from 10 to 12 only.
    occupy(kind="booking", holds=[hold(desks, 17, 20, seats=1)])
    moving = occupy(kind="booking", holds=[hold(desks, 8, 16, seats=1)])
    assert [row[1:] for row in rows(claim=moving)] == [(1, 2, at(8), at(16))]


def test_somebody_changes_seat_when_only_that_is_left():
    desks = SpaceFactory(seat_count=2)
    one = occupy(kind="booking", holds=[hold(desks, 8, 12, seats=1)])
    occupy(kind="booking", holds=[hold(desks, 8, 14, seats=1)])
    reoccupy(claim=one, holds=[hold(desks, 14, 18, seats=1)])
    # Now seat 0 is held from 14 to 18, seat 1 from 8 to 14.

    claim = occupy(kind="booking", holds=[hold(desks, 10, 18, seats=1)])

    assert [row[1:] for row in rows(claim=claim)] == [(0, 1, at(10), at(14)), (1, 2, at(14), at(18))]


def test_a_whole_room_and_its_seats_exclude_each_other():
    desks = SpaceFactory(seat_count=4)
    occupy(kind="booking", holds=[hold(desks, 8, 10, seats=1)])

    with pytest.raises(SlotTaken):
        occupy(kind="booking", holds=[hold(desks, 9, 12)])
    occupy(kind="closure", holds=[hold(desks, 12, 14)])
    with pytest.raises(SeatsExhausted):
        occupy(kind="booking", holds=[hold(desks, 13, 15, seats=1)])


def test_an_agreement_may_last_until_further_notice():
    office = SpaceFactory(name="Bureau 101")

    occupy(kind="agreement", holds=[hold(office, 0, None)])

    assert rows() == [("Bureau 101", 0, None, at(0), None)]
    with pytest.raises(SlotTaken) as refusal:
        occupy(kind="booking", holds=[hold(office, 8, 10)])
    assert refusal.value.message == ("Bureau 101 n’est pas libre à partir du mardi 1er décembre 2026 à 1 h.")


def test_seats_may_be_held_until_further_notice():
    desks = SpaceFactory(seat_count=2)
    occupy(kind="agreement", holds=[hold(desks, 0, None, seats=1)])
    occupy(kind="booking", holds=[hold(desks, 8, 10, seats=1)])

    with pytest.raises(SeatsExhausted):
        occupy(kind="agreement", holds=[hold(desks, 1, None, seats=1)])


def test_reoccupy_moves_a_claim_and_keeps_it_where_it_was_when_refused():
    room, other = SpaceFactory(name="A"), SpaceFactory(name="B")
    claim = occupy(kind="booking", holds=[hold(room, 8, 10)])
    occupy(kind="booking", holds=[hold(other, 8, 10)])

    with pytest.raises(SlotTaken):
        reoccupy(claim=claim, holds=[hold(other, 9, 11)])
    assert rows(claim=claim) == [("A", 0, None, at(8), at(10))]

    reoccupy(claim=claim, holds=[hold(room, 9, 11), hold(other, 11, 12)])
    assert rows(claim=claim) == [("A", 0, None, at(9), at(11)), ("B", 0, None, at(11), at(12))]


def test_release_frees_the_slot_and_keeps_the_claim():
    room = SpaceFactory()
    claim = occupy(kind="booking", holds=[hold(room, 8, 10)])

    release(claim=claim)

    assert Occupation.objects.count() == 0
    assert list(Claim.objects.all()) == [claim]
    occupy(kind="booking", holds=[hold(room, 8, 10)])


def test_a_series_is_written_whole_or_not_at_all():
    room = SpaceFactory()
    occupy(kind="booking", holds=[Hold(room, at(8, day=14), at(9, day=14))])

    with pytest.raises(SlotTaken) as refusal:
        occupy_many(
            kind="booking", batches=[[Hold(room, at(8, day=7 * n), at(10, day=7 * n))] for n in range(4)]
        )

    assert [conflict.hold for conflict in refusal.value.conflicts] == [2]
    assert Occupation.objects.count() == 1
    assert Claim.objects.count() == 1


def test_a_series_costs_as_many_queries_as_one_booking(django_assert_num_queries):
    rooms = [SpaceFactory() for _ in range(3)]

    with django_assert_num_queries(2):
        occupy(kind="booking", holds=[hold(rooms[0], 8, 10)])
    with django_assert_num_queries(2):
        claims = occupy_many(
            kind="booking",
            batches=[
                [Hold(room, at(8, day=7 * n), at(10, day=7 * n)) for room in rooms] for n in range(1, 53)
            ],
        )

    assert len(claims) == 52
    assert Occupation.objects.count() == 157


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        (at(10), at(9), "La fin vient avant le début."),
        (at(10), at(10), "La réservation ne dure rien : la fin est aussi le début."),
        (
            at(0),
            at(0, day=3650),
            "Une réservation dure treize mois au plus ; au-delà, passez une convention.",
        ),
        (at(0), None, "Indiquez quand la réservation se termine."),
        (
            datetime(2026, 12, 1, 9),
            datetime(2026, 12, 1, 10),
            "Un horaire sans fuseau ne désigne aucun moment : précisez celui du lieu.",
        ),
    ],
)
def test_an_impossible_period_is_refused_and_nothing_is_written(start, end, message):
    room = SpaceFactory()

    with pytest.raises(InvalidPeriod) as refusal:
        occupy(kind="booking", holds=[Hold(room, start, end)])

    assert refusal.value.message == message
    assert Claim.objects.count() == 0


def test_a_closure_may_last_ten_years():
    occupy(kind="closure", holds=[Hold(SpaceFactory(), at(0), at(0, day=3650))])

    assert Occupation.objects.count() == 1


def test_an_impossible_hold_is_refused():
    room = SpaceFactory(name="Clain")
    hall = SpaceFactory(name="Halle", seat_count=10)
    divide(hall, "Nord")
    for holds, message in [
        ([], "Choisissez au moins un espace et un horaire."),
        ([hold(room, 8, 9, seats=1)], "Clain se réserve en entier, pas place par place."),
        ([hold(hall, 8, 9, seats=1)], "Halle se réserve en entier, pas place par place."),
        ([hold(hall, 8, 9, seats=0)], "Demandez au moins une place."),
        ([hold(room, 8, 9), hold(room, 8.5, 10)], "Clain est demandé deux fois au même moment."),
    ]:
        with pytest.raises(InvalidHold) as refusal:
            occupy(kind="booking", holds=holds)
        assert refusal.value.message == message
    with pytest.raises(InvalidPeriod):
        occupy(kind="booking", holds=[hold(room, 8, 9, setup=timedelta(minutes=-1))])
    assert Claim.objects.count() == 0


def test_the_ledger_tells_what_changed_once_it_is_certain(django_capture_on_commit_callbacks):
    room = SpaceFactory()
    heard = []

    def listen(sender, spaces, claims, **kwargs):
        heard.append((spaces, claims))

    ledger_changed.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            claim = occupy(kind="booking", holds=[hold(room, 8, 10)])
            assert heard == []
        with django_capture_on_commit_callbacks(execute=True):
            release(claim=claim)
    finally:
        ledger_changed.disconnect(listen)

    assert heard == [((room.pk,), (claim.pk,))] * 2

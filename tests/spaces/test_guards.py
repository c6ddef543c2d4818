"""What the database itself refuses, whoever writes."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from spaces import sources
from spaces.models import Claim, Occupation, Part
from spaces.services.ledger import occupy, release
from tests.factories.spaces import SpaceFactory, at, divide, hold

pytestmark = pytest.mark.django_db

GOOD = {"seats": "[0,)", "used": "[2026-12-01 08:00+00,2026-12-01 10:00+00)", "held": None}


def insert(space, **values):
    values = GOOD | values
    claim = Claim.objects.create(kind="booking")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO spaces_occupation (claim_id, space_id, seats, used, held) VALUES (%s, %s, %s, %s, %s)",
            [claim.pk, space.pk, values["seats"], values["used"], values["held"] or values["used"]],
        )


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"seats": "[-1,0)"}, "seats_from_zero"),
        ({"seats": "empty"}, "seats_from_zero"),
        ({"seats": "(,4)"}, "seats_from_zero"),
        ({"used": "empty"}, "_is_time"),
        ({"used": "[2026-12-01 08:00+00,2026-12-01 10:00+00]"}, "_is_time"),
        ({"used": "(,2026-12-01 10:00+00)"}, "_is_time"),
        ({"held": "[2026-12-01 09:00+00,2026-12-01 10:00+00)"}, "held_covers_used"),
        ({"held": "[-infinity,2026-12-01 10:00+00)"}, "finite_start"),
        ({"used": "[2026-12-01 08:00+00,infinity)"}, "finite_end"),
        ({"held": "[2026-12-01 08:00+00,)"}, "ends_alike"),
    ],
)
def test_ranges_that_mean_nothing_are_refused(values, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        insert(SpaceFactory(), **values)


def test_an_overlap_is_refused_whatever_the_seats():
    room = SpaceFactory(seat_count=24)
    insert(room)
    for seats in ("[0,)", "[0,1)", "[998,999)"):
        with pytest.raises(IntegrityError, match="no_overlap"):
            insert(room, seats=seats)


def test_a_whole_holds_nothing_itself():
    hall = SpaceFactory()
    divide(hall, "Nord")
    with pytest.raises(IntegrityError, match="made of parts"):
        insert(hall)


def test_what_holds_something_cannot_be_divided():
    room = SpaceFactory()
    insert(room)
    with pytest.raises(IntegrityError, match="holds occupations itself"), transaction.atomic():
        divide(room, "Nord")


def test_parts_are_leaves_of_the_same_place():
    hall, other = SpaceFactory(), SpaceFactory()
    (north,) = divide(hall, "Nord")
    closet = SpaceFactory(place=hall.place)
    for whole, part, message in [
        (north, closet, "never made of parts"),
        (closet, hall, "never made of parts"),
        (hall, hall, "never made of parts"),
        (closet, other, "place of its whole"),
    ]:
        with pytest.raises(IntegrityError, match=message), transaction.atomic():
            Part.objects.create(whole=whole, part=part)


def test_check_ledger_is_silent_when_sources_and_ledger_agree(monkeypatch):
    desks = SpaceFactory(seat_count=3)
    claim = occupy(kind="booking", holds=[hold(desks, 8, 10, seats=2), hold(desks, 12, 14)])
    rows = [
        sources.Expected(claim.pk, desks.pk, 2, at(8), at(10)),
        sources.Expected(claim.pk, desks.pk, None, at(12), at(14)),
    ]
    monkeypatch.setattr(sources, "_SOURCES", {})
    sources.register("booking", expected=lambda: rows, describe=lambda ids, user: {1: "Chorale"})
    out = StringIO()

    call_command("check_ledger", stdout=out)

    assert out.getvalue() == "Le registre et ses sources disent la même chose.\n"
    assert sources.describe([1], None) == {1: "Chorale"}


def test_check_ledger_fails_on_any_difference(monkeypatch):
    room = SpaceFactory()
    claim = occupy(kind="booking", holds=[hold(room, 8, 10)])
    rows = [sources.Expected(claim.pk, room.pk, None, at(8), at(11))]
    monkeypatch.setattr(sources, "_SOURCES", {})
    sources.register("booking", expected=lambda: rows, describe=lambda ids, user: {})
    out = StringIO()

    with pytest.raises(CommandError) as failure:
        call_command("check_ledger", stdout=out)

    assert failure.value.returncode == 1
    assert str(failure.value) == "2 écart(s) entre les sources et le registre."
    head = f"inscription {claim.pk}, espace {room.pk} (en entier), 2026-12-01T08:00:00+00:00 → "
    assert out.getvalue().splitlines() == [
        f"absent du registre : {head}2026-12-01T11:00:00+00:00",
        f"en trop au registre : {head}2026-12-01T10:00:00+00:00",
    ]
    release(claim=claim)
    assert Occupation.objects.count() == 0


def test_endless_rows_and_changes_of_seat_compare_equal(monkeypatch):
    desks = SpaceFactory(seat_count=2)
    lease = occupy(kind="agreement", holds=[hold(desks, 0, None, seats=1)])
    guest = occupy(kind="agreement", holds=[hold(desks, 5, None, seats=1)])
    release(claim=lease)
    Occupation.objects.create(
        claim=lease, space=desks, seats="[0,1)", used=(at(0), at(4)), held=(at(0), at(4))
    )
    Occupation.objects.create(claim=lease, space=desks, seats="[0,1)", used=(at(4), None), held=(at(4), None))
    rows = [
        sources.Expected(lease.pk, desks.pk, 1, at(0), None),
        sources.Expected(guest.pk, desks.pk, 1, at(5), None),
    ]
    monkeypatch.setattr(sources, "_SOURCES", {})
    sources.register("agreement", expected=lambda: rows, describe=lambda ids, user: {})

    assert sources.differences() == []

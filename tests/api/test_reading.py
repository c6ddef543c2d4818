import json
from io import StringIO

import pytest
from django.core.management import call_command

from bookings.services import book, declare_attendance
from tests.api.calling import Caller
from tests.factories.bookings import AgreementFactory, AgreementSpaceFactory, house, room
from tests.factories.people import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_places_and_spaces(program, place, clain):
    assert program.get("/places").json() == {
        "items": [
            {
                "id": place.pk,
                "slug": "la-caserne",
                "name": "La Caserne",
                "address": "",
                "timezone": "Europe/Paris",
            }
        ],
        "next": None,
    }
    (space,) = program.get("/spaces", place="la-caserne").json()["items"]
    assert (space["id"], space["slug"], space["capacity"], space["layouts"]) == (
        clain.pk,
        "salle-du-clain",
        12,
        [{"layout": "meeting", "capacity": 12}],
    )
    assert program.get("/spaces", place="ailleurs").json() == {"items": [], "next": None}


def test_an_archived_space_is_for_those_who_manage(program, samir, clain):
    clain.is_archived = True
    clain.save()
    assert program.get("/spaces").json()["items"] == []
    assert len(Caller(samir).get("/spaces").json()["items"]) == 1


def test_a_list_is_read_page_after_page_whatever_changes(program, place):
    rooms = [room(place, f"Salle {n}") for n in range(5)]
    first = program.get("/spaces", limit=2).json()
    rooms[0].delete()
    second = program.get("/spaces", limit=2, cursor=first["next"]).json()
    third = program.get("/spaces", limit=2, cursor=second["next"]).json()
    read = [row["name"] for page in (first, second, third) for row in page["items"]]
    assert (read, third["next"]) == ([f"Salle {n}" for n in range(5)], None)


def test_a_forged_cursor_is_refused(program):
    assert program.get("/spaces", cursor="1:abc").status_code == 422


def test_a_cursor_of_another_list_is_refused(program, place, ask):
    room(place, "Salle de garde")
    for day in ("2026-03-05", "2026-03-06"):
        book(**ask(day=day))
    spaces, bookings = (program.get(path, limit=1).json()["next"] for path in ("/spaces", "/bookings"))

    assert program.get("/bookings", cursor=spaces).status_code == 422
    assert program.get("/spaces", cursor=bookings).status_code == 422


def test_bookings_by_page_and_period(program, ask):
    for day in ("2026-03-05", "2026-03-03", "2026-03-04"):
        book(**ask(day=day, title=day))
    first = program.get("/bookings", limit=2).json()
    second = program.get("/bookings", limit=2, cursor=first["next"]).json()
    assert [row["title"] for row in first["items"] + second["items"]] == [
        "2026-03-03",
        "2026-03-04",
        "2026-03-05",
    ]
    period = {"start": "2026-03-04T00:00:00+01:00", "end": "2026-03-05T00:00:00+01:00"}
    assert [row["title"] for row in program.get("/bookings", **period).json()["items"]] == ["2026-03-04"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(program, ask, django_assert_num_queries, count):
    for day in range(3, 3 + count):
        book(**ask(day=f"2026-03-0{day}"))
    program.get("/bookings")
    # The token, its count, the page, its rooms (three), what may be told of prices (two).
    with django_assert_num_queries(8):
        assert len(program.get("/bookings").json()["items"]) == count


def test_what_is_free_at_ones_own_price(program, place, clain, ask):
    boivre = room(place, "Salle de la Boivre", capacity=6, layouts={"meeting": 6})
    period = {"start": "2026-03-03T14:00:00+01:00", "end": "2026-03-03T16:00:00+01:00"}
    free = program.get("/availability", capacity=5, **period).json()
    assert [offer["space"] for offer in free["items"]] == [boivre.pk, clain.pk]
    assert [
        offer["space"] for offer in program.get("/availability", capacity=9, **period).json()["items"]
    ] == [clain.pk]
    book(**ask())
    none = program.get("/availability", capacity=9, place="la-caserne", **period).json()
    assert (none["items"], len(none["alternatives"])) == ([], 1)
    assert program.get("/availability", place="ailleurs", **period).status_code == 404


def test_the_plus_of_an_offset_may_arrive_as_a_space(program, clain):
    path = "/api/v1/availability?start=2026-03-03T14:00:00+01:00&end=2026-03-03T16:00:00+01:00"
    answer = program.client.get(path, headers=program.headers)
    assert [offer["starts_at"] for offer in answer.json()["items"]] == ["2026-03-03T14:00:00+01:00"]


@pytest.mark.parametrize(
    "period",
    [
        {"start": "2026-03-03T16:00:00Z", "end": "2026-03-03T14:00:00Z"},
        {"start": "2026-03-03T16:00:00Z", "end": "2027-03-03T14:00:00Z"},
        {"start": "2026-03-03T16:00:00", "end": "2026-03-03T18:00:00Z"},
        {"start": "2026-03-29T02:30:00+01:00", "end": "2026-03-29T18:00:00Z"},
    ],
)
def test_a_period_that_makes_no_sense_is_refused(program, place, period):
    assert program.get("/availability", **period).status_code == 422


def test_agreements_are_for_those_whom_they_bind(program, place, association, samir, jeanne):
    bureau = room(place, "Bureau 101")
    mine = AgreementFactory(place=place, organisation=association)
    AgreementSpaceFactory(agreement=mine, space=bureau)
    AgreementFactory(place=place, organisation=OrganisationFactory())
    (told,) = program.get("/agreements").json()["items"]
    assert (told["organisation"], told["fee"], told["spaces"]) == (
        association.name,
        "0.00",
        [{"space": bureau.pk, "name": "Bureau 101", "seats": None}],
    )
    assert len(Caller(samir).get("/agreements").json()["items"]) == 2
    assert Caller(jeanne).get("/agreements").json()["items"] == []


@pytest.mark.parametrize("by", ["building", "floor", "kind", "space", "organisation"])
def test_occupancy_gives_the_figures_of_the_command(samir, place, clain, ask, now, by):
    booking = book(**ask(day="2026-03-02", start="10:00", end="12:00"))
    now.shift(4 * 3600)
    declare_attendance(booking=booking, actor=samir, present=7)
    printed = StringIO()
    asked = {"place": "la-caserne", "from": "2026-03-01", "to": "2026-03-07"}
    call_command(
        "occupancy", *[f"--{name}={value}" for name, value in asked.items()], f"--by={by}", "--format=json",
        stdout=printed,
    )  # fmt: skip
    answer = Caller(samir).get("/occupancy", **asked, by=by)
    assert answer.json() == json.loads(printed.getvalue())
    assert answer.json()["groups"][0]["rates"][0]["numerator"] == 2


def test_occupancy_is_for_those_who_manage_the_place(program, samir, place):
    house(slug="ailleurs", name="Ailleurs")
    asked = {"from": "2026-03-01", "to": "2026-03-07"}
    assert program.get("/occupancy", place="la-caserne", **asked).status_code == 404
    assert Caller(samir).get("/occupancy", place="ailleurs", **asked).status_code == 404
    backwards = {"from": "2026-03-07", "to": "2026-03-01"}
    assert Caller(samir).get("/occupancy", place="la-caserne", **backwards).status_code == 422


def test_whoever_has_no_organisation_reads_too(place, clain):
    assert len(Caller(UserFactory()).get("/spaces").json()["items"]) == 1


def test_a_misspelt_filter_is_refused(program, place):
    answer = program.get("/spaces", lieu="la-caserne")
    assert (answer.status_code, answer.json()["detail"]) == (422, "Paramètre inconnu : lieu.")

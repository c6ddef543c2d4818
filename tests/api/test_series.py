import pytest

from bookings.models import Booking, BookingSeries
from bookings.services import book
from tests.factories.bookings import at, house, room

pytestmark = pytest.mark.django_db
RULE = "FREQ=WEEKLY;COUNT=3"


def test_a_preview_writes_nothing(program, body):
    answer = program.post("/bookings", body(recurrence=RULE), query="?preview=true")
    assert answer.status_code == 200
    assert answer.json()["free"] == 3
    assert [(date["day"], date["state"]) for date in answer.json()["dates"]] == [
        ("2026-03-03", "free"),
        ("2026-03-10", "free"),
        ("2026-03-17", "free"),
    ]
    assert Booking.objects.count() == 0


def test_every_date_is_booked_and_keeps_its_hour_across_the_change(program, body):
    answer = program.post("/bookings", body(recurrence={"rule": "FREQ=WEEKLY;COUNT=5"}), key="s")
    assert answer.status_code == 201
    told = answer.json()
    assert [row["starts_at"] for row in told["items"]] == [
        "2026-03-03T14:00:00+01:00",
        "2026-03-10T14:00:00+01:00",
        "2026-03-17T14:00:00+01:00",
        "2026-03-24T14:00:00+01:00",
        "2026-03-31T14:00:00+02:00",
    ]
    assert program.post("/bookings", body(recurrence={"rule": "FREQ=WEEKLY;COUNT=5"}), key="s").json() == told
    assert BookingSeries.objects.count() == 1


def test_a_taken_date_asks_for_a_choice_and_writes_nothing(program, body, ask):
    book(**ask(day="2026-03-10"))
    answer = program.post("/bookings", body(recurrence=RULE))
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:tierslieu:undecided-dates")
    assert [date["state"] for date in answer.json()["dates"]] == ["free", "taken", "free"]
    assert BookingSeries.objects.count() == 0
    chosen = {"rule": RULE, "choices": [{"day": "2026-03-10", "skip": True}]}
    answer = program.post("/bookings", body(recurrence=chosen))
    assert answer.status_code == 201
    assert [row["day"] for row in answer.json()["skipped"]] == ["2026-03-10"]
    assert len(answer.json()["items"]) == 2


@pytest.mark.parametrize(
    ("recurrence", "status"),
    [
        ("FREQ=SECONDLY;COUNT=3", 422),
        ("FREQ=WEEKLY", 422),
        ("FREQ=WEEKLY;COUNT=99999", 422),
        ("bonjour", 422),
        ({"rule": RULE, "exdates": ["2026-02-31"]}, 422),
        ({"rule": RULE, "choices": [{"day": "2026-03-10", "space": "grenier"}]}, 422),
    ],
)
def test_a_rule_that_the_house_does_not_take_is_said(program, body, recurrence, status):
    answer = program.post("/bookings", body(recurrence=recurrence))
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert Booking.objects.count() == 0


def test_giving_back_this_date_or_those_that_follow(program, body):
    ids = [row["id"] for row in program.post("/bookings", body(recurrence=RULE)).json()["items"]]
    assert program.delete(f"/bookings/{ids[1]}?scope=following").status_code == 204
    assert [row["status"] for row in program.get("/bookings").json()["items"]] == [
        "confirmed",
        "cancelled",
        "cancelled",
    ]


def test_several_spaces_do_not_come_back(program, body, clain):
    asked = body(spaces=[clain.pk], recurrence=RULE)
    del asked["space"]
    assert program.post("/bookings", asked).status_code == 422
    assert at("2026-03-03", "14:00").hour == 13


def test_a_date_in_another_place_is_refused_before_and_after(program, body):
    elsewhere = room(house(slug="ailleurs", name="Ailleurs"), "Salle d’ailleurs", slug="salle-d-ailleurs")
    recurrence = {"rule": RULE, "choices": [{"day": "2026-03-10", "space": elsewhere.pk}]}

    for query in ("?preview=true", ""):
        answer = program.post("/bookings", body(recurrence=recurrence), query=query)
        assert (answer.status_code, "dans un seul lieu" in answer.json()["detail"]) == (409, True)
    assert not BookingSeries.objects.exists()


def test_what_a_series_cannot_be_is_refused_rather_than_forgotten(program, body):
    assert program.post("/bookings", body(recurrence=RULE, is_public=True)).status_code == 422

import pytest

from bookings.models import Booking
from bookings.services import book
from spaces.holds import Hold
from tests.api.calling import Caller
from tests.factories.bookings import RulesFactory, at, room
from tests.factories.people import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(program, body):
    return f"/bookings/{program.post('/bookings', body()).json()['id']}"


def hours(answer) -> tuple[str, str]:
    found = answer.json()
    return found["starts_at"], found["ends_at"]


def test_what_is_said_changes_and_the_rest_stays(program, path, place):
    other = room(place, "Salle de garde", layouts={})
    moved = program.patch(
        path, {"starts_at": "2026-03-03T18:00:00+01:00", "ends_at": "2026-03-03T19:00:00+01:00"}
    )
    assert moved.status_code == 200
    assert hours(moved) == ("2026-03-03T18:00:00+01:00", "2026-03-03T19:00:00+01:00")
    assert (moved.json()["title"], moved.json()["attendees"]) == ("Réunion de bureau", 9)

    elsewhere = program.patch(path, {"space": "salle-de-garde", "attendees": 4, "title": "Atelier"})
    assert elsewhere.status_code == 200
    assert [row["space"] for row in elsewhere.json()["spaces"]] == [other.pk]
    assert hours(elsewhere) == hours(moved)
    assert (elsewhere.json()["title"], elsewhere.json()["attendees"]) == ("Atelier", 4)
    assert Booking.objects.get().sequence == 2


def test_a_refusal_changes_nothing_and_proposes(program, path, ask):
    book(**ask(start="18:00", end="20:00"))
    refused = program.patch(
        path, {"starts_at": "2026-03-03T19:00:00+01:00", "ends_at": "2026-03-03T21:00:00+01:00"}
    )

    assert (refused.status_code, refused["Content-Type"]) == (409, "application/problem+json")
    assert refused.json()["type"] == "urn:tierslieu:taken"
    assert refused.json()["alternatives"] != []
    assert hours(program.get(path)) == ("2026-03-03T14:00:00+01:00", "2026-03-03T16:00:00+01:00")


def test_a_new_hour_where_somebody_approves_waits_again(program, path, clain):
    RulesFactory(space=clain, needs_approval=True)
    moved = program.patch(path, {"starts_at": "2026-03-03T15:00:00+01:00"})
    assert moved.json()["status"] == "pending"


def test_several_spaces_keep_their_hours(program, ask, place, clain):
    span = (at("2026-03-03", "14:00"), at("2026-03-03", "16:00"))
    booking = book(**ask(rooms=[Hold(clain, *span), Hold(room(place, "Salle de garde"), *span)]))
    assert program.patch(f"/bookings/{booking.pk}", {"title": "Atelier"}).json()["title"] == "Atelier"
    refused = program.patch(f"/bookings/{booking.pk}", {"ends_at": "2026-03-03T17:00:00+01:00"})
    assert refused.status_code == 409


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"title": None},
        {"title": ""},
        {"attendees": 0},
        {"starts_at": "demain"},
        {"ends_at": "2026-03-03T13:00:00+01:00"},
        {"colour": "red"},
        {"space": "nulle-part"},
    ],
)
def test_nonsense_is_told(program, path, wrong):
    answer = program.patch(path, wrong)
    assert answer.status_code in (404, 422)
    assert answer["Content-Type"] == "application/problem+json"
    assert Booking.objects.get().sequence == 0


def test_by_whom(path, association, lucie):
    change = {"title": "Autre chose"}
    assert Caller(UserFactory()).patch(path, change).status_code == 404
    assert Caller(MembershipFactory(organisation=association).user).patch(path, change).status_code == 403
    assert Caller(lucie, ["bookings:read"]).patch(path, change).status_code == 403
    assert Caller().patch(path, change).status_code == 401


@pytest.mark.parametrize("address", ["/places", "/bookings", "/openapi.json"])
def test_a_verb_that_an_address_does_not_know_is_a_problem_too(program, address):
    answer = program.client.put(f"/api/v1{address}", headers=program.headers)

    assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
    assert answer.json()["type"] == "urn:tierslieu:method"
    assert set(answer["Allow"].split(", ")) <= {"GET", "HEAD", "POST"}

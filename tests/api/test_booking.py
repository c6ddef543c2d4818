from datetime import UTC, datetime, time

import pytest

from bookings.enums import Audience, BookingStatus
from bookings.models import ApiAnswer, Booking
from bookings.services import book
from people.services import grant
from spaces.models import Occupation, OpeningRule
from tests.api.calling import Caller
from tests.factories.bookings import RulesFactory, TariffFactory, room
from tests.factories.people import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_a_program_books_what_its_person_would(program, body, lucie, association, clain):
    answer = program.post("/bookings", body())
    assert answer.status_code == 201
    booking = Booking.objects.get()
    assert answer["Location"] == f"/api/v1/bookings/{booking.pk}"
    assert (booking.organiser, booking.organisation, booking.status) == (
        lucie,
        association,
        BookingStatus.CONFIRMED,
    )
    told = answer.json()
    assert told["id"] == str(booking.pk)
    assert told["starts_at"] == "2026-03-03T14:00:00+01:00"
    assert told["spaces"] == [
        {
            "space": clain.pk,
            "name": "Salle du Clain",
            "starts_at": "2026-03-03T14:00:00+01:00",
            "ends_at": "2026-03-03T16:00:00+01:00",
            "seats": None,
        }
    ]
    assert program.get(f"/bookings/{booking.pk}").json() == told


@pytest.mark.parametrize("name", ["salle-du-clain", "la-caserne/salle-du-clain"])
def test_a_space_has_a_number_and_a_name(program, body, name):
    assert program.post("/bookings", body(space=name)).status_code == 201


def test_an_unknown_space_is_said(program, body):
    answer = program.post("/bookings", body(space="grenier"))
    assert (answer.status_code, answer.json()["detail"]) == (422, "Aucun espace ne s’appelle « grenier ».")


def test_several_spaces_each_with_its_hours_or_none(program, body, place, clain):
    boivre = room(place, "Salle de la Boivre")
    asked = body(
        spaces=[
            clain.pk,
            {
                "space": boivre.pk,
                "starts_at": "2026-03-03T13:00:00+01:00",
                "ends_at": "2026-03-03T17:00:00+01:00",
            },
        ]
    )
    del asked["space"]
    answer = program.post("/bookings", asked)
    assert answer.status_code == 201
    assert [(row["name"], row["starts_at"][11:16]) for row in answer.json()["spaces"]] == [
        ("Salle de la Boivre", "13:00"),
        ("Salle du Clain", "14:00"),
    ]
    assert Occupation.objects.count() == 2
    assert program.post("/bookings", asked).status_code == 409
    assert Occupation.objects.count() == 2


def test_a_slot_already_taken_comes_with_what_is_free(program, body, ask, place, clain):
    room(place, "Salle de la Boivre")
    other = MembershipFactory(user=UserFactory(name="Paul"), organisation=OrganisationFactory()).user
    book(**ask(organiser=other, organisation=other.memberships.get().organisation, title="Secret"))
    answer = program.post("/bookings", body())
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    problem = answer.json()
    assert problem["type"] == "urn:tierslieu:taken"
    assert problem["refusals"][0]["rule"] == "taken"
    assert "Secret" not in answer.content.decode()
    assert [(offer["name"], offer["starts_at"]) for offer in problem["alternatives"]] == [
        ("Salle du Clain", "2026-03-03T12:00:00+01:00"),
        ("Salle de la Boivre", "2026-03-03T14:00:00+01:00"),
        ("Salle du Clain", "2026-03-04T14:00:00+01:00"),
    ]
    assert Booking.objects.count() == 1


def test_a_rule_says_no_and_what_it_accepts(program, body):
    answer = program.post("/bookings", body(attendees=40))
    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:tierslieu:rules"
    assert [row["rule"] for row in answer.json()["refusals"]] == ["enough_room", "safe"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, "Les Petites Mains du Clain"),
        ({"organisation": 0}, "Les Petites Mains du Clain"),
        ({"organisation": None}, None),
    ],
)
def test_in_whose_name_is_the_first_organisation_unless_said(program, body, place, said, expected):
    RulesFactory(place=place, audience=Audience.PUBLIC)
    answer = program.post("/bookings", body(**said))
    assert (answer.status_code, answer.json()["organisation"]) == (201, expected)


def test_another_organisation_than_ones_own_is_not_found(program, body):
    assert program.post("/bookings", body(organisation=OrganisationFactory().pk)).status_code == 404
    assert Booking.objects.count() == 0


@pytest.mark.parametrize(
    ("starts", "detail"),
    [
        (
            "2026-03-03T14:00:00",
            "Un horaire sans fuseau ne désigne aucun moment : ajoutez +01:00, ou Z pour UTC.",
        ),
        (1772542800, "Écrivez un moment comme 2026-03-03T14:00:00+01:00."),
        ("2026-02-30T14:00:00Z", "Ce jour ou cette heure n’existe pas."),
        ("9999-12-31T23:59:59Z", "Ce moment est trop lointain."),
        (
            "2026-03-29T02:30:00+01:00",
            (
                "Dans la nuit du passage à l’heure d’été, 2 h 30 n’existe pas le dimanche 29 mars 2026. "
                "Choisissez une heure avant ou après le changement."
            ),
        ),
    ],
)
def test_a_moment_that_names_no_instant_is_refused(program, body, starts, detail):
    answer = program.post("/bookings", body(starts_at=starts, ends_at="2026-03-29T12:00:00+02:00"))
    assert (answer.status_code, answer.json()["detail"]) == (422, detail)
    assert Booking.objects.count() == 0


def test_both_hours_of_an_autumn_night_are_told_apart(body, place, clain, samir):
    program = Caller(samir)
    OpeningRule.objects.filter(place=place).update(opens=time(0), closes=time(23, 59))
    night = {"starts_at": "2026-10-25T02:00:00+02:00", "ends_at": "2026-10-25T02:00:00+01:00"}
    answer = program.post("/bookings", body(**night))
    assert answer.status_code == 201, answer.json()
    row = Booking.objects.get().booked_spaces.get()
    assert (row.starts_at, row.ends_at) == (
        datetime(2026, 10, 25, 0, tzinfo=UTC),
        datetime(2026, 10, 25, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    "broken",
    [
        {"title": " "},
        {"title": "a" * 121},
        {"title": "a\x00b"},
        {"attendees": 0},
        {"attendees": "9"},
        {"space": None},
        {"spaces": []},
        {"ends_at": "2026-03-03T14:00:00+01:00"},
        {"titel": "faute"},
        {"space": 2**70},
        {"layout": "ring"},
    ],
)
def test_a_malformed_request_says_what_and_where(program, body, broken):
    answer = program.post("/bookings", body(**broken))
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert answer.json()["detail"] != ""
    assert Booking.objects.count() == 0


def test_what_is_not_json_is_said(program):
    answer = program.client.post(
        "/api/v1/bookings", "{", content_type="application/json", headers=program.headers
    )
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_the_same_key_gives_the_same_answer_and_one_booking(program, body):
    first = program.post("/bookings", body(), key="a1")
    again = program.post("/bookings", body(), key="a1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert (first.get("Idempotency-Replayed"), again["Idempotency-Replayed"]) == (None, "true")
    assert again["Location"] == first["Location"]
    assert Booking.objects.count() == 1


def test_the_same_key_for_another_request_is_a_conflict(program, body):
    program.post("/bookings", body(), key="a1")
    answer = program.post("/bookings", body(title="Autre chose"), key="a1")
    assert (answer.status_code, answer.json()["detail"]) == (
        409,
        "Cette clé a déjà servi à une autre demande : prenez-en une nouvelle pour celle-ci.",
    )
    assert Booking.objects.count() == 1


def test_a_key_is_ones_own_and_a_refusal_does_not_spend_it(program, body, samir):
    assert program.post("/bookings", body(attendees=40), key="a1").status_code == 409
    assert ApiAnswer.objects.count() == 0
    assert program.post("/bookings", body(), key="a1").status_code == 201
    other = Caller(samir).post("/bookings", body(starts_at="2026-03-03T16:00:00+01:00",
                                                 ends_at="2026-03-03T17:00:00+01:00"), key="a1")  # fmt: skip
    assert other.status_code == 201
    assert Booking.objects.count() == 2


def test_giving_back_a_booking(program, body):
    pk = program.post("/bookings", body()).json()["id"]
    assert program.delete(f"/bookings/{pk}").status_code == 204
    assert Booking.objects.get().status == BookingStatus.CANCELLED
    assert Occupation.objects.count() == 0
    again = program.delete(f"/bookings/{pk}")
    assert (again.status_code, again.json()["detail"]) == (409, "Cette réservation est déjà annulée.")


def test_anothers_booking_is_not_found_and_a_colleagues_is_not_ones_to_cancel(
    program, body, association, clain
):
    pk = program.post("/bookings", body()).json()["id"]
    stranger, colleague = Caller(UserFactory()), Caller(MembershipFactory(organisation=association).user)
    assert [stranger.get(f"/bookings/{pk}").status_code, stranger.delete(f"/bookings/{pk}").status_code] == [
        404,
        404,
    ]
    assert [
        colleague.get(f"/bookings/{pk}").status_code,
        colleague.delete(f"/bookings/{pk}").status_code,
    ] == [
        200,
        403,
    ]
    assert stranger.get("/bookings").json() == {"items": [], "next": None}


def test_the_price_is_told_to_those_who_pay_or_manage(program, body, clain, samir):
    TariffFactory(space=clain)
    pk = program.post("/bookings", body()).json()["id"]
    approver = UserFactory()
    grant(user=approver, permission="approve_space", target=clain, given_by=None)
    read = {name: Caller(user).get(f"/bookings/{pk}").json()["price_due"]
            for name, user in [("samir", samir), ("approver", approver)]}  # fmt: skip
    assert read == {"samir": "36.00", "approver": None}
    assert program.get(f"/bookings/{pk}").json()["price_due"] == "36.00"

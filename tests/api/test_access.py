from datetime import timedelta

import pytest

import clock
from people.api import PER_MINUTE
from people.models import ApiToken
from people.services import issue_token, revoke_token
from tests.api.calling import EVERYTHING, Caller

pytestmark = pytest.mark.django_db
READS = {
    "/places": "spaces:read",
    "/spaces": "spaces:read",
    "/bookings": "bookings:read",
    "/agreements": "agreements:read",
}


def refused(answer) -> tuple[int, str, str]:
    return answer.status_code, answer["Content-Type"], answer["WWW-Authenticate"]


@pytest.mark.parametrize("path", READS)
def test_nothing_opens_without_a_token(client, lucie, path):
    expected = (401, "application/problem+json", 'Bearer realm="tierslieu"')
    assert refused(Caller().get(path)) == expected
    client.force_login(lucie)
    assert refused(client.get(f"/api/v1{path}")) == expected


@pytest.mark.parametrize(("path", "scope"), READS.items())
def test_each_scope_opens_its_own_door_only(lucie, path, scope):
    others = [one for one in EVERYTHING if one != scope]
    assert Caller(lucie, [scope]).get(path).status_code == 200
    answer = Caller(lucie, others).get(path)
    assert (answer.status_code, answer.json()["scope"]) == (403, scope)
    assert answer["WWW-Authenticate"] == f'Bearer error="insufficient_scope", scope="{scope}"'


def test_writing_asks_for_the_scope_of_writing(lucie, body):
    reader = Caller(lucie, ["bookings:read"])
    assert reader.post("/bookings", body()).status_code == 403
    assert Caller(lucie, ["bookings:write"]).post("/bookings", body()).status_code == 201


def test_a_revoked_token_opens_nothing_from_the_next_call(program, lucie):
    assert program.get("/places").status_code == 200
    revoke_token(token=program.token, actor=lucie)
    assert program.get("/places").status_code == 401


def test_an_expired_token_opens_nothing(program, now):
    now.shift(timedelta(days=30))
    assert program.get("/places").status_code == 401


def test_the_token_of_somebody_who_left_opens_nothing(program, lucie):
    lucie.is_active = False
    lucie.save()
    assert program.get("/places").status_code == 401


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic abc", "Bearer \udcff", "bearer  "])
def test_a_strange_header_is_a_token_unknown(header):
    caller = Caller()
    caller.headers = {"Authorization": header}
    assert caller.get("/places").status_code == 401


def test_the_scheme_is_read_whatever_its_case(program):
    program.headers = {"Authorization": f"bearer {program.secret}"}
    assert program.get("/places").status_code == 200


def test_the_last_use_is_noted(program, now):
    now.shift(timedelta(seconds=30))
    program.get("/places")
    assert ApiToken.objects.get().last_used_at == clock.now()


def test_too_many_calls_are_told_when_to_come_back(program, monkeypatch, now):
    monkeypatch.setitem(PER_MINUTE, "reads", 2)
    assert [program.get("/places").status_code for _ in range(3)] == [200, 200, 429]
    assert program.get("/places")["Retry-After"] == "60"
    assert program.post("/bookings", {}).status_code == 422
    now.shift(timedelta(minutes=1))
    assert program.get("/places").status_code == 200


def test_another_token_of_the_person_counts_for_itself(program, lucie, monkeypatch):
    monkeypatch.setitem(PER_MINUTE, "reads", 1)
    program.get("/places")
    assert Caller(lucie).get("/places").status_code == 200


def test_the_secret_is_kept_nowhere_and_never_logged(program, lucie, caplog):
    token, secret = issue_token(
        user=lucie, name="Autre", scopes=["spaces:read"], expires_at=clock.now() + timedelta(days=1)
    )
    caller = Caller()
    for header in (f"Bearer {secret}", f"Token {secret}", f"Bearer {secret}x"):
        caller.headers = {"Authorization": header}
        caller.get("/bookings")
        caller.get("/nothing")
    assert secret not in caplog.text
    assert secret not in str(ApiToken.objects.filter(pk=token.pk).values().get())


def test_an_address_that_does_not_exist_answers_a_problem(program):
    answer = program.get("/nothing")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert program.post("/nothing", {}).status_code == 404

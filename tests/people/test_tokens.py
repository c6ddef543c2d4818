from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command

import clock
from journal.models import AuditEvent
from people.models import ApiToken
from people.services import issue_token, recognise, revoke_token
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
URL = "/mon-espace/jetons/"


@pytest.fixture
def lucie():
    return UserFactory(name="Lucie Moreau", email="lucie@caserne.example")


def facts(**more):
    return {
        "name": "Agenda",
        "scopes": ["spaces:read"],
        "expires_at": clock.now() + timedelta(days=30),
    } | more


def test_a_secret_is_recognised_until_it_is_revoked(lucie):
    token, secret = issue_token(user=lucie, **facts(scopes=["bookings:write", "spaces:read"]))
    assert token.scopes == ["spaces:read", "bookings:write"]
    assert recognise(secret) == token
    revoke_token(token=token, actor=lucie)
    assert recognise(secret) is None
    revoke_token(token=token, actor=lucie)
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == [
        "token.issued",
        "token.revoked",
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "  "},
        {"scopes": []},
        {"scopes": ["everything"]},
        {"scopes": ["spaces:read", "everything"]},
        {"expires_at": clock.now()},
        {"expires_at": clock.now() + timedelta(days=500)},
    ],
)
def test_a_key_has_a_name_a_use_and_an_end(lucie, wrong):
    with pytest.raises(ValidationError):
        issue_token(user=lucie, **facts(**wrong))
    assert ApiToken.objects.count() == 0


def test_only_its_owner_revokes_a_key(lucie):
    token, secret = issue_token(user=lucie, **facts())
    with pytest.raises(PermissionDenied):
        revoke_token(token=token, actor=UserFactory(is_superuser=True))
    assert recognise(secret) == token


def test_the_page_shows_the_secret_once(client, lucie):
    client.force_login(lucie)
    form = {"name": "Agenda", "scopes": ["spaces:read"], "days": "90"}
    made = client.post(URL, form)
    (token,) = ApiToken.objects.all()
    secret = made.context["secret"]
    assert recognise(secret).pk == token.pk
    assert secret in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    again = client.get(URL).content.decode()
    assert ("Agenda" in again, secret in again) == (True, False)


def test_the_page_says_what_is_missing(client, lucie):
    client.force_login(lucie)
    answer = client.post(URL, {"name": "", "days": "90"})
    assert (answer.status_code, ApiToken.objects.count()) == (422, 0)


def test_a_key_is_revoked_from_the_page_by_its_owner(client, lucie):
    token, secret = issue_token(user=lucie, **facts())
    address = f"{URL}{token.pk}/revoquer/"
    client.force_login(UserFactory())
    assert client.post(address).status_code == 404
    assert recognise(secret) == token
    client.force_login(lucie)
    assert client.post(address)["Location"] == URL
    assert recognise(secret) is None
    assert client.get(URL).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_much_whatever_the_keys(client, lucie, django_assert_num_queries, count):
    for _ in range(count):
        issue_token(user=lucie, **facts())
    client.force_login(lucie)
    client.get(URL)
    with django_assert_num_queries(5):
        client.get(URL)


def test_the_command_prints_the_secret_alone_on_its_last_line(lucie):
    printed = StringIO()
    call_command("api_token", "Lucie@caserne.example", "--scope", "bookings:write", stdout=printed)
    secret = printed.getvalue().splitlines()[-1]
    token = recognise(secret)
    assert (token.user, token.scopes) == (lucie, ["bookings:write"])


@pytest.mark.parametrize(
    "arguments",
    [
        ["nobody@caserne.example", "--scope", "spaces:read"],
        ["lucie@caserne.example", "--scope", "everything"],
        ["lucie@caserne.example", "--scope", "spaces:read", "--days", "0"],
        ["lucie@caserne.example"],
    ],
)
def test_the_command_says_what_it_cannot_do(lucie, arguments):
    with pytest.raises(CommandError):
        call_command("api_token", *arguments, stdout=StringIO())
    assert ApiToken.objects.count() == 0

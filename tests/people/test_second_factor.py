"""A telephone, a key, a sheet of codes: the second thing that proves who one is."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.urls import reverse

from people.services import open_account

pytestmark = pytest.mark.django_db

PASSWORD = "caserne-demo"
LOGIN = {"login": "samir@caserne.example", "password": PASSWORD}


@pytest.fixture
def samir():
    return open_account(email=LOGIN["login"], name="Samir Haddad", password=PASSWORD)


def code_of(secret: str) -> str:
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


@pytest.fixture
def with_a_telephone(client, samir, django_capture_on_commit_callbacks) -> str:
    """The secret that Samir's telephone keeps, taken from the page as a person would."""
    client.post(reverse("account_login"), LOGIN)
    asked = client.get(reverse("mfa_activate_totp"))
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    client.post(asked["Location"], {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert page.status_code == 200
    assert secret in page.content.decode()
    refused = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert (list(refused.context["form"].errors), Authenticator.objects.count()) == (["code"], 0)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}).status_code == 302
    client.post(reverse("account_logout"))
    return secret


def test_a_password_alone_no_longer_enters(client, samir, with_a_telephone):
    answer = client.post(reverse("account_login"), LOGIN)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (200, ["code"])
    assert "_auth_user_id" not in client.session


def test_a_sheet_of_codes_opens_once_each(client, samir, with_a_telephone):
    (sheet,) = Authenticator.objects.filter(user=samir, type=Authenticator.Type.RECOVERY_CODES)
    spare = sheet.wrap().get_unused_codes()
    for code, enters in ((spare[0], True), (spare[0], False), (spare[1], True)):
        client.post(reverse("account_logout"))
        client.post(reverse("account_login"), LOGIN)
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert ("_auth_user_id" in client.session) is enters
    assert len(sheet.wrap().get_unused_codes()) == len(spare)
    sheet.refresh_from_db()
    assert len(sheet.wrap().get_unused_codes()) == len(spare) - 2


def test_its_owner_is_told_by_mail(samir, with_a_telephone):
    assert [(message.to, message.subject) for message in mail.outbox][:1] == [
        ([samir.email], "Double vérification en service")
    ]


def test_a_key_of_the_device_is_offered_at_the_door_and_asks_for_a_challenge(client):
    page = client.get(reverse("account_login")).content.decode()
    assert "Utiliser une clé d’accès" in page
    challenge = client.get(reverse("mfa_login_webauthn"), headers={"X-Requested-With": "XMLHttpRequest"})
    options = challenge.json()["request_options"]["publicKey"]
    assert (options["rpId"], options["userVerification"]) == ("testserver", "required")
    assert len(options["challenge"]) > 20


CLAIMS = '{"id": "eA", "rawId": "eA", "type": "public-key", "response": %s}'


@pytest.mark.parametrize(
    "forged",
    [
        *("{}", "[]", "1", '"x"', "null", "", "{", "[[]]"),
        CLAIMS % "null",
        CLAIMS % '{"userHandle": null}',
        CLAIMS % '{"userHandle": "/w", "clientDataJSON": "eA", "authenticatorData": "eA", "signature": "eA"}',
        CLAIMS % '{"userHandle": "MQ", "clientDataJSON": "eyJ9", "authenticatorData": "", "signature": ""}',
    ],
)
def test_a_forged_key_opens_nothing_and_breaks_nothing(client, samir, forged):
    client.get(reverse("mfa_login_webauthn"), headers={"X-Requested-With": "XMLHttpRequest"})
    told = client.post(reverse("mfa_login_webauthn"), {"credential": forged}, follow=True)
    assert (told.status_code, told.redirect_chain) == (200, [(reverse("account_login"), 302)])
    assert "_auth_user_id" not in client.session
    words = " ".join(str(message) for message in told.context["messages"])
    assert "n’ouvre pas de compte ici" in words or "aucune clé" in words


@pytest.mark.parametrize(
    "forged", ["", "{}", "[]", "1", CLAIMS % "null", CLAIMS % '{"attestationObject": "eA"}']
)
def test_a_forged_key_is_not_added(client, samir, forged):
    client.post(reverse("account_login"), LOGIN)
    asked = client.get(reverse("mfa_add_webauthn"))
    client.post(asked["Location"], {"password": PASSWORD})
    page = client.get(reverse("mfa_add_webauthn")).content.decode()
    assert "Entrer avec elle seule" in page
    told = client.post(reverse("mfa_add_webauthn"), {"name": "Téléphone", "credential": forged})
    assert told.status_code == 200
    assert "clé" in str(told.context["form"].errors)
    assert 'value="Téléphone"' in told.content.decode()
    assert not Authenticator.objects.exists()

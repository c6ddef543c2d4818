import re

import pytest
from django.core import mail
from django.urls import reverse

from people.models import User
from people.services import open_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def nadia():
    return open_account(email="nadia@caserne.example", name="Nadia Belkacem", password="caserne-demo")


def code_in(message) -> str:
    return re.search(r"^\s*([A-Z0-9]{4}-[A-Z0-9]{4})\s*$", message.body, re.MULTILINE)[1]


def test_somebody_signs_in_with_a_code_sent_by_mail(client, nadia):
    answer = client.post(reverse("account_request_login_code"), {"email": "NADIA@caserne.example"})
    assert answer.status_code == 302
    (message,) = mail.outbox
    assert message.to == ["nadia@caserne.example"]
    answer = client.post(reverse("account_confirm_login_code"), {"code": code_in(message)})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(nadia.pk)


def test_a_wrong_code_opens_nothing(client, nadia):
    client.post(reverse("account_request_login_code"), {"email": nadia.email})
    answer = client.post(reverse("account_confirm_login_code"), {"code": "AAAAAA"})
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_code_is_refused_after_a_quarter_of_an_hour(client, nadia, time_machine):
    time_machine.move_to("2026-11-24T09:00:00Z")
    client.post(reverse("account_request_login_code"), {"email": nadia.email})
    time_machine.move_to("2026-11-24T09:15:01Z")
    client.post(reverse("account_confirm_login_code"), {"code": code_in(mail.outbox[0])})
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("email", "is_known"), [("nadia@caserne.example", True), ("nobody@caserne.example", False)]
)
def test_nobody_learns_whether_an_address_has_an_account(client, nadia, email, is_known):
    answer = client.post(reverse("account_request_login_code"), {"email": email})
    assert (answer.status_code, answer["Location"]) == (302, reverse("account_confirm_login_code"))
    assert [message.to for message in mail.outbox] == [[email]]


@pytest.mark.parametrize(
    ("password", "enters"), [("caserne-demo", True), ("Caserne-demo", False), ("", False)]
)
def test_somebody_signs_in_with_a_password(client, nadia, password, enters):
    client.post(reverse("account_login"), {"login": "nadia@caserne.example", "password": password})
    assert ("_auth_user_id" in client.session) is enters


def test_an_inactive_account_does_not_enter(client, nadia):
    User.objects.filter(pk=nadia.pk).update(is_active=False)
    client.post(reverse("account_login"), {"login": nadia.email, "password": "caserne-demo"})
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("path", ["/gestion/login/", "/gestion/password_reset/"])
def test_the_back_office_has_no_door_of_its_own(client, path):
    answer = client.get(path, follow=True)
    if path == "/gestion/login/":
        assert answer.redirect_chain == [("/compte/login/?next=%2Fgestion%2F", 302)]
    else:
        assert answer.status_code == 404


@pytest.mark.parametrize(
    ("demo", "mandatory", "lands"),
    [(False, True, "/compte/2fa/"), (True, True, None), (False, False, None)],
)
def test_outside_the_demo_the_back_office_asks_for_a_second_factor(client, settings, demo, mandatory, lands):
    settings.DEMO, settings.MFA_MANDATORY_FOR_STAFF = demo, mandatory
    admin = open_account(email="admin@caserne.example", name="Camille", is_superuser=True)
    client.force_login(admin)
    answer = client.get("/gestion/")
    assert (answer.status_code, answer.get("Location")) == ((302, lands) if lands else (200, None))


def test_somebody_opens_an_account_with_a_name_and_an_address(client):
    answer = client.post(
        reverse("account_signup"), {"name": "Mireille Thomas", "email": "mireille@caserne.example"}
    )
    assert answer.status_code == 302
    mireille = User.objects.get()
    assert (mireille.name, mireille.email, mireille.has_usable_password()) == (
        "Mireille Thomas",
        "mireille@caserne.example",
        False,
    )
    assert [message.to for message in mail.outbox] == [["mireille@caserne.example"]]


def test_opening_an_account_twice_tells_only_its_owner(client, nadia):
    answer = client.post(reverse("account_signup"), {"name": "Une autre", "email": "NADIA@caserne.example"})
    assert answer.status_code == 302
    assert User.objects.get().name == "Nadia Belkacem"
    assert [message.to for message in mail.outbox] == [["nadia@caserne.example"]]

"""Limits per address and per account, which shut out whoever tries and never their victim."""

import os
import subprocess
import sys
from contextlib import contextmanager
from io import StringIO
from urllib.parse import urlsplit, urlunsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from journal.models import AuditEvent
from people.models import Invitation
from people.services import open_account
from tests.factories.people import MembershipFactory, OrganisationFactory
from tests.reminders.test_broker_away import flushed

pytestmark = pytest.mark.django_db

PASSWORD = "caserne-demo"


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def nadia():
    return open_account(email="nadia@caserne.example", name="Nadia Belkacem", password=PASSWORD)


@pytest.fixture
def attacker():
    return Client(REMOTE_ADDR="203.0.113.9")


@pytest.fixture
def victim():
    return Client(REMOTE_ADDR="198.51.100.7")


def ask_code(email, address="203.0.113.9"):
    """One try, from a browser that remembers nothing of the one before."""
    browser = Client(REMOTE_ADDR=address)
    return browser.post(reverse("account_request_login_code"), {"email": email}).status_code


def try_password(client, password):
    return client.post(reverse("account_login"), {"login": "nadia@caserne.example", "password": password})


def test_who_guesses_passwords_is_stopped_and_the_victim_comes_in(nadia, attacker, victim):
    for _ in range(5):
        try_password(attacker, "perdu")
    answer = try_password(attacker, PASSWORD)
    assert "_auth_user_id" not in attacker.session
    assert answer.context["form"].errors["__all__"]
    try_password(victim, PASSWORD)
    assert victim.session["_auth_user_id"] == str(nadia.pk)


def test_whoever_mistyped_from_ones_own_address_waits_five_minutes_and_no_more(nadia, victim, time_machine):
    time_machine.move_to("2026-03-02T08:00:00+00:00", tick=False)
    for _ in range(12):
        try_password(victim, "perdu")
    for seconds, enters in ((0, False), (299, False), (2, True)):
        time_machine.shift(seconds)
        try_password(victim, PASSWORD)
        assert ("_auth_user_id" in victim.session) is enters


def test_who_asks_for_codes_in_anothers_name_does_not_keep_them_from_theirs(nadia):
    assert [ask_code(nadia.email) for _ in range(4)] == [302, 302, 302, 200]
    assert ask_code(nadia.email, address="198.51.100.7") == 302
    assert len(mail.outbox) == 4


@pytest.mark.parametrize("email", ["nadia@caserne.example", "personne@caserne.example"])
def test_the_limit_is_the_same_with_an_account_and_without(nadia, email):
    assert [ask_code(email) for _ in range(4)] == [302, 302, 302, 200]


def test_nobody_keeps_another_from_signing_up(time_machine):
    """One code in ten seconds for a mailbox; five in a minute for whoever asks from one address."""

    def sign_up(address, seconds):
        time_machine.shift(seconds)
        data = {"name": "P", "email": "nadia@caserne.example"}
        return Client(REMOTE_ADDR=address).post(reverse("account_signup"), data).status_code

    time_machine.move_to("2026-03-02T08:00:00+00:00", tick=False)
    assert [sign_up("203.0.113.9", 11) for _ in range(6)] == [302] * 5 + [200]
    assert sign_up("198.51.100.7", 0) == 302


def test_many_counts_do_not_throw_the_first_away(attacker):
    try_password(attacker, "perdu")
    for n in range(310):
        cache.set(f"autre-{n}", n)
    for _ in range(4):
        try_password(attacker, "perdu")
    assert "Trop" in str(try_password(attacker, PASSWORD).context["form"].errors["__all__"])


def test_one_address_is_stopped_whatever_the_accounts():
    assert [ask_code(f"p{n}@x.example") for n in range(21)] == [302] * 20 + [200]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("account_signup", {"name": "Une autre", "email": "{email}"}),
        ("account_reset_password", {"email": "{email}"}),
        ("account_request_login_code", {"email": "{email}"}),
        ("account_login", {"login": "{email}", "password": "perdu"}),
    ],
)
def test_an_answer_tells_nothing_of_who_has_an_account(nadia, name, data):
    def answer_to(email: str):
        client = Client()
        told = client.post(reverse(name), {key: value.format(email=email) for key, value in data.items()})
        page = told.content.decode().replace(email, "EMAIL")
        if "csrfmiddlewaretoken" in page:
            page = str(told.context["form"].errors)
        return told.status_code, told.get("Location"), page

    before = len(mail.outbox)
    known = answer_to("nadia@caserne.example")
    between = len(mail.outbox)
    assert known == answer_to("personne@caserne.example")
    assert between - before == len(mail.outbox) - between


def test_a_page_that_is_asked_too_often_says_so_in_french(attacker):
    statuses = [
        attacker.post(reverse("account_signup"), {"name": "P", "email": f"p{n}@x.example"}) for n in range(21)
    ]
    assert statuses[-1].status_code == 429
    assert "Un peu de patience" in statuses[-1].content.decode()


def test_invitations_are_counted(client):
    couture = OrganisationFactory()
    client.force_login(MembershipFactory(organisation=couture, role="admin").user)
    address = reverse("people:invite", args=[couture.pk])
    statuses = [
        client.post(address, {"email": f"p{n}@x.example", "role": "member"}).status_code for n in range(31)
    ]
    assert statuses == [302] * 30 + [422]
    assert Invitation.objects.count() == 30


COUNT = """
import sys
sys.path[:0] = ["site", "."]
import os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tierslieu.settings")
import django
django.setup()
from django.db import connection
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from people.throttle import allows, within_pace
request = RequestFactory().post("/", REMOTE_ADDR="203.0.113.9")
request.user = AnonymousUser()
allowed = sum(allows(request, "invitation", account="essai-processus") for _ in range(4))
print(allowed, sum(within_pace(request, "essai", times=5, mailbox="ana@exemple.example") for _ in range(4)))
"""


@contextmanager
def database():
    """No Redis: the counts are rows."""
    yield None


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("cache_of", [database, pytest.param(flushed, marks=pytest.mark.redis)])
def test_the_counts_are_one_for_all_processes(cache_of):
    """Two processes that try four times each are let through five times, as the rate says, not eight."""
    here = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    with cache_of() as port:
        environment = os.environ | {"DATABASE_URL": urlunsplit(here)}
        environment |= {"REDIS_URL": f"redis://127.0.0.1:{port}/0"} if port else {}
        tries = [
            subprocess.Popen(
                [sys.executable, "-c", COUNT], stdout=subprocess.PIPE, text=True, env=environment
            )
            for _ in range(2)
        ]
        counts = [one.communicate(timeout=120)[0].split() for one in tries]
    assert [sum(map(int, each)) for each in zip(*counts, strict=True)] == [5, 5]


def test_reset_mfa_forgets_the_factors_and_closes_the_sessions(nadia, client):
    client.force_login(nadia)
    Authenticator.objects.create(user=nadia, type=Authenticator.Type.TOTP, data={"secret": "x"})
    out = StringIO()
    call_command("reset_mfa", "NADIA@caserne.example", stdout=out)
    assert out.getvalue().startswith("1 moyen(s) retiré(s) pour Nadia Belkacem.")
    assert not Authenticator.objects.exists()
    assert AuditEvent.objects.get(action="mfa.reset").details == {"removed": 1}
    assert not UserSession.objects.exists()
    with pytest.raises(CommandError, match="Personne n’a de compte"):
        call_command("reset_mfa", "inconnue@caserne.example")


def test_signing_out_everywhere_closes_every_device(nadia):
    here, there = Client(), Client()
    for device in (here, there):
        try_password(device, PASSWORD)
        assert device.get(reverse("usersessions_list")).status_code == 200
    assert UserSession.objects.filter(user=nadia).count() == 2
    assert here.post(reverse("people:sign_out_everywhere")).status_code == 302
    assert not UserSession.objects.exists()
    for device in (here, there):
        assert device.get(reverse("usersessions_list")).status_code == 302

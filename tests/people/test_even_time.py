"""Nobody learns by the clock whether an address has an account."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from people.middleware import TAKING_AN_ADDRESS, EvenTimeMiddleware, until_even
from people.models import User
from people.services import open_account

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("elapsed", "step", "wait"), [(0.09, 0.25, 0.16), (0.25, 0.25, 0), (0.26, 0.25, 0.24), (0.09, 0, 0)]
)
def test_an_answer_waits_for_the_next_full_step(elapsed, step, wait):
    assert until_even(elapsed, step) == pytest.approx(wait)


def waits(method: str, path: str, user: User | AnonymousUser, settings) -> list[float]:
    settings.EVEN_TIME = True
    slept: list[float] = []
    ticks = iter([10.0, 10.1])
    request = getattr(RequestFactory(), method)(path)
    request.user = user
    EvenTimeMiddleware(lambda _request: HttpResponse(), slept.append, lambda: next(ticks))(request)
    return [round(wait, 6) for wait in slept]


@pytest.mark.parametrize("name", TAKING_AN_ADDRESS)
def test_each_form_that_takes_an_address_does(name, settings):
    step = 1.5 if name == "account_login" else 0.25
    assert waits("post", reverse(name), AnonymousUser(), settings) == [pytest.approx(step - 0.1)]


@pytest.mark.parametrize(
    ("method", "path", "user"),
    [
        ("get", "/compte/login/", AnonymousUser()),
        ("post", "/mon-espace/", AnonymousUser()),
        ("post", "/compte/login/", User(pk=1)),
    ],
)
def test_nothing_else_waits(method, path, user, settings):
    assert waits(method, path, user, settings) == []


def test_a_request_refused_at_the_door_is_refused_as_it_was(client, settings):
    settings.EVEN_TIME, settings.ALLOWED_HOSTS = True, ["caserne.example"]
    assert client.post("/compte/login/", headers={"host": "ailleurs.example"}).status_code == 400


def test_a_stranger_does_not_use_up_the_tries_of_a_forgotten_password():
    cache.clear()
    open_account(email="nadia@caserne.example", name="Nadia", password="caserne-demo")

    def forgotten(address: str) -> int:
        return (
            Client(REMOTE_ADDR=address)
            .post(reverse("account_reset_password"), {"email": "NADIA@caserne.example"})
            .status_code
        )

    assert [forgotten("203.0.113.9") for _ in range(6)] == [302, 302, 302, 302, 302, 200]
    assert forgotten("198.51.100.7") == 302
    cache.clear()

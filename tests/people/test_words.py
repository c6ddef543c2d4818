"""The library's own pages say « courriel », as the house does everywhere."""

import re

import pytest
from django.core.cache import cache

from people.services import open_account

pytestmark = pytest.mark.django_db

EMAIL, PASSWORD = "nadia@caserne.example", "caserne-demo"


@pytest.fixture(autouse=True)
def _nobody_came_yet():
    cache.clear()


def read(answer) -> str:
    """What people read or hear of a page: its words, and those of its attributes."""
    page = re.sub(r"<(script|style).*?</\1>", "", answer.content.decode(), flags=re.DOTALL)
    heard = re.findall(r'(?:aria-label|placeholder|title|alt)="([^"]*)"', page)
    return " ".join([re.sub(r"<[^>]+>", " ", page), *heard])


@pytest.mark.parametrize(
    ("path", "sent", "said"),
    [
        (
            "login/",
            {"login": EMAIL, "password": "faux-faux"},
            "L’adresse ou le mot de passe n’est pas le bon.",
        ),
        ("login/code/", {"email": "nadia@"}, "Courriel"),
        ("signup/", {"email": "", "name": "Nadia"}, "Courriel"),
        ("signup/", {"email": "neuve@caserne.example", "name": "Nadia"}, "Le courriel est parti vers"),
        ("login/code/", {"email": EMAIL}, "Le courriel est parti vers"),
        ("password/reset/", {"email": "nadia@"}, "Courriel"),
    ],
)
def test_nobody_reads_another_word_at_the_door(client, path, sent, said):
    open_account(email=EMAIL, name="Nadia", password=PASSWORD)
    assert "e-mail" not in read(client.get(f"/compte/{path}")).lower()
    page = read(client.post(f"/compte/{path}", sent, follow=True))
    assert said in page
    assert "e-mail" not in page.lower()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"action_add": "", "email": EMAIL}, "Cette adresse est déjà l’une des vôtres."),
        ({"action_add": "", "email": "deux@caserne.example"}, "Le courriel"),
        ({"action_remove": "", "email": EMAIL}, "ne se retire pas"),
        ({"action_primary": "", "email": EMAIL}, "C’est votre adresse principale"),
    ],
)
def test_nor_among_ones_addresses(client, sent, said):
    open_account(email=EMAIL, name="Nadia", password=PASSWORD)
    client.post("/compte/login/", {"login": EMAIL, "password": PASSWORD})
    client.post("/compte/reauthenticate/", {"password": PASSWORD})
    page = read(client.post("/compte/email/", sent, follow=True))
    assert said in page
    assert "e-mail" not in page.lower()

"""A key in an address opens its door to whoever reads it: no log and no Referer may hold one."""

import logging

import pytest

from tests.access.routes import all_routes
from tierslieu.discretion import DiscreetLine, discreet

KEYS = {"token", "sign"}


def routes_with_a_key() -> list[str]:
    found = [route for route, pattern in all_routes().items() if KEYS & set(pattern.pattern.converters)]
    found += [route for route in all_routes() if "(?P<key>" in route]
    return sorted(set(found))


def written(route: str) -> str:
    """An address of the route with « SECRET » wherever something varies."""
    path = route.replace("^", "").replace("(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)", "SECRET").rstrip("$")
    path = path.replace("(?P<key>[-:\\w]+)", "SECRET").replace("\\Z", "")
    while "<" in path:
        start, end = path.index("<"), path.index(">")
        name = path[start + 1 : end].rpartition(":")[2]
        path = f"{path[:start]}{'SECRET' if name in KEYS else 'x'}{path[end + 1 :]}"
    return f"/{path}"


@pytest.mark.parametrize("route", routes_with_a_key())
def test_every_address_that_is_a_key_is_hidden(route):
    path = written(route)
    assert "SECRET" in path

    assert "SECRET" not in discreet(f"Not Found: {path}")
    assert "SECRET" not in discreet(f"GET {path}?page=2 http://maison.example{path}")


@pytest.mark.parametrize(
    "line",
    [
        "Not Found: /espaces/la-caserne/salle-du-clain/",
        "Not Found: /portes/",
        "/mon-espace/agendas/",
        "/mon-espace/reservations/1/signaler/",
    ],
)
def test_the_rest_is_left_as_it_is(line):
    assert discreet(line) == line


def test_a_traceback_is_hidden_too():
    failure = ValueError("/agendas/abc:def.ics")
    told = (ValueError, failure, None)
    record = logging.LogRecord("x", logging.ERROR, "f", 1, "at %s", ("/portes/abc/ici/",), told)

    line = DiscreetLine().format(record)

    assert "abc" not in line
    assert "/portes/…/ici/" in line


@pytest.mark.django_db
def test_what_django_itself_writes(client, capsys):
    handler = logging.StreamHandler()
    handler.setFormatter(DiscreetLine())
    logging.getLogger("django.request").addHandler(handler)
    try:
        assert client.get("/agendas/abc-def.ics").status_code == 404
    finally:
        logging.getLogger("django.request").removeHandler(handler)
    assert "Not Found: /agendas/…" in capsys.readouterr().err
    assert client.get("/espaces/rien/").headers["Referrer-Policy"] == "strict-origin"

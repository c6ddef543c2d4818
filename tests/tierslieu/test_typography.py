import json

import pytest

from tests.factories.bookings import house, room

HELD = "\N{NO-BREAK SPACE}"


@pytest.fixture
def page(client, db):
    """A room whose name was typed with ordinary spaces."""
    room(house(), name="Salle « A » : 12 h", slug="salle-a")
    return client.get("/espaces/la-caserne/salle-a/")


def test_what_people_read_holds_together_whoever_wrote_it(page):
    assert f"Salle «{HELD}A{HELD}»{HELD}: 12{HELD}h</h1>" in page.content.decode()


def test_a_page_says_how_long_it_is(page):
    assert int(page.headers["Content-Length"]) == len(page.content)


def test_what_programs_read_is_left_as_it_is(client):
    description = client.get("/api/v1/openapi.json").json()

    assert "« Mes agendas »" in json.dumps(description, ensure_ascii=False)

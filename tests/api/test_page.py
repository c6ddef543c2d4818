import pytest

from tierslieu.api.document import document

pytestmark = pytest.mark.django_db


def test_the_document_is_open_to_all(client):
    answer = client.get("/api/v1/openapi.json")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    found = answer.json()
    assert found["openapi"] == "3.1.0"
    assert found["paths"]["/api/v1/bookings"]["post"]["x-scope"] == "bookings:write"
    refusals = found["paths"]["/api/v1/bookings"]["post"]["responses"]["409"]["content"]
    assert list(refusals) == ["application/problem+json"]


def test_the_page_shows_every_operation(client):
    answer = client.get("/api/v1/")
    assert answer.status_code == 200
    page = answer.content.decode()
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            assert f'id="{operation["operationId"]}"' in page
            assert f"<strong>{method.upper()}</strong> <code>{path}</code>" in page
    assert "<script>" not in page


def test_what_is_between_backquotes_is_shown_as_code(client):
    page = client.get("/api/v1/").content.decode()
    assert "`" not in page
    assert "<code>Idempotency-Key</code> rend l’envoi sûr" in page

import json
import re

import pytest

from tierslieu.api.document import document
from tierslieu.api.reading import chapters

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


def test_the_examples_work_as_they_are(program, clain):
    operations = {
        operation.anchor: operation for chapter in chapters(document()) for operation in chapter.operations
    }
    examples = {operation.title: operation.example for operation in operations.values()}
    free = re.search(r"/api/v1(/availability)\?([^']+)'", examples["Ce qui est libre"])
    sent = re.search(r"-d '(.+)'", examples["Réserver"])

    found = program.client.get(f"/api/v1/availability?{free[2]}", headers=program.headers)
    booked = program.post("/bookings", json.loads(sent[1]))

    assert (found.status_code, len(found.json()["items"])) == (200, 1)
    assert booked.status_code == 201
    assert "VOTRE-LIEU&from=2026-01-01&to=2026-12-31" in examples["Les taux d’occupation"]


def test_what_is_sent_is_told_down_to_its_parts(client):
    page = client.get("/api/v1/").content.decode()
    assert "<td>this | following | all</td>" in page
    assert "<td>objet (rule, exdates, rdates, choices) ou texte ou rien</td>" in page

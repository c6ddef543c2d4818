import pytest
from django.db import OperationalError
from django.test import Client

from tierslieu import health, views


@pytest.mark.django_db
def test_a_house_that_stands_is_alive_and_ready(client):
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "Database(alias='default')": "OK",
            "Migrations()": "OK",
            "Broker()": "OK",
            "LastSweep()": "OK",
        },
    )


@pytest.mark.django_db
def test_a_house_whose_code_is_ahead_of_its_database_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(health, "_pending_migrations", lambda: True)
    assert client.get("/readyz").status_code == 500


@pytest.mark.parametrize(
    ("error", "status", "says"),
    [(OperationalError("refused"), 503, "enregistr"), (RuntimeError("panne"), 500, "de notre côté")],
)
def test_what_a_broken_request_says(monkeypatch, error, status, says):
    def fail(visitor):
        raise error

    monkeypatch.setattr(views.charte, "policy", fail)
    answer = Client(raise_request_exception=False).get("/charte/")
    assert answer.status_code == status
    assert says in answer.content.decode().lower()

"""Run in a process of its own: what a request costs while the broker is away. Prints seconds per request."""

import json
import sys
import time

import django


def main() -> None:
    django.setup()
    from django.db import connection, transaction
    from django.test import Client

    from reminders.services import wake

    connection.ensure_connection()
    costs = []
    for _time in range(3):
        begun = time.monotonic()
        with transaction.atomic():
            wake()
            wake()
        costs.append(time.monotonic() - begun)
    client = Client()
    wrong = {"login": "personne@caserne.example", "password": "faux"}
    asked = {
        "désinscription": lambda: client.get("/rappels/desinscription/casse/"),
        "connexion": lambda: client.get("/compte/login/"),
        "mauvais mot de passe": lambda: client.post("/compte/login/", wrong),
    }
    pages = {}
    for name, ask in asked.items():
        begun = time.monotonic()
        status = ask().status_code
        pages[name] = (status, time.monotonic() - begun)
    json.dump({"wakes": costs, "pages": pages}, sys.stdout)


if __name__ == "__main__":
    main()

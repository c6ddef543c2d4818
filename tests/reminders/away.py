"""Run in a process of its own: what a request costs while the broker is away. Prints seconds.

The best of three tries is kept: a busy machine slows any of them, a broker that is waited for slows them all.
"""

import json
import sys
import time

import django


def main() -> None:
    django.setup()
    from django.db import connection, transaction
    from django.test import Client

    from reminders.services import wake
    from tierslieu.cache import SteadyRedisCache

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
        tries = []
        for _time in range(3):
            # As if Redis had only just gone away.
            SteadyRedisCache._away_until = 0.0
            begun = time.monotonic()
            status = ask().status_code
            tries.append(time.monotonic() - begun)
        pages[name] = (status, min(tries))
    json.dump({"wake": min(costs), "pages": pages}, sys.stdout)


if __name__ == "__main__":
    main()

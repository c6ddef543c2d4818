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
    begun = time.monotonic()
    status = Client().get("/rappels/desinscription/casse/").status_code
    json.dump({"wakes": costs, "page": time.monotonic() - begun, "status": status}, sys.stdout)


if __name__ == "__main__":
    main()

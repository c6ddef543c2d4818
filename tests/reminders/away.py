"""Run in a process of its own: what a request costs while the broker and the mail server are away.

Prints, for each, what it answered and its seconds. The best of three tries is kept: a busy machine slows any
of them, a server that is waited for slows them all. Everything is rolled back.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import django
import time_machine

TRIES = 3


def main() -> None:
    django.setup()
    from django.db import transaction

    # The call is open, and the room too.
    with time_machine.travel(datetime(2027, 1, 12, 13, 3, tzinfo=UTC), tick=True), transaction.atomic():
        found = {name: best_of(tries) for name, tries in scenes().items()}
        transaction.set_rollback(True)
    json.dump(found, sys.stdout)


def best_of(tries: list[Callable[[], int]]) -> tuple[int, float]:
    """What the last try answered, and the seconds of the quickest."""
    from django.test import TestCase

    from tierslieu.cache import SteadyRedisCache

    costs, answer = [], 0
    for attempt in tries:
        # As if Redis had only just gone away.
        SteadyRedisCache._away_until = 0.0
        begun = time.perf_counter()
        with TestCase.captureOnCommitCallbacks(execute=True):
            answer = attempt()
        costs.append(time.perf_counter() - begun)
    return answer, min(costs)


def scenes() -> dict[str, list[Callable[[], int]]]:
    """What people ask of the house, each as many times as it is tried."""
    from django.test import Client

    from tests.factories.people import UserFactory

    visitor = Client()
    wrong = {"login": "personne@caserne.example", "password": "faux"}
    people = [UserFactory() for _try in range(TRIES)]
    return {
        "désinscription": [lambda: visitor.get("/rappels/desinscription/casse/").status_code] * TRIES,
        "connexion": [lambda: visitor.get("/compte/login/").status_code] * TRIES,
        "mauvais mot de passe": [lambda: visitor.post("/compte/login/", wrong).status_code] * TRIES,
        "code": [
            lambda person=person: Client().post("/compte/login/code/", {"email": person.email}).status_code
            for person in people
        ],
        "réserver": bookings(),
        "déposer": dossiers(),
    }


def bookings() -> list[Callable[[], int]]:
    """Booking a room by its form, on three days."""
    from tests.bookings.browsing import ROOM, typed
    from tests.factories.bookings import house, room
    from tests.factories.people import MembershipFactory

    room(house())
    member = MembershipFactory()
    client = signed_in(member.user)
    day = datetime(2027, 1, 19, tzinfo=UTC)
    forms = [
        typed(day=f"{day + timedelta(days=number):%Y-%m-%d}", organisation=str(member.organisation_id))
        for number in range(TRIES)
    ]
    return [lambda form=form: client.post(ROOM, form).status_code for form in forms]


def dossiers() -> list[Callable[[], int]]:
    """Handing in three dossiers that are ready."""
    from django.urls import reverse

    from tests.factories.incubator import ApplicationFactory

    drafts = [ApplicationFactory() for _try in range(TRIES)]
    return [
        lambda draft=draft: (
            signed_in(draft.owner).post(reverse("incubator:review", kwargs={"pk": draft.pk})).status_code
        )
        for draft in drafts
    ]


def signed_in(person):
    """A browser in which this person is known."""
    from django.test import Client

    client = Client()
    client.force_login(person)
    return client


if __name__ == "__main__":
    main()

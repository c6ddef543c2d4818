"""The pages of the register at the size of a large house: 5,000 people, 300 organisations, 40 roles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from statistics import median
from time import perf_counter

from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from people.models import Membership, Organisation, User
from people.services import grant
from spaces.models import Place, Space
from spaces.models.grants import SpaceUserPermission

PEOPLE, ORGANISATIONS, ROLES = 5_000, 300, 40
# Milliseconds, on two cores; queries, whatever the size.
SLOWEST, MOST = 1_500, 80


@dataclass(frozen=True)
class Cost:
    """One page: its median time, its queries in a small house and in a large one."""

    name: str
    milliseconds: float
    small: int
    large: int

    @property
    def is_bounded(self) -> bool:
        """Whether it stays quick, and asks no more of a large house."""
        return self.milliseconds < SLOWEST and self.large == self.small <= MOST


def costs(place: Place, rounds: int) -> Iterator[Cost]:
    """Each page in a house of three people, then of thousands."""
    manager = User.objects.create_user("register@bench.example", name="Gestion")
    grant(user=manager, permission="manage_place", target=place, given_by=None)
    client = Client()
    client.force_login(manager)
    paths = {
        "people": "/gestion/personnes/",
        "people searched": "/gestion/personnes/?q=personne+42",
        "organisations": "/gestion/structures/",
        "memberships": "/gestion/adhesions/",
        "rights": reverse("people_rights"),
        "why": f"{reverse('people_why')}?why-email=p3@bench.example&why-target=spaces.place:{place.pk}",
    }
    # The same number of rows on a page, so that only the house grows.
    fill(place, 60, 60, ROLES)
    with override_settings(DEMO=True, ALLOWED_HOSTS=["*"]):
        small = {name: _queries(client, path) for name, path in paths.items()}
        fill(place, PEOPLE, ORGANISATIONS, 0)
        for name, path in paths.items():
            yield Cost(name, _time(client, path, rounds), small[name], _queries(client, path))


def fill(place: Place, people: int, organisations: int, roles: int) -> None:
    """More of each; the people spread over the organisations, some of them in two."""
    first = User.objects.count()
    persons = User.objects.bulk_create(
        User(email=f"p{first + number}@bench.example", name=f"Personne {first + number}")
        for number in range(people)
    )
    houses = Organisation.objects.bulk_create(
        Organisation(name=f"Structure {first + number}") for number in range(organisations)
    )
    Membership.objects.bulk_create(
        Membership(
            user=person, organisation=houses[(number + step) % organisations], starts_on=date(2024, 1, 1)
        )
        for number, person in enumerate(persons)
        for step in range(1 + (number % 5 == 0))
    )
    approve = Permission.objects.get(codename="approve_space")
    spaces = list(Space.objects.filter(place=place).order_by("pk")[:roles])
    SpaceUserPermission.objects.bulk_create(
        SpaceUserPermission(user=persons[number], permission=approve, content_object=space)
        for number, space in enumerate(spaces)
    )


def _queries(client: Client, path: str) -> int:
    _get(client, path)
    with CaptureQueriesContext(connection) as asked:
        _get(client, path)
    return len(asked)


def _time(client: Client, path: str, rounds: int) -> float:
    found = []
    for _ in range(rounds):
        started = perf_counter()
        _get(client, path)
        found.append((perf_counter() - started) * 1000)
    return median(found)


def _get(client: Client, path: str) -> None:
    status = client.get(path).status_code
    if status != 200:
        raise AssertionError(f"{path} answers {status}")

"""No one reaches another's dossier, file, message, revision, PDF, export or job, by any address.

Every address of the project that names an object of a call is asked by everybody who has some right
nearby; and every other address is searched for the words that only this dossier holds.
"""

import re

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client

from people.models import User
from people.services import grant
from tests.access.dossier_routes import (
    NOT_SHOWN,
    OF_THE_PLACE,
    PUBLIC,
    paths,
    with_objects,
)
from tests.access.dossier_world import NAME, WORD, marked_world, neighbours
from tests.access.routes import our_back_office_routes, our_routes
from tests.factories.incubator import DURING, published_call

REFUSED = {403, 404, 405}
NEIGHBOURS = (
    "visitor", "member", "applicant", "holder of another call", "juror without this dossier",
    "juror of another call", "officer of another call", "manager of another call elsewhere",
    "mentor of another project", "mentor of yesterday", "founder beside", "co-writer who was removed",
    "juror who steps aside", "juror who did not declare", "juror of the next stage", "juror of yesterday",
    "manager whose account sleeps",
)  # fmt: skip
# They were given this dossier: they may say what binds them to it, and for that read its name.
DECLARES = {"juror who did not declare", "juror who steps aside"}
TO_DECLARE = ("jury/etapes/<int:stage>/declaration/", "jury/lectures/")
# A member of the jury of this call reads nothing, whatever the team may.
TEAM_BESIDE = {"officer of another call", "manager of another call elsewhere"}


@pytest.fixture(scope="module")
def settled(django_db_setup, django_db_blocker, tmp_path_factory):
    """The marked call and its neighbours, made once and rolled back after the module."""
    from django.conf import settings

    before = settings.VAULT_ROOT, settings.MFA_MANDATORY_FOR_STAFF
    settings.VAULT_ROOT = tmp_path_factory.mktemp("vault")
    settings.MFA_MANDATORY_FOR_STAFF = False
    with time_machine.travel(DURING, tick=False), django_db_blocker.unblock(), transaction.atomic():
        world = marked_world()
        yield world, neighbours(world)
        transaction.set_rollback(True)
    connection.close()
    settings.VAULT_ROOT, settings.MFA_MANDATORY_FOR_STAFF = before


def client_of(person: User | None) -> Client:
    client = Client(raise_request_exception=True)
    if person is not None:
        client.force_login(person)
    return client


def ask(client: Client, verb: str, path: str):
    """Ask, and undo whatever it did."""
    with transaction.atomic():
        answer = client.get(path) if verb == "GET" else client.post(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    return answer, body.decode("utf-8", "replace")


def is_refused(answer) -> bool:
    if answer.status_code == 302:
        return re.match(r"/(?:compte/login|gestion/login)/", answer["Location"]) is not None
    return answer.status_code in REFUSED


def test_the_people_of_the_table_are_those_of_the_world(settled, db):
    assert set(settled[1]) == set(NEIGHBOURS)


def test_each_address_leads_somewhere_for_somebody(settled, db):
    """Without this, an address built on nothing would be refused to all and prove nothing."""
    world, _ = settled
    insiders = [client_of(person) for person in world.people.values()]
    shut = [
        path
        for route in with_objects()
        if not route.startswith(PUBLIC + NOT_SHOWN)
        for path in paths(route, world)
        if all(is_refused(ask(one, verb, path)[0]) for one in insiders for verb in ("GET", "POST"))
    ]
    assert shut == []


@pytest.mark.slow
@pytest.mark.parametrize("who", NEIGHBOURS)
def test_no_address_of_a_dossier_opens_to_a_neighbour(settled, db, who):
    world, people = settled
    client = client_of(people[who])
    opened = []
    for route in with_objects():
        shared = route.startswith(PUBLIC) or (who in TEAM_BESIDE and route.startswith(OF_THE_PLACE))
        declares = who in DECLARES and route.startswith(TO_DECLARE)
        for path in paths(route, world):
            for verb in ("GET", "POST"):
                answer, body = ask(client, verb, path)
                if not (shared or declares or is_refused(answer)):
                    opened.append((verb, path, answer.status_code, answer.get("Location", "")))
                if not shared and (WORD in body or (NAME in body and who not in DECLARES)):
                    opened.append((verb, path, "says its words"))
    assert opened == []


def without_objects() -> list[str]:
    return [
        "/" + route.replace("^", "").replace("$", "")
        for route in {**our_routes(), **our_back_office_routes()}
        if not {"<", "("} & set(route)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("who", NEIGHBOURS)
def test_no_list_or_report_says_its_words(settled, db, who):
    _world, people = settled
    client = client_of(people[who])
    said = []
    for path in without_objects():
        body = ask(client, "GET", path)[1]
        if (WORD in body and who not in TEAM_BESIDE) or (NAME in body and who not in DECLARES | TEAM_BESIDE):
            said.append(path)
    assert said == []


@pytest.mark.slow
def test_whoever_no_longer_handles_the_call_has_neither_the_export_nor_its_job(settled, db):
    world, _ = settled
    team, call, job = (world.people["team"], world.things["call"], world.things["job"])
    addresses = [f"/travaux/{job.pk}/", f"/fichiers/{world.things['export'].pk}/"]
    with transaction.atomic():
        assert [client_of(team).get(one).status_code for one in addresses] == [200, 200]
        grant(user=team, permission="manage_call", target=published_call(), given_by=None)
        call.grants.filter(user=team).delete()
        client = client_of(User.objects.get(pk=team.pk))
        assert [client.get(one).status_code for one in addresses] == [404, 404]
        assert f"{job.pk}" not in client.get("/travaux/").text
        transaction.set_rollback(True)

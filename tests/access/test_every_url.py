"""Every address × every role, against a table written by hand."""

import importlib
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import clear_url_caches, reverse

import tierslieu.urls
from people.demo import ACCOUNTS, DOMAIN
from people.explaining import answers, everything_explained
from people.explaining_files import owner_kinds
from people.models import User
from reminders.sweep import sweep
from tests.access.operations import OPERATIONS, QUERIES
from tests.access.routes import all_routes, our_back_office_routes, our_routes, view_module
from tests.access.table import ANSWERS, BACK_OFFICE, ROLES, Answer, may_open
from tests.access.targets import targets_of
from tests.api.calling import Caller
from tierslieu.api.document import document
from vault.models import PrivateFile

# Wagtail's own rehearsal of a crash.
DELIBERATE_FAILURE = "failwhale"


@pytest.fixture(autouse=True)
def _addresses_of_the_demo(settings):
    """The demo has addresses of its own, whatever the environment in which the tests run."""
    before = settings.DEMO
    settings.DEMO = True
    importlib.reload(tierslieu.urls)
    clear_url_caches()
    yield
    settings.DEMO = before
    importlib.reload(tierslieu.urls)
    clear_url_caches()


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo, loaded once for this module and rolled back after it."""
    from django.conf import settings

    before = settings.DEMO, settings.MEDIA_ROOT, settings.VAULT_ROOT
    settings.DEMO = True
    settings.MEDIA_ROOT = settings.VAULT_ROOT = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", stdout=StringIO())
        sweep()
        User.objects.create_user("membre@caserne.example", name="Sans structure")
        yield targets_of()
        transaction.set_rollback(True)
    connection.close()
    settings.DEMO, settings.MEDIA_ROOT, settings.VAULT_ROOT = before
    importlib.reload(tierslieu.urls)
    clear_url_caches()


@pytest.fixture(params=ROLES)
def role(request) -> str:
    return request.param


@pytest.fixture
def visit(house, role, db) -> Client:
    client = Client(raise_request_exception=True)
    if role != "visiteur":
        client.force_login(User.objects.get(email=f"{role}@{DOMAIN}"))
    return client


def test_the_roles_of_the_table_are_those_of_the_demo():
    assert set(ROLES) == {"visiteur", "membre", *ACCOUNTS}


def test_every_address_has_its_row():
    assert sorted(set(our_routes()) ^ set(ANSWERS)) == []


def test_every_view_of_ours_names_its_policy():
    nameless = [
        route
        for route, pattern in our_routes().items()
        if not view_module(pattern).startswith("ninja.")
        and getattr(pattern.callback, "policy", None) is None
        and getattr(getattr(pattern.callback, "view_class", None), "policy", None) is None
    ]
    assert nameless == []


def answer_of(response) -> Answer:
    if response.status_code == 302 and response["Location"].startswith(reverse("account_login")):
        return Answer.SIGN_IN
    return Answer(response.status_code)


@pytest.mark.slow
def test_every_address_answers_each_role_as_the_table_says(house, visit, role):
    wrong = {}
    for route, pattern in our_routes().items():
        expected = ANSWERS[route][role]
        found = answer_of(visit.get(house.path(route, pattern)))
        if found is not expected:
            wrong[route] = f"{found.name}, not {expected.name}"
    assert wrong == {}


@pytest.mark.slow
def test_every_answer_to_why_is_told_by_the_ways_to_it(house):
    User.objects.create_user("ferme@caserne.example", name="Compte fermé", is_active=False, is_superuser=True)
    people = User.objects.filter(email__endswith=DOMAIN).order_by("pk")
    untold, asked = [], 0
    for explained in everything_explained():
        rows = explained.model._base_manager.order_by("pk")
        if explained.model is PrivateFile:
            rows = rows.filter(owner_type__in=owner_kinds())
        for target in rows[:4]:
            for person in people:
                found = answers(person, target)
                asked += len(found)
                untold += [(str(person), str(target), one.deed) for one in found if not one.is_told]
    assert untold == []
    assert asked > 300


def back_office_paths() -> list[str]:
    """Every address of the back office that takes no parameter."""
    return [
        "/" + route.replace("^", "").replace("$", "")
        for route in all_routes()
        if route.startswith("gestion/") and not {"<", "("} & set(route) and DELIBERATE_FAILURE not in route
    ]


def test_each_of_our_departments_of_the_back_office_has_its_row():
    departments = {"/".join(("", *route.split("/")[:2], "")) for route in our_back_office_routes()}
    assert sorted(departments - set(BACK_OFFICE)) == []


@pytest.mark.slow
def test_the_back_office_opens_to_those_of_the_table_and_to_nobody_else(house, visit, role):
    ours = {"/" + route for route in our_back_office_routes()}
    wrong = {}
    for path in back_office_paths():
        status = visit.get(path).status_code
        if status >= 500 or (status == 200 and not may_open(role, path)):
            wrong[path] = status
        elif path in ours and may_open(role, path) and status in (403, 404):
            wrong[path] = status
    assert wrong == {}


def operations() -> list[str]:
    """Every verb of the API on every address, as its document says."""
    return [f"{verb.upper()} {path}" for path, verbs in document()["paths"].items() for verb in verbs]


def test_each_operation_of_the_api_has_its_row():
    assert sorted(set(operations()) ^ set(OPERATIONS)) == []


@pytest.mark.slow
def test_every_operation_answers_each_role_as_the_table_says(house, role, db):
    user = None if role == "visiteur" else User.objects.get(email=f"{role}@{DOMAIN}")
    caller = Caller(user)
    booking = house.values["api/v1/"]["booking_id"]
    wrong = {}
    for operation in operations():
        verb, path = operation.split()
        address = path.replace("{booking_id}", str(booking))
        call = getattr(caller.client, verb.lower())
        data = {"data": QUERIES.get(operation)} if verb == "GET" else {"content_type": "application/json"}
        found = call(address, headers=caller.headers, **data).status_code
        if found != OPERATIONS[operation][role]:
            wrong[operation] = found
    assert wrong == {}

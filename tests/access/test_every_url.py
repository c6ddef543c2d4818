"""Every address × every role, against a table written by hand."""

import importlib
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, Permission
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import clear_url_caches, reverse

import tierslieu.urls
from backoffice.viewsets import ScopedViewSet, registered
from incubator.exports import KEY as EXPORT
from incubator.models import Application, Call
from jobs.models import Job
from people.demo import ACCOUNTS, DOMAIN
from people.explaining import answers, everything_explained
from people.explaining_files import owner_kinds
from people.grants import grant_model_of, grantables
from people.models import Membership, User
from reminders.sweep import mark, sweep
from sheets.models import SheetImport
from tests.access.lists import OF_THE_TEAM, PAGES, all_seen, guarded, seen, some_of
from tests.access.operations import OPERATIONS, QUERIES
from tests.access.routes import all_routes, our_back_office_routes, our_routes, view_module
from tests.access.table import ANSWERS, BACK_OFFICE, ROLES, Answer, may_open
from tests.access.targets import targets_of
from tests.api.calling import Caller
from tests.factories.people import MembershipFactory
from tierslieu.api.document import document
from vault.models import PrivateFile

# Wagtail's own rehearsal of a crash.
DELIBERATE_FAILURE = "failwhale"


@pytest.fixture(scope="module", autouse=True)
def _addresses_of_the_demo():
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
    before = settings.MEDIA_ROOT, settings.VAULT_ROOT
    settings.MEDIA_ROOT = settings.VAULT_ROOT = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", stdout=StringIO())
        sweep()
        User.objects.create_user("membre@caserne.example", name="Sans structure")
        # What is not committed yet, autovacuum never sees: without figures PostgreSQL reads whole tables.
        connection.cursor().execute("ANALYZE")
        yield targets_of()
        transaction.set_rollback(True)
    connection.close()
    settings.MEDIA_ROOT, settings.VAULT_ROOT = before


@pytest.fixture(params=ROLES)
def role(request) -> str:
    return request.param


@pytest.fixture
def visit(house, role, db) -> Client:
    """Somebody of this role, just after a sweep of the reminders: /readyz misses one after five minutes, and
    these tests take longer on a slow machine.
    """
    mark(told=0)
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


@pytest.mark.slow
def test_why_is_told_of_every_dossier_drafts_included(house):
    person = User.objects.get(email=f"admin@{DOMAIN}")
    dossiers = Application.objects.all()
    untold = [(str(row), one.deed) for row in dossiers for one in answers(person, row) if not one.is_told]
    assert untold == []
    assert dossiers.filter(status="draft").count() > 1


def person_of(role: str) -> User | AnonymousUser:
    """Whoever holds the role in the demo, read again: what one may do is remembered with the row."""
    return AnonymousUser() if role == "visiteur" else User.objects.get(email=f"{role}@{DOMAIN}")


@pytest.mark.slow
def test_a_row_is_seen_one_by_one_where_the_list_shows_it(house, role, db):
    person, wrong = person_of(role), []
    for model in guarded():
        rows = model._default_manager
        listed = seen(model, person)
        wrong += [
            f"{model._meta.label} {row.pk}"
            for row, is_listed in some_of(model, listed)
            if rows.visible_to(person).filter(pk=row.pk).exists() is not is_listed
        ]
        if hasattr(rows, "changeable_by"):
            changed = set(rows.changeable_by(person).values_list("pk", flat=True))
            wrong += [f"{model._meta.label} is changed unseen"] * (not changed <= listed)
    assert wrong == []


@pytest.mark.slow
def test_a_page_opens_where_the_list_shows_its_row(house, visit, role):
    person, wrong = person_of(role), {}
    SheetImport.objects.create(
        kind="personnes", owner=person_of("gestion"), file_name="a.csv", content=b"nom"
    )
    call = Call.objects.get(slug=house.values["appels/"]["slug"]).pk
    for owner in ("gestion", "incubateur", "porteuse"):
        Job.objects.create(kind=EXPORT, owner=person_of(owner), params={"call": call}, digest="x")
    enters = person.is_authenticated and person.has_perm("wagtailadmin.access_admin")
    for model, page in (PAGES | OF_THE_TEAM if enters else PAGES).items():
        for row, is_listed in some_of(model, seen(model, person)):
            answer = visit.get(page(row))
            opens = answer.status_code in (200, 302) and answer_of(answer) is not Answer.SIGN_IN
            if opens is not is_listed:
                wrong[page(row)] = (answer.status_code, is_listed)
    assert wrong == {}


@pytest.mark.slow
@pytest.mark.parametrize("team", ["gestion", "redaction", "incubateur", "admin"])
def test_the_back_office_inspects_what_it_lists(house, team, db):
    client, person, wrong = Client(), person_of(team), {}
    client.force_login(person)
    for viewset in registered():
        if not isinstance(viewset, ScopedViewSet) or not viewset.inspect_view_enabled:
            continue
        rows = (
            viewset.visible_to(person) if viewset.may_open(person) else viewset.model._default_manager.none()
        )
        listed = set(rows.values_list("pk", flat=True))
        for row, is_listed in some_of(viewset.model, listed, each=1):
            path = reverse(viewset.get_url_name("inspect"), args=[row.pk])
            if (client.get(path).status_code == 200) is not is_listed:
                wrong[path] = is_listed
    assert wrong == {}


@pytest.mark.slow
def test_a_closed_account_reads_what_a_visitor_reads(house, role, db):
    User.objects.filter(email=f"{role}@{DOMAIN}").update(is_active=False)
    assert all_seen(person_of(role)) == all_seen(AnonymousUser())


@pytest.mark.slow
def test_permissions_over_whole_models_show_no_row_more(house, role, db):
    """But that of keeping the register, which is one over a whole register."""
    person = person_of(role)
    before = all_seen(person)
    if person.is_authenticated:
        person.user_permissions.set(Permission.objects.exclude(codename="keep_people"))
    assert all_seen(person_of(role)) == before


@pytest.mark.slow
def test_what_came_with_a_membership_goes_with_it(house, role, db):
    """Ended yesterday, it shows nothing more than none, but itself; so do the grants given through it."""
    person = person_of(role)
    if not person.is_authenticated:
        return
    today = person.today()
    mine = Membership.objects.filter(user=person.pk)
    over = MembershipFactory(
        user=person, starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=1)
    )
    mine.update(ends_on=today - timedelta(days=1))
    for grantable in grantables():
        grant_model_of(grantable.model).objects.filter(user=person.pk).update(membership=over)
    ended = all_seen(person_of(role))
    ended["people.Membership"] -= set(mine.values_list("pk", flat=True))
    mine.delete()
    assert all_seen(person_of(role)) == ended


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

"""Every viewset that the admin really has, tried on a foreign object."""

import pytest
from django.db.models import Model
from django.urls import NoReverseMatch, reverse
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.admin.viewsets import viewsets

import tierslieu.urls  # noqa: F401 - registers the viewsets
from backoffice.viewsets import ScopedChooserViewSet, ScopedViewSet, registered
from people.services import grant
from spaces.models import PlaceUserPermission
from tests.backoffice.foreign import FOREIGN, Foreign
from tests.factories.spaces import PlaceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

OURS = ("backoffice", "bookings", "cms", "incubator", "people", "reminders", "spaces", "tierslieu", "vault")
READING = ("inspect", "history", "history_results")
WRITING = ("edit", "delete", "usage", "copy", "reorder")


def of(kind: type) -> list:
    return [
        pytest.param(viewset, id=viewset.url_namespace)
        for viewset in registered()
        if isinstance(viewset, kind)
    ]


@pytest.fixture
def runner(client, manager):
    """Somebody who runs a place of their own, and tries the doors of another's."""
    grant(user=manager, permission="manage_place", target=PlaceFactory(), given_by=manager)
    client.force_login(manager)
    return client


def made_foreign(row: Foreign) -> Model:
    """Make the object, and make sure that the runner is a stranger to it."""
    if row.kept:
        PlaceUserPermission.objects.all().delete()
    return row.make()


def status(client, name: str, *args, method: str = "get", **query) -> int | None:
    try:
        address = reverse(name, args=args)
    except NoReverseMatch:
        return None
    return getattr(client, method)(address, query).status_code


def test_every_viewset_of_ours_is_scoped():
    loose = [
        type(viewset).__name__
        for viewset in viewsets.viewsets
        if type(viewset).__module__.split(".")[0] in OURS
        and not isinstance(viewset, ScopedViewSet | ScopedChooserViewSet)
    ]
    assert loose == []


def test_every_model_of_ours_in_the_admin_is_shown_by_a_scoped_viewset():
    loose = [
        str(viewset)
        for viewset in viewsets.viewsets
        if getattr(getattr(viewset, "model", None), "_meta", None) is not None
        and viewset.model._meta.app_label in OURS
        and viewset.model._meta.label_lower != "people.user"
        and not isinstance(viewset, ScopedViewSet | ScopedChooserViewSet)
    ]
    assert loose == []


def test_every_viewset_has_a_foreign_object_to_try():
    shown = {viewset.model._meta.label for viewset in registered()}
    assert sorted(shown - set(FOREIGN)) == []


def test_no_bulk_action_of_wagtail_reaches_our_models():
    bulk_action_registry._scan_for_bulk_actions()
    reached = {
        f"{app}.{model}"
        for app, models in bulk_action_registry.actions.items()
        for model in models
        if app in OURS
    }
    assert reached <= {"people.user"}


@pytest.mark.parametrize("viewset", of(ScopedViewSet))
def test_a_foreign_object_stays_foreign(runner, viewset):
    row = FOREIGN[viewset.model._meta.label]
    foreign = made_foreign(row)
    answers = {view: status(runner, viewset.get_url_name(view), foreign.pk) for view in (*READING, *WRITING)}
    answers |= {
        f"post {view}": status(runner, viewset.get_url_name(view), foreign.pk, method="post")
        for view in WRITING
    }
    refused = {None, 403, 404}
    allowed = {view: refused | {200} if row.seen and view in READING else refused for view in answers}
    allowed["reorder"] = refused | {405}
    assert {view: code for view, code in answers.items() if code not in allowed[view]} == {}


@pytest.mark.parametrize("viewset", of(ScopedViewSet))
def test_a_foreign_object_is_neither_listed_nor_exported(runner, viewset):
    row = FOREIGN[viewset.model._meta.label]
    foreign = made_foreign(row)
    for view in ("index", "index_results"):
        response = runner.get(reverse(viewset.get_url_name(view)))
        assert response.status_code in {200, 403}
        page = response.content.decode()
        assert f"/edit/{foreign.pk}/" not in page
        assert f"/delete/{foreign.pk}/" not in page
        assert row.seen or f"/inspect/{foreign.pk}/" not in page
    for kind in ("csv", "xlsx"):
        response = runner.get(reverse(viewset.get_url_name("index")), {"export": kind})
        assert response.status_code in {200, 403}
        if kind == "csv" and response.streaming and not row.seen:
            text = b"".join(response.streaming_content).decode()
            assert str(foreign) not in text


def test_no_chooser_names_a_foreign_object(runner):
    wrong = {}
    for viewset in registered():
        if isinstance(viewset, ScopedChooserViewSet):
            row = FOREIGN[viewset.model._meta.label]
            found = status(runner, viewset.get_url_name("chosen"), made_foreign(row).pk)
            if found not in ({200, 403, 404} if row.seen else {403, 404}):
                wrong[viewset.url_namespace] = found
    assert wrong == {}


@pytest.mark.parametrize("viewset", of(ScopedViewSet))
def test_no_bulk_action_takes_a_foreign_object(runner, viewset):
    foreign = made_foreign(FOREIGN[viewset.model._meta.label])
    meta = viewset.model._meta
    for action in ("delete", *[a.action_type for a in _actions(meta)]):
        address = reverse("wagtail_bulk_action", args=[meta.app_label, meta.model_name, action])
        answer = runner.post(f"{address}?id={foreign.pk}")
        # Wagtail's own actions on accounts send whoever may not back to the first page.
        sent_back = (answer.status_code, answer.get("Location")) == (302, reverse("wagtailadmin_home"))
        assert answer.status_code in {403, 404} or sent_back
        assert type(foreign)._default_manager.filter(pk=foreign.pk).exists()


def _actions(meta):
    return bulk_action_registry.get_bulk_actions_for_model(meta.app_label, meta.model_name)

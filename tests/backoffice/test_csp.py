"""The security policy: strict, but for the pages of Wagtail that are named."""

import pytest
from django.urls import get_resolver, reverse

from cms.services import open_site
from tests.access.routes import walk
from tests.factories.people import UserFactory
from tierslieu.csp import INLINE_SCRIPTS, INLINE_STYLES, policy_for

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def admin(client, no_second_factor, db):
    client.force_login(UserFactory(is_superuser=True))
    return client


def directives(response) -> dict[str, str]:
    policy = response.headers["Content-Security-Policy"]
    return dict(part.strip().split(" ", 1) for part in policy.split(";") if part.strip())


def test_only_pages_of_wagtail_are_named():
    assert {name for name in INLINE_SCRIPTS if not name.startswith("wagtail")} == set()
    assert INLINE_STYLES <= INLINE_SCRIPTS


@pytest.mark.parametrize("name", sorted(INLINE_SCRIPTS))
def test_each_named_page_exists(name):
    namespaces, _, view = name.rpartition(":")
    resolver = get_resolver()
    if namespaces:
        _, resolver = resolver.namespace_dict[namespaces]
    assert view in {pattern.name for _, pattern in walk(resolver.url_patterns)}


def test_the_editor_of_pages_runs_its_own_scripts_without_a_nonce(admin):
    home = open_site(title="La Caserne", headline="Bonjour")
    found = directives(admin.get(reverse("wagtailadmin_pages:edit", args=[home.pk])))
    assert found["script-src"] == "'self' 'unsafe-inline'"
    assert found["style-src"] == "'self' 'unsafe-inline'"
    assert found["default-src"] == "'none'"


@pytest.mark.parametrize("name", ["wagtailadmin_home", "dossiers:index", "calls:index"])
def test_every_other_page_stays_strict(admin, name):
    found = directives(admin.get(reverse(name)))
    assert found["script-src"] == "'self'"
    assert found["style-src"] == "'self'"


def test_the_strict_policy_is_not_changed_by_the_others(settings):
    policy_for("wagtailadmin_pages:edit")
    assert settings.SECURE_CSP["script-src"] == ["'self'"]

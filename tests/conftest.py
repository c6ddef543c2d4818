"""What every test stands on."""

import os

import pytest
from django.test.utils import setup_databases

# The browser's driver leaves an event loop running in the thread of the tests that follow it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_modify_db_settings, django_db_blocker):
    """Connect to the database that the launcher made, whichever tests were asked for.

    pytest-django's own fixture leaves it out when no test carries its mark, as in the races.
    """
    with django_db_blocker.unblock():
        setup_databases(verbosity=0, interactive=False, keepdb=True)


@pytest.fixture(autouse=True)
def _quick_passwords(settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EVEN_TIME = False


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path) -> None:
    """Files written by a test stay in the test's own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.VAULT_ROOT = tmp_path / "vault"


@pytest.fixture
def no_second_factor(settings) -> None:
    """Let the team in with what `force_login` gives: how one proves who one is has tests of its own."""
    settings.MFA_MANDATORY_FOR_STAFF = False


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of one file on one worker, and all those of the browser together: they share one house."""
    for item in items:
        file = item.nodeid.split("::")[0]
        in_browser = item.get_closest_marker("e2e") or file.startswith("tests/e2e/")
        item.add_marker(pytest.mark.xdist_group("e2e" if in_browser else file))

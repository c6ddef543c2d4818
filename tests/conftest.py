"""What every test stands on."""

import gc
import os
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest
from django.apps import apps
from django.test.utils import override_settings, setup_databases

# A busy machine is slow, and that is no failure; the whole suite plays the same examples each time.
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")

# The browser's driver leaves an event loop running in the thread of the tests that follow it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_finish() -> None:
    """What is imported stays until the end: the collector need not walk through it again and again."""
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_modify_db_settings, django_db_blocker):
    """Connect to the database that the launcher made, whichever tests were asked for.

    pytest-django's own fixture leaves it out when no test carries its mark, as in the races.
    """
    with django_db_blocker.unblock():
        setup_databases(verbosity=0, interactive=False, keepdb=True)


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """From the first fixture on, the demo of a whole module included."""
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(PASSWORD_HASHERS=hashers, EVEN_TIME=False):
        yield


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path) -> None:
    """Files written by a test stay in the test's own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.VAULT_ROOT = tmp_path / "vault"


@pytest.fixture
def django_assert_num_queries(django_assert_num_queries) -> Callable[..., Any]:
    """Count what a deed asks for, whichever test came first: kinds of rows are read once for a whole process."""

    def counted(*args: Any, **kwargs: Any) -> Any:
        from django.contrib.contenttypes.models import ContentType

        ContentType.objects.get_for_models(*apps.get_models())
        return django_assert_num_queries(*args, **kwargs)

    return counted


@pytest.fixture
def no_second_factor(settings) -> None:
    """Let the team in with what `force_login` gives: how one proves who one is has tests of its own."""
    settings.MFA_MANDATORY_FOR_STAFF = False

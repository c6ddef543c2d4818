import pytest

from jobs import registry
from jobs.services import start
from tests.factories.people import UserFactory
from tests.jobs.counting import COUNT, KEY


@pytest.fixture
def kind():
    registry.register(COUNT)
    yield COUNT
    registry.unregister(KEY)


@pytest.fixture
def nadia(db):
    return UserFactory(name="Nadia Benali", email="nadia@caserne.example")


@pytest.fixture
def ask_count(kind, nadia):
    """Ask for a count, as Nadia unless told otherwise."""

    def ask(owner=None, total=5, **params):
        return start(kind=KEY, owner=owner or nadia, params={"total": total, **params}, title="de un à cinq")

    return ask

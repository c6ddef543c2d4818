import pytest
from django.core.files.storage import FileSystemStorage

from people.services import grant
from tests.factories.incubator import DURING, given, published_call
from vault.models import PrivateFile


@pytest.fixture(autouse=True)
def _during_the_call(time_machine):
    """Tests live on Tuesday 12 January 2027, 14 h 03 in Paris, while the call is open."""
    time_machine.move_to(DURING, tick=False)


@pytest.fixture(autouse=True)
def shelf(monkeypatch, tmp_path):
    """A vault in the test's own folder."""
    kept = FileSystemStorage(location=tmp_path / "vault", base_url=None)
    monkeypatch.setattr(PrivateFile._meta.get_field("file"), "storage", kept)
    monkeypatch.setattr("vault.services.vault_storage", lambda: kept)
    return tmp_path / "vault"


@pytest.fixture
def call():
    """A call that is open, with its whole form."""
    return published_call()


@pytest.fixture
def fatou(client, call):
    """Somebody who decides of a call and handles its dossiers, signed in."""
    person = given(call, "manage_call")
    grant(user=person, permission="handle_call", target=call, given_by=None)
    client.force_login(person)
    return person

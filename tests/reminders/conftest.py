"""A small kind of notice, about organisations, in which one that has left deserves none."""

from datetime import timedelta
from pathlib import Path

import pytest

import clock
from people.models import Organisation
from reminders import registry
from reminders.models import Notice
from reminders.registry import Kind
from reminders.services import schedule

DEPARTED = "Cette structure est partie."


@pytest.fixture
def kind(settings):
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], Path(__file__).parent / "templates"]}]
    found = Kind(
        key="test.hello",
        label="Bonjour",
        template="test/hello",
        find=lambda pk: Organisation.objects.filter(pk=pk).first(),
        context=lambda subject, notice: {
            "name": subject.name,
            "link": f"{settings.BASE_URL}/espaces/",
        },
        sample=lambda: {"name": "Épi d’Or", "link": ""},
        still_deserved=lambda subject, notice: DEPARTED if subject.status == "former" else None,
    )
    registry.register(found)
    yield found
    registry.unregister("test.hello")


@pytest.fixture
def organisation(db, kind):
    return Organisation.objects.create(name="Épi d’Or")


@pytest.fixture
def tell_soon(organisation):
    """Schedule the small notice, due some minutes from now."""

    def tell(recipient="paul@caserne.example", minutes=-1, subject=organisation, **more) -> Notice:
        due_at = clock.now() + timedelta(minutes=minutes)
        return schedule(kind="test.hello", subject=subject, recipient=recipient, due_at=due_at, **more)

    return tell

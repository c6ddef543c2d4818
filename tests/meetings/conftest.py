import pytest
import time_machine
from django.db import connection, connections

from people.models import User
from tests.factories.meetings import NOW


@pytest.fixture(autouse=True)
def now():
    """Seventeen days before the meeting."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def shared_database(django_db_setup, django_db_blocker):
    """A database that other processes see: everything is committed, and swept away afterwards."""
    with django_db_blocker.unblock():
        yield
        history = [table for table in connection.introspection.table_names() if table.startswith("meetings_")]
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(history)}, reminders_notice, journal_auditevent CASCADE")
        User.objects.all().delete()
        connections.close_all()

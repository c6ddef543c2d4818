import pytest
from django.db import connection, connections

from people.models import Organisation, User


@pytest.fixture
def shared_database(django_db_setup, django_db_blocker):
    """A database that other processes see: everything is committed, and swept away afterwards.

    Only the tables below are emptied, so that Wagtail keeps its root page.
    """
    with django_db_blocker.unblock():
        yield
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA IF EXISTS scratch CASCADE")
            cursor.execute(
                "TRUNCATE spaces_place, spaces_claim, spaces_placeevent, spaces_buildingevent,"
                " spaces_spaceevent, spaces_partevent, bookings_bookingevent, bookings_bookingspaceevent,"
                " bookings_occupancyagreementevent, bookings_agreementspaceevent, bookings_bookingrulesevent,"
                " reminders_notice, journal_auditevent CASCADE"
            )
        Organisation.objects.all().delete()
        User.objects.all().delete()
        connections.close_all()

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection

from people.models import User
from people.services import open_account
from tierslieu.safety import no_demo_account, refuse_demo_accounts

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("production", "active", "refuses"), [(True, True, True), (True, False, False), (False, True, False)]
)
def test_production_does_not_open_with_the_accounts_of_the_demo(settings, production, active, refuses):
    settings.PRODUCTION = production
    open_account(email="gestion@caserne.example", name="Samir Haddad", password="caserne-demo")
    User.objects.update(is_active=active)
    assert [error.id for error in no_demo_account(databases=["default"])] == ["tierslieu.E001"] * refuses
    if refuses:
        with pytest.raises(ImproperlyConfigured, match="mot de passe est public"):
            refuse_demo_accounts()
    else:
        refuse_demo_accounts()


def test_an_empty_base_of_a_real_house_has_nobody_to_refuse(settings):
    """The first `migrate` of a real house runs every check before it makes a table."""
    settings.PRODUCTION = True
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE people_user RENAME TO people_nobody")
    assert no_demo_account(databases=["default"]) == []


def test_the_demo_is_never_loaded_in_production(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="ne se charge pas en production"):
        call_command("load_demo")
    assert not User.objects.exists()

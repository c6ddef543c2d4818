"""What production refuses to start with."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from people import demo
from people.models import User

DEMO_ACCOUNTS = (
    "Les comptes de démonstration existent dans cette base : leur mot de passe est public. "
    "Désactivez-les ou repartez d’une base vide avant d’ouvrir le site."
)


@register(Tags.database)
def no_demo_account(databases: Any = None, **kwargs: Any) -> list[Error]:
    """A system check for `check --database default`; the same rule stops the web server.

    `migrate` asks it first, of a base that has no tables yet: there is nobody in it.
    """
    if databases and settings.PRODUCTION and _has_accounts() and demo.present():
        return [Error(DEMO_ACCOUNTS, id="tierslieu.E001")]
    return []


def refuse_demo_accounts() -> None:
    """Raise ImproperlyConfigured when production would open with the demo's public passwords."""
    if settings.PRODUCTION and demo.present():
        raise ImproperlyConfigured(DEMO_ACCOUNTS)


def _has_accounts() -> bool:
    return User._meta.db_table in connection.introspection.table_names()

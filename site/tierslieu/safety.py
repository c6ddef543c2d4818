"""What production refuses to start with."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.exceptions import ImproperlyConfigured

from people import demo

DEMO_ACCOUNTS = (
    "Les comptes de démonstration existent dans cette base : leur mot de passe est public. "
    "Désactivez-les ou repartez d’une base vide avant d’ouvrir le site."
)


@register(Tags.database)
def no_demo_account(databases: Any = None, **kwargs: Any) -> list[Error]:
    """A system check for `check --database default`; the same rule stops the web server."""
    if databases and settings.PRODUCTION and demo.present():
        return [Error(DEMO_ACCOUNTS, id="tierslieu.E001")]
    return []


def refuse_demo_accounts() -> None:
    """Raise ImproperlyConfigured when production would open with the demo's public passwords."""
    if settings.PRODUCTION and demo.present():
        raise ImproperlyConfigured(DEMO_ACCOUNTS)

"""`/api/v1/`: the operations of every department under one roof."""

from typing import Any

from ninja import NinjaAPI

from bookings.api import agreements, bookings, calendars, occupancy, places
from tierslieu.api.refusals import speak_problems, speaking
from tierslieu.api.strict import only_known_parameters

DESCRIPTION = (
    "Ce qu’une personne fait sur le site, un programme peut le faire pour elle, avec les mêmes droits. "
    "Créez un jeton dans « Mes jetons », envoyez-le dans l’en-tête `Authorization: Bearer …`. "
    "Les moments s’écrivent avec leur décalage (`2026-03-03T14:00:00+01:00`) ; les montants sont des textes."
)

api = NinjaAPI(
    title="API de Tierslieu",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    # Our own page and document take their place: theirs would ask a third party for scripts.
    openapi_url=None,
    docs_url=None,
)
speak_problems(api)
api.add_decorator(only_known_parameters)
for router in (places.router, bookings.router, agreements.router, calendars.router, occupancy.router):
    api.add_router("", router)


def operations() -> tuple[list[Any], str, str]:
    """What the URL configuration includes; a verb that an address does not know is a problem as well."""
    patterns, app, namespace = api.urls
    for pattern in patterns:
        pattern.callback = speaking(pattern.callback)  # type: ignore[arg-type]
    return patterns, app, namespace

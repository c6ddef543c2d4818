"""What stands behind each address of the departments in which dossiers live; a new one needs its line."""

from tests.access.dossier_world import World
from tests.access.routes import all_routes, our_back_office_routes, view_module

APPS = ("incubator.", "jobs.", "vault.")
DEPARTMENTS = (
    "dossiers", "appels", "grilles", "projets", "promotions", "journees", "financeurs", "besoins", "idees",
    "capteurs", "rencontres", "instances",
)  # fmt: skip

# Parameter: the thing whose key it is, or a word as it is. The longest beginning that fits answers.
BEHIND = {
    "dossiers/": {"pk": "dossier", "guest": "guest", "slug": "=le-projet"},
    "appels/": {"slug": "call"},
    "projets/": {"pk": "project"},
    "idees/": {"pk": "idea"},
    "accompagnement/": {"pk": "project", "session": "session", "milestone": "milestone"},
    "journees/": {"pk": "collective_day"},
    "besoins/suivi/": {"token": "=faux"},
    "chiffres/": {"token": "=faux"},
    "jury/lien/": {"token": "=faux"},
    "jury/etapes/": {"stage": "stage"},
    "jury/lectures/": {"pk": "assignment"},
    "travaux/": {"pk": "job"},
    "fichiers/": {"pk": "file"},
    "gestion/dossiers/": {"pk": "dossier", "name": "=declare_ineligible"},
    "gestion/dossiers/rappels/": {"pk": "callback"},
    "gestion/dossiers/<uuid:pk>/adresse/": {"pk": "on_paper"},
    "gestion/dossiers/<uuid:pk>/recu-papier/": {"pk": "on_paper"},
    "gestion/appels/": {"pk": "call", "stage": "stage", "name": "=repartir"},
    "gestion/appels/comites/": {"pk": "meeting", "number": "decision"},
    "gestion/appels/auditions/": {"pk": "audition_day"},
    "gestion/grilles/": {"pk": "criterion"},
    "gestion/projets/": {"pk": "project", "what": "=jalon", "row": "milestone"},
    "gestion/promotions/": {"pk": "cohort"},
    "gestion/journees/": {"pk": "collective_day"},
    "gestion/financeurs/": {"pk": "funder"},
    "gestion/besoins/": {"pk": "need"},
    "gestion/idees/": {"pk": "idea", "name": "=drop"},
    "gestion/capteurs/": {"pk": "scout"},
    "gestion/rencontres/": {"pk": "meeting", "name": "=annuler"},
    "gestion/instances/": {"pk": "body"},
}
# What anybody reads, by its address: a call and an idea that are shown, the doors of private links.
PUBLIC = ("appels/", "idees/", "besoins/suivi/", "chiffres/", "jury/lien/")
# What the team of a place shares, whichever its call.
OF_THE_PLACE = tuple(
    f"gestion/{one}/" for one in ("promotions", "journees", "financeurs", "besoins", "idees", "capteurs")
)
# Shown only when its holders agreed; this one did not.
NOT_SHOWN = ("projets/",)


def with_objects() -> list[str]:
    """Every address that names something, in the departments in which dossiers live."""
    ours = {route for route, pattern in all_routes().items() if view_module(pattern).startswith(APPS)} | {
        route for route in our_back_office_routes() if route.split("/")[1] in DEPARTMENTS
    }
    return sorted(route for route in ours if "<" in route)


def behind(route: str) -> dict[str, str]:
    """What its parameters are."""
    return BEHIND.get(max((one for one in BEHIND if route.startswith(one)), key=len, default=""), {})


def paths(route: str, world: World) -> list[str]:
    """The address of the marked objects; a file has three keepers."""
    named = behind(route)
    doubles = ["file", "project_file", "export"] if route.startswith("fichiers/") else [""]
    found = []
    for double in doubles:
        path = "/" + route
        for kind in ("uuid", "slug", "str", "int"):
            for name, what in ({"pk": double} if double else named).items():
                path = path.replace(f"<{kind}:{name}>", _value(what, name, world))
        assert "<" not in path, f"{route}: say in tests/access/dossier_routes.py what stands behind it"
        found.append(path)
    return found


def _value(what: str, name: str, world: World) -> str:
    if what.startswith("="):
        return what.removeprefix("=")
    thing = world.things[what]
    return str(thing.slug if name == "slug" else thing.pk)

"""From the names that programs write to the objects that this person may name."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest

from bookings.api.problems import Problem
from bookings.checks import Asker
from people.access import known
from people.models import Organisation
from spaces.models import Space

# Not said, as opposed to said to be nobody.
UNSAID = 0


def asker_for(request: HttpRequest, organisation: int | None = UNSAID) -> Asker:
    """Who asks, and for whom: an organisation of theirs, themselves (None), or unsaid: their first one.

    Raises Http404 for an organisation that is not theirs.
    """
    person = known(request)
    if organisation is None:
        return Asker(person, None, person)
    mine: list[Organisation] = [
        membership.organisation for membership in person.active_memberships().order_by("pk")
    ]
    if organisation == UNSAID:
        return Asker(person, mine[0] if mine else None, person)
    chosen = next((one for one in mine if one.pk == organisation), None)
    if chosen is None:
        raise Http404
    return Asker(person, chosen, person)


def spaces_named(request: HttpRequest, names: Sequence[int | str]) -> list[Space]:
    """The spaces of these ids, slugs or `place/slug`, in their order. Raises Problem for one that is not there."""
    seen = Space.objects.visible_to(request.user).select_related("place")
    found = []
    for name in names:
        rows = list(seen.filter(**_criteria(name))[:2])
        if not rows:
            raise Problem(422, f"Aucun espace ne s’appelle « {name} ».", kind="unknown-space")
        if len(rows) > 1:
            raise Problem(
                422, f"Plusieurs lieux ont un espace « {name} » : écrivez lieu/{name}.", kind="unknown-space"
            )
        found.append(rows[0])
    return found


def _criteria(name: int | str) -> dict[str, int | str]:
    if isinstance(name, int):
        return {"pk": name}
    place, _, slug = name.rpartition("/")
    return {"place__slug": place, "slug": slug} if place else {"slug": slug}

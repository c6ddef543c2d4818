"""What two organisations that were one bring together: each foreign key to Organisation is followed here.

An application above says which of its rows follow, when it is ready; a test holds that none is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import Model

from people.models import Organisation

type Key = tuple[type[Model], str]
type Mover = Callable[[Organisation, Organisation], None]

_MOVERS: dict[Key, Mover] = {}


def follow(model: type[Model], field: str = "organisation", mover: Mover | None = None) -> None:
    """Let the rows of `model` go from the duplicate to the one that is kept.

    `mover(kept, duplicate)` does it where a plain change of `field` would break a constraint; it raises
    people.errors.Refused when a person must decide first.
    """
    _MOVERS[model, field] = mover or _plainly(model, field)


def followed() -> Mapping[Key, Mover]:
    """Every foreign key that is followed."""
    return dict(_MOVERS)


def _plainly(model: type[Model], field: str) -> Mover:
    def move(kept: Organisation, duplicate: Organisation) -> None:
        model._base_manager.filter(**{field: duplicate}).update(**{field: kept})

    return move

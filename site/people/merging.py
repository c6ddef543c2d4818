"""What two organisations that were one bring together: every foreign key to Organisation is followed.

Rows change hands plainly. An application above registers a mover, when it is ready, where that would break
a constraint of its own; a test holds that no such key is without one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import ManyToOneRel, Model

from people.models import Organisation

type Key = tuple[type[Model], str]
type Mover = Callable[[Organisation, Organisation], None]

_MOVERS: dict[Key, Mover] = {}


def follow(model: type[Model], mover: Mover, *, field: str = "organisation") -> None:
    """Let `mover(kept, duplicate)` bring the rows of `model` to the organisation that is kept.

    It raises people.errors.Refused when a person must decide first.
    """
    _MOVERS[model, field] = mover


def movers() -> Mapping[Key, Mover]:
    """Those that were registered."""
    return dict(_MOVERS)


def foreign_keys() -> list[Key]:
    """Every foreign key to an organisation, but those of history, which tells what was as it was."""
    return [
        (relation.related_model, relation.field.name)
        for relation in Organisation._meta.get_fields(include_hidden=True)
        if isinstance(relation, ManyToOneRel) and not hasattr(relation.related_model, "pgh_tracked_model")
    ]


def bring_together(kept: Organisation, duplicate: Organisation) -> None:
    """Move everything."""
    for model, field in foreign_keys():
        if (mover := _MOVERS.get((model, field))) is not None:
            mover(kept, duplicate)
        else:
            model._base_manager.filter(**{field: duplicate}).update(**{field: kept})

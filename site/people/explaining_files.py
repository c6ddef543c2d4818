"""Why may somebody read a private file: its owner's application says by which ways."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Model

from people.access import Visitor
from people.explaining import Deed, Evidence, Explained, Way, register
from people.models import User
from vault.models import PrivateFile
from vault.registry import keeper_of


@dataclass(frozen=True)
class Owner:
    """The ways to the files of one kind of object; `unless` says what stops even those who have a way."""

    ways: Sequence[Way]
    unless: Callable[[User, Any], str | None] = lambda _person, _file: None


_OWNERS: dict[str, Owner] = {}


def register_owner(
    model: type[Model],
    ways: Sequence[Way],
    unless: Callable[[User, Any], str | None] = lambda _person, _file: None,
) -> None:
    """Say the ways to the files of these objects, each asked of the object; called when the app is ready."""
    _OWNERS[model._meta.label_lower] = Owner(ways, unless)


def owner_kinds() -> list[str]:
    """The kinds of objects whose files are explained."""
    return sorted(_OWNERS)


def register_files() -> None:
    """Called when people is ready: the ways are looked for file by file."""
    register(
        Explained(
            model=PrivateFile,
            label="document",
            seen=_file,
            pages=frozenset({"private_file"}),
            deeds=[Deed("ouvrir le document", _may_read, [Way(_needs, _of)], unless=_stopped)],
        )
    )


def _may_read(visitor: Visitor, file: PrivateFile) -> bool:
    keeper = keeper_of(file)
    return keeper is not None and visitor.is_authenticated and keeper.may_read(visitor, file)


def _file(asker: User, carried: Mapping[str, Any]) -> PrivateFile | None:
    """Whoever may read a file may ask why another may."""
    file = PrivateFile.objects.filter(pk=carried["pk"]).first()
    return file if file is not None and _may_read(asker, file) else None


def _owner(file: PrivateFile) -> tuple[Sequence[Way], Any]:
    owner = _OWNERS.get(file.owner_type)
    if owner is None:
        return (), None
    try:
        found = apps.get_model(file.owner_type)._base_manager.filter(pk=file.owner_id).first()
    except (ValidationError, ValueError):
        found = None
    return (owner.ways if found is not None else ()), found


def _needs(file: PrivateFile) -> str:
    ways, owner = _owner(file)
    if not ways:
        return "ce que demande l’objet auquel ce document est joint"
    return ", ou ".join(way.needs(owner) for way in ways)


def _of(person: User, file: PrivateFile) -> Evidence:
    ways, owner = _owner(file)
    found = [(way.needs(owner), way.of(person, owner)) for way in ways]
    said = [
        " : ".join([needs, *evidence.said]) for needs, evidence in found if evidence.holds or evidence.said
    ]
    return Evidence(any(evidence.holds for _, evidence in found), said)


def _stopped(person: User, file: PrivateFile) -> str | None:
    owner = _OWNERS.get(file.owner_type)
    return owner.unless(person, file) if owner else None

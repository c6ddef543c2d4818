"""Lists that come in and go out by the pages of imports: each application says its own, when it is ready."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model


@dataclass(frozen=True)
class Field:
    """One thing that a list may say: how we call it, and the headers under which people write it."""

    key: str
    label: str
    aliases: Sequence[str] = ()
    is_required: bool = False
    help: str = ""


@dataclass
class Line:
    """One row as it was understood: its number in the file, its cells, what is wrong, what would be done."""

    number: int
    cells: Mapping[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    action: str = "créer"

    def read(self, key: str, label: str, parse: Callable[[str], Any]) -> Any:
        """One cell understood, or an error on the row and None."""
        from sheets.values import NotUnderstood

        try:
            return parse(self.cells.get(key, ""))
        except NotUnderstood as refusal:
            self.errors.append(f"{label} : {refusal.message}")
            return None


@dataclass(frozen=True)
class Written:
    """A row of the base that an import made, or changed: `before` holds what it said."""

    row: Model
    before: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Importer:
    """One kind of list.

    `policy` says who may import and export it, `scopes` into what (a place…) when there is a choice.
    `check(lines, user, scope)` reads every row and says what is wrong, writing nothing; `write` receives
    good rows inside one transaction and returns all that it made or changed, so that it can be undone.
    `rows(user, scope)` are those of an export, in the order of `fields`; `exported` hears of it.
    """

    key: str
    title: str
    fields: Sequence[Field]
    policy: Callable[[Any], bool]
    check: Callable[[list[Line], Any, str], None]
    write: Callable[[list[Line], Any, str], Iterable[Written]]
    rows: Callable[[Any, str], Iterable[Sequence[Any]]]
    scopes: Callable[[Any], Sequence[tuple[str, str]]] | None = None
    scope_label: str = ""
    intro: str = ""
    exported: Callable[[Any, str], None] | None = None


_IMPORTERS: dict[str, Importer] = {}


def register(importer: Importer) -> None:
    """Add a kind of list."""
    _IMPORTERS[importer.key] = importer


def importer_of(key: str) -> Importer | None:
    """The kind of that name."""
    return _IMPORTERS.get(key)


def importers_for(user: Any) -> list[Importer]:
    """Those that this person may use."""
    return [importer for importer in _IMPORTERS.values() if importer.policy(user)]


def may_import(user: Any) -> bool:
    """Whether this person may use any."""
    # Several lists share a policy, and the menu asks often.
    return any(policy(user) for policy in {importer.policy: None for importer in _IMPORTERS.values()})

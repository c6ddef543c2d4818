"""Who may read a private file is known by whoever owns the object it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from vault.models import PrivateFile

type MayRead = Callable[[Any, PrivateFile], bool]
type Opened = Callable[[Any, PrivateFile], None]


@dataclass(frozen=True)
class Keeper:
    """What a kind of object says of its files."""

    may_read: MayRead
    opened: Opened | None = None


_KEEPERS: dict[str, Keeper] = {}


def register(owner_model: type[Model], may_read: MayRead, opened: Opened | None = None) -> None:
    """Let `may_read(user, file)` decide for the files of these objects; `opened` hears of each reading."""
    _KEEPERS[owner_model._meta.label_lower] = Keeper(may_read, opened)


def keeper_of(file: PrivateFile) -> Keeper | None:
    """Whoever decides for this file; nobody means that nobody reads it."""
    return _KEEPERS.get(file.owner_type)

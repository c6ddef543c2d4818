"""What people may consent to: a sentence, under a version. A new sentence asks again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Purpose:
    """Something that the house does only with a person's consent. `text` is exactly what they read."""

    key: str
    label: str
    version: int
    text: str


_PURPOSES: dict[str, Purpose] = {}


def register(purpose: Purpose) -> None:
    """Declare a purpose; called by its application when it is ready."""
    _PURPOSES[purpose.key] = purpose


def unregister(key: str) -> None:
    """Forget a purpose."""
    _PURPOSES.pop(key, None)


def purpose_of(key: str) -> Purpose | None:
    """The purpose of that name."""
    return _PURPOSES.get(key)


def purposes() -> list[Purpose]:
    """Every purpose, by key."""
    return [_PURPOSES[key] for key in sorted(_PURPOSES)]

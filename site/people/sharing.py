"""Links that open something without an account: those who manage see them beside the rights they gave."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from people.access import Visitor


@dataclass(frozen=True)
class SharedLink:
    """One link that still opens something: who may read what, and where it comes from."""

    sentence: str
    origin: str


@dataclass(frozen=True)
class Sharing:
    """One kind of link; `page` is the name of the address where such links are given and closed."""

    label: str
    page: str
    may: Callable[[Visitor], bool]
    links: Callable[[Visitor], Iterable[SharedLink]]


_SHARINGS: dict[str, Sharing] = {}


def register(sharing: Sharing) -> None:
    """Show these links on the page of rights; called by their application when it is ready."""
    _SHARINGS[sharing.page] = sharing


def sharings_for(visitor: Visitor) -> list[tuple[Sharing, list[SharedLink]]]:
    """Each kind of link that this person may give, with those that are open."""
    return [(found, list(found.links(visitor))) for found in _SHARINGS.values() if found.may(visitor)]

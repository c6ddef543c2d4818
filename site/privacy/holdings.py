"""What each application holds of a person. Every foreign key to a person of the project has its trace."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.apps import apps
from django.db.models import Field, Model, QuerySet


class Then(Enum):
    """What erasing a person does to the rows that name them."""

    DELETE = "deleted"
    FORGET = "forgotten"  # the row stays, the person is no longer named
    KEEP = "kept"  # the row stays with the account, which has no name any more


@dataclass(frozen=True)
class Trace:
    """One foreign key to a person.

    `path` reads "bookings.Booking.organiser". `told` are the columns that the person takes with them, with
    double underscores to follow links; none for a mere trace of who did what. `blanks` are written over the
    row when the person is erased: what they typed goes, what is counted stays.
    """

    path: str
    told: tuple[str, ...] = ()
    then: Then = Then.KEEP
    blanks: Mapping[str, Any] = field(default_factory=dict)

    @property
    def model(self) -> type[Model]:
        """The model that holds it."""
        return apps.get_model(self.path.rpartition(".")[0])

    @property
    def column(self) -> Field:
        """The field that names the person."""
        return self.model._meta.get_field(self.path.rpartition(".")[2])  # type: ignore[return-value]

    def rows(self, person: Any) -> QuerySet:
        """The rows that name this person."""
        return self.model._base_manager.filter(**{self.column.name: person}).order_by("pk")


def _nothing(person: Any) -> list[Any]:
    return []


def _free(person: Any) -> str | None:
    return None


@dataclass(frozen=True)
class Holding:
    """One chapter of what is held of people, as they and the register of processing read it.

    `erased` says what erasure does, and what the law makes us keep. `files` lists the private files that
    the person takes with them. `blocks` answers a French sentence when something must be settled before
    the person can be erased. `erase` does what traces cannot say, in the same transaction, before them.
    """

    key: str
    label: str
    purpose: str
    basis: str
    kept: str
    read_by: str
    erased: str
    traces: tuple[Trace, ...]
    files: Callable[[Any], Any] = _nothing
    blocks: Callable[[Any], str | None] = _free
    erase: Callable[[Any], Any] = _nothing


_HOLDINGS: dict[str, Holding] = {}


def register(holding: Holding) -> None:
    """Say what an application holds; called by it when it is ready."""
    _HOLDINGS[holding.key] = holding


def unregister(key: str) -> None:
    """Forget a holding."""
    _HOLDINGS.pop(key, None)


def holdings() -> list[Holding]:
    """Every chapter, by key."""
    return [_HOLDINGS[key] for key in sorted(_HOLDINGS)]

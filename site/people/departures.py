"""What an organisation that leaves has still to settle, as each application says it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from people.models import Organisation

type Finder = Callable[[Organisation, date], Iterable[str]]


@dataclass(frozen=True)
class Settlement:
    """One question of the checklist that the house answers by itself.

    `remaining(organisation, leaves_on)` names, in French, what is left to settle; nothing when all is.
    """

    key: str
    label: str
    remaining: Finder


@dataclass(frozen=True)
class Answer:
    """A question, and what is left of it."""

    label: str
    remaining: list[str]

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left."""
        return not self.remaining


_SETTLEMENTS: dict[str, Settlement] = {}


def register(settlement: Settlement) -> None:
    """Add a question; called by an application when it is ready."""
    _SETTLEMENTS[settlement.key] = settlement


def checklist(organisation: Organisation, leaves_on: date) -> list[Answer]:
    """Every question with its answer as things stand."""
    return [
        Answer(settlement.label, list(settlement.remaining(organisation, leaves_on)))
        for settlement in _SETTLEMENTS.values()
    ]

"""What the domain refuses, each with a French sentence a person can act on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from spaces.wording import moments

if TYPE_CHECKING:
    from spaces.models import Space


class DomainError(Exception):
    """A request that the house refuses; `message` is what its author reads."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class InvalidPeriod(DomainError):
    """End before start, no length, too long, or a moment without a time zone."""


class InvalidHold(DomainError):
    """A request that no room could serve: nothing asked, seats of a space that has none, twice the same."""


@dataclass(frozen=True)
class Conflict:
    """What stands in the way of a hold: `end` is None when it lasts until further notice."""

    space: Space
    start: datetime
    end: datetime | None
    free_from: datetime | None
    claim_id: int | None
    hold: int

    def __str__(self) -> str:
        return f"{self.space.name} n’est pas libre {moments(self.start, self.end, self.space.place.zone)}"


class SlotTaken(DomainError):
    """Somebody else holds one of the spaces. `conflicts` says which, and when."""

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        self.conflicts = list(conflicts)
        shown = self.conflicts[:3]
        more = len(self.conflicts) - len(shown)
        sentences = [str(conflict) for conflict in shown]
        if more:
            sentences.append("et un autre moment" if more == 1 else f"et {more} autres moments")
        super().__init__(" ; ".join(sentences) + ".")


class SeatsExhausted(DomainError):
    """Fewer seats or units are free than were asked for at some moment of the period."""

    def __init__(self, space: Space, *, wanted: int, free: int, at: datetime) -> None:
        self.space, self.wanted, self.free, self.at = space, wanted, free, at
        when = moments(at, at, space.place.zone)
        if not free:
            left = "il ne reste plus de place libre"
        elif free == 1:
            left = "il ne reste qu’une place libre"
        else:
            left = f"il ne reste que {free} places libres"
        super().__init__(f"{space.name} : {left} {when}.")


class NotAllowed(DomainError):
    """The person may not do this deed."""


class PartsRefused(DomainError):
    """A space cannot be divided in that way."""


class HoursRefused(DomainError):
    """Opening hours that contradict one another."""


class SheetRefused(DomainError):
    """A list of rooms that cannot be imported as it is; the preview says why, row by row."""


class InvalidMessage(DomainError):
    """A message that says nothing, or of which nothing is decided."""

"""What bookings refuse, each with a French sentence a person can act on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spaces.errors import DomainError, NotAllowed

__all__ = [
    "AlreadyDecided",
    "BookingRefused",
    "KeyReused",
    "NotAllowed",
    "Refusal",
    "SlotRefused",
    "StrangeTime",
]

if TYPE_CHECKING:
    from bookings.models import Booking


@dataclass(frozen=True)
class Refusal:
    """Which rule says no, why, and what would be accepted.

    A `firm` one binds everybody: no manager may set it aside, because the law or arithmetic holds it.
    """

    rule: str
    message: str
    accepted: str = ""
    firm: bool = False

    def __str__(self) -> str:
        return f"{self.message} {self.accepted}".strip()


class BookingRefused(DomainError):
    """The rules of the house refuse a booking; `refusals` says all of them at once."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        self.refusals = list(refusals)
        super().__init__(" ".join(str(refusal) for refusal in self.refusals))


class SlotRefused(BookingRefused):
    """Somebody else holds one of the spaces at that time, or its last seats."""


class AlreadyDecided(DomainError):
    """Somebody decided this booking first, or its state no longer allows the deed."""


class StrangeTime(DomainError):
    """A time that the clocks of a DST night skip, or show twice."""


class KeyReused(DomainError):
    """A form sent before came back with other facts: the first booking stands, this one is not made."""

    def __init__(self, booking: Booking) -> None:
        self.booking = booking
        super().__init__(
            "Votre réservation précédente est enregistrée. Pour en faire une autre, vérifiez et envoyez à nouveau."
        )


class AnswerMismatch(DomainError):
    """A key of the API came back with another request."""

"""What meetings refuse, in words that people read; `field` is the one beside which they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from meetings.quorum import Quorum


class DomainError(Exception):
    """A refusal with its sentence."""

    message = ""
    field: str | None = None

    def __init__(self, message: str = "", *, field: str | None = None) -> None:
        self.message = message or self.message
        self.field = field or self.field
        super().__init__(self.message)


class NotAllowed(DomainError):
    message = "Seule la personne qui tient cette rencontre peut le faire."


class WrongState(DomainError):
    """The meeting has moved on, or has not come that far."""


class NobodyToCall(DomainError):
    message = "Personne n’est encore sur la feuille : ajoutez des participants, puis convoquez."


class AlreadyCalled(DomainError):
    field = "name"


class ProxyRefused(DomainError):
    field = "holder"


class NotThere(DomainError):
    """Somebody who is not in the room cannot do it."""

    field = "attendance"


class QuorumLost(DomainError):
    """Too few voices are in the room to open or to decide."""

    def __init__(self, quorum: Quorum, *, field: str | None = None) -> None:
        self.quorum = quorum
        otherwise = (
            "reportez ou retirez les questions qui restent, levez la séance et convoquez de nouveau."
            if field
            else "déplacez la rencontre et convoquez de nouveau."
        )
        super().__init__(
            f"Le quorum n’est pas atteint : il faut {quorum.needed} voix présentes ou représentées sur "
            f"{quorum.total}, il y en a {quorum.reached}. Attendez des arrivées, ou {otherwise}",
            field=field,
        )


class VoteRefused(DomainError):
    field = "choice"


class VotesDoNotAdd(DomainError):
    field = "votes_for"


class OutcomeRefused(DomainError):
    field = "outcome"


class StillToDecide(DomainError):
    """Some questions were put and have no answer yet."""


class NothingToPublish(DomainError):
    message = "Aucune décision n’attend d’être publiée."


class MinutesMissing(DomainError):
    message = "Le compte rendu est vide : écrivez-le, puis signez."
    field = "minutes"

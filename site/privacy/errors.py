"""What personal data refuses, in words that people read."""

from __future__ import annotations

from collections.abc import Sequence


class DomainError(Exception):
    """A refusal with its sentence."""

    message = ""

    def __init__(self, message: str = "") -> None:
        self.message = message or self.message
        super().__init__(self.message)


class NotYours(DomainError):
    message = "Ces données sont celles d’une autre personne."


class UnknownPurpose(DomainError):
    message = "Cette question n’est plus posée : rechargez la page."


class StillNeeded(DomainError):
    """Something must be settled before a person is erased; `reasons` say what, each with what to do."""

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = list(reasons)
        super().__init__(" ".join(reasons))

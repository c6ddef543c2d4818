"""What the incubator refuses, each with a French sentence a person can act on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from spaces.errors import DomainError

if TYPE_CHECKING:
    from incubator.forms.pages import Flaw

__all__ = [
    "Conflict",
    "DomainError",
    "FormRefused",
    "Incomplete",
    "NotAllowed",
    "NotWritable",
    "Refused",
    "ReviewRefused",
    "WrongState",
]


class NotAllowed(DomainError):
    """Not something that person may do to the dossier."""


class WrongState(DomainError):
    """The dossier is not, or no longer, where this could be done to it."""


class Refused(DomainError):
    """A guard of the transition says no."""


class Incomplete(Refused):
    """The dossier cannot be handed in yet; `flaws` says what is missing, page by page."""

    def __init__(self, flaws: Sequence[Flaw]) -> None:
        self.flaws = list(flaws)
        count = len(self.flaws)
        points = "Un point est" if count == 1 else f"{count} points sont"
        super().__init__(f"{points} à revoir avant de déposer.")


class NotWritable(DomainError):
    """Nothing can be written in this dossier any more, or not in this field."""


class Conflict(DomainError):
    """Somebody else saved the same answers in between; `keys` says which."""

    def __init__(self, keys: Sequence[str]) -> None:
        self.keys = list(keys)
        super().__init__(
            "Cette étape a été enregistrée ailleurs entre-temps, dans un autre onglet ou par quelqu’un "
            "d’autre. Rien n’a été écrasé."
        )


class ReviewRefused(Refused):
    """A reading that is not whole; `flaws` gives a sentence by criterion number, `comment` or `marks`."""

    def __init__(self, flaws: Mapping[str, str]) -> None:
        self.flaws = dict(flaws)
        super().__init__(" ".join(self.flaws.values()))


class FormRefused(DomainError):
    """A form that cannot be published as it is."""

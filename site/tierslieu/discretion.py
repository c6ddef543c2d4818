"""Addresses that are keys never reach a log: not ours, not the web server's, tracebacks included."""

from __future__ import annotations

import logging
import re
from typing import Any

from gunicorn import glogging

# What comes before the secret of each address that opens something to whoever holds it.
# `tests/tierslieu/test_discretion.py` walks every route: a new one is written here, or the test says so.
BEFORE_A_SECRET = (
    "agendas", "besoins/suivi", "chiffres", "compte/confirm-email", "compte/password/reset/key", "convocation",
    r"gestion/password_reset/confirm/[^/\s]+", "invitation",
    "invite", "jury/lien", "ma-demande", "nous-ecrire", "occupation", "pas-cette-fois", "portes", "rappels/desinscription",
    "relogement", "signalements",
)  # fmt: skip
SECRET = re.compile(rf"(?<![\w-])((?:{'|'.join(BEFORE_A_SECRET)})/)(?!\s)[^/\s?#'\"<>]+(?=[/\s?#'\"<>]|$)")
# The secret of an agenda ends its path.
HIDDEN = r"\1…"


def discreet(text: str) -> str:
    """The same text, with what opens nothing in the place of what does."""
    return SECRET.sub(HIDDEN, text)


class DiscreetLine(logging.Formatter):
    """One line of our log."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        """Everything that would be written, without its secrets."""
        return discreet(super().format(record))


class DiscreetServerLog(glogging.Logger):
    """Gunicorn's own log, which writes the address of a request that it could not finish."""

    def _set_handler(self, log: Any, output: Any, fmt: logging.Formatter, stream: Any = None) -> None:
        super()._set_handler(log, output, _Discreet(fmt), stream)


class _Discreet(logging.Formatter):
    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self.inner = inner

    def format(self, record: logging.LogRecord) -> str:
        return discreet(self.inner.format(record))

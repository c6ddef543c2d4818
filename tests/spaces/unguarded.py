"""The site as most software is made: look whether the room is free, then write, with neither lock nor constraint.

Served by the controls of the races through HTTP, on a scratch copy of the ledger's table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.backends.signals import connection_created

from spaces.conflicts import conflicts
from spaces.enums import ClaimKind
from spaces.errors import SlotTaken
from spaces.holds import Hold
from spaces.services import ledger
from tests.spaces.racing import turn_locks_off
from tierslieu.wsgi import application

__all__ = ["application"]

_occupy: Callable[..., Any] = ledger.occupy


def occupy(*, kind: ClaimKind, holds: Sequence[Hold]) -> Any:
    if found := conflicts(holds):
        raise SlotTaken(found)
    return _occupy(kind=kind, holds=holds)


def use_the_scratch_table(connection: Any, **kwargs: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET search_path = scratch, public")


turn_locks_off()
ledger.occupy = occupy
connection_created.connect(use_the_scratch_table)

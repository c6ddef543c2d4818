"""The one written order of locks: buildings, organisations, leaves, each by id.

The exclusion constraint is the guarantee. These locks keep many writers from deadlocking on it, and guard
what no constraint can count: seats, headcounts, quotas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps

from django.db import OperationalError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from psycopg.errors import DeadlockDetected

from people.models import Organisation
from spaces.division import Piece, pieces
from spaces.models import Space

# The statements are in the function of that name, which `spaces.migrations` writes: buildings, organisations, then
# leaves, each row locked in the order in which it is read, FOR NO KEY UPDATE, which lets foreign keys go on pointing at
# it meanwhile. What the rows say is read last, in a statement of its own: whoever was changing or dividing one of these
# spaces has finished. One trip, and plans that the server makes once (decision 0025).
LOCK = "SELECT * FROM spaces_lock(%s::bigint[], %s::bigint[])"


@dataclass(frozen=True)
class Locked:
    """What the ledger reads of a space once its row is locked, and the leaves that stand for it."""

    pk: int
    name: str
    turnaround: timedelta
    seat_count: int | None
    pieces: tuple[Piece, ...] = ()

    def is_divided(self, during: DateTimeTZRange) -> bool:
        """Whether its parts hold for it at some moment of a period."""
        return any(piece.leaf != self.pk and piece.cut(during) for piece in self.pieces)


def lock(*, spaces: Iterable[Space], organisations: Iterable[Organisation] = ()) -> dict[int, Locked]:
    """Hold the rows that decide about these spaces until the end of the transaction; their facts, by id.

    Call it once per transaction, with everything it will touch, before counting anything. Must run inside
    `transaction.atomic`. Wholes are locked with their parts.
    """
    space_ids = sorted({space.pk for space in spaces})
    organisation_ids = sorted({organisation.pk for organisation in organisations})
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [space_ids, organisation_ids])
        rows = cursor.fetchall()
    parts: dict[int, list[tuple[int, DateTimeTZRange]]] = {}
    for whole, *_, part, valid in rows:
        if part is not None:
            parts.setdefault(whole, []).append((part, valid))
    return {
        pk: Locked(pk, name, turnaround, seat_count, pieces(pk, parts.get(pk, ())))
        for pk, name, turnaround, seat_count, *_ in rows
    }


def retry_deadlock[**P, R](verb: Callable[P, R]) -> Callable[P, R]:
    """Run a verb again, once, when PostgreSQL chose it as the victim of a deadlock.

    Only the outermost transaction can be run again: inside another one the error goes up.
    """

    @wraps(verb)
    def again(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block:
            return verb(*args, **kwargs)
        try:
            return verb(*args, **kwargs)
        except OperationalError as error:
            if not isinstance(error.__cause__, DeadlockDetected):
                raise
            return verb(*args, **kwargs)

    return again


def within_transaction[**P, R](verb: Callable[P, R]) -> Callable[P, R]:
    """Open a transaction around a verb that writes once, unless its caller opened one: two trips fewer than the
    savepoint of `transaction.atomic`. A refusal leaves the caller's transaction whole, which `savepoint=False` would
    not, and its locks taken.
    """

    @wraps(verb)
    def inside(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block:
            return verb(*args, **kwargs)
        with transaction.atomic():
            return verb(*args, **kwargs)

    return inside

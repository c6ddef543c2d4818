"""What stands in the way of a request, asked of the ledger in one query however long the request."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange, NumericRange

from spaces.division import pieces
from spaces.errors import Conflict
from spaces.holds import Hold
from spaces.models import Claim, Part, Space

WHOLE = NumericRange(0, None)

# The order of the columns is that of the exclusion constraint's index, which answers each asked row.
IN_THE_WAY = """
SELECT asked.place - 1, occupation.id, occupation.claim_id, occupation.space_id, occupation.seats,
       occupation.used, occupation.held
FROM unnest(%s::bigint[], %s::int4range[], %s::tstzrange[])
     WITH ORDINALITY AS asked(space_id, seats, held, place)
JOIN spaces_occupation occupation
  ON occupation.space_id = asked.space_id
 AND occupation.seats && asked.seats
 AND occupation.held && asked.held
ORDER BY asked.place, lower(occupation.held), occupation.id
"""


@dataclass(frozen=True)
class Asked:
    """One leaf, or some of its seats, for a while."""

    space_id: int
    held: DateTimeTZRange
    seats: NumericRange = WHOLE


class InTheWay(NamedTuple):
    """A row of the ledger that overlaps the asked row of that index."""

    asked: int
    pk: int
    claim_id: int
    space_id: int
    seats: NumericRange
    used: DateTimeTZRange
    held: DateTimeTZRange


def in_the_way(asked: Sequence[Asked]) -> list[InTheWay]:
    """Rows of the ledger that overlap one of the asked, in the order of the asked and of time."""
    if not asked:
        return []
    columns = [[row.space_id for row in asked], [row.seats for row in asked], [row.held for row in asked]]
    with connection.cursor() as cursor:
        cursor.execute(IN_THE_WAY, columns)
        return [InTheWay(*row) for row in cursor.fetchall()]


def conflicts(holds: Sequence[Hold], *, ignoring: Collection[Claim] = ()) -> list[Conflict]:
    """What prevents these holds, in the order of the holds and of time; none means free right now.

    A hold of seats is prevented here by nothing: `occupy` alone counts seats, under its lock.
    """
    asked, owners = _asked(holds)
    kept = {claim.pk for claim in ignoring}
    found = [row for row in in_the_way(asked) if row.claim_id not in kept]
    spaces = Space.objects.select_related("place").in_bulk({row.space_id for row in found})
    return [
        Conflict(
            space=spaces[row.space_id],
            start=row.used.lower,
            end=row.used.upper,
            free_from=row.held.upper,
            claim_id=row.claim_id,
            hold=owners[row.asked],
        )
        for row in found
    ]


def _asked(holds: Sequence[Hold]) -> tuple[list[Asked], list[int]]:
    wanted = {hold.space.pk for hold in holds if hold.seats is None}
    pauses: dict[int, timedelta] = {hold.space.pk: hold.space.turnaround for hold in holds}
    parts: dict[int, list[tuple[int, DateTimeTZRange]]] = {}
    rows = Part.objects.filter(whole__in=wanted).order_by("part", "valid")
    for whole, part, valid, pause in rows.values_list("whole", "part", "valid", "part__turnaround"):
        parts.setdefault(whole, []).append((part, valid))
        pauses[part] = pause
    asked, owners = [], []
    for index, hold in enumerate(holds):
        if hold.seats is not None:
            continue
        for piece in pieces(hold.space.pk, parts.get(hold.space.pk, ())):
            held = piece.cut(hold.held(max(pauses[piece.leaf], hold.space.turnaround)))
            if piece.cut(hold.used) and held:
                asked.append(Asked(piece.leaf, held))
                owners.append(index)
    return asked, owners

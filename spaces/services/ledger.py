"""The only writers of the ledger.

A claim is a list of holds; a hold becomes one row per leaf, or per seat. The exclusion constraint decides
who comes first, the locks of `spaces.services.locks` keep the queue polite and the counts right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange, NumericRange

import clock
from spaces.conflicts import WHOLE, Asked, InTheWay, conflicts, in_the_way
from spaces.division import interval_of
from spaces.enums import ClaimKind
from spaces.errors import InvalidHold, InvalidPeriod, SeatsExhausted, SlotTaken
from spaces.holds import Hold, check_holds
from spaces.intervals import END_OF_TIME, Interval
from spaces.models import Claim, Occupation, Space
from spaces.services.locks import Locked, lock, retry_deadlock, within_transaction
from spaces.services.seats import NoSeat, Sitting, Taken, choose
from spaces.signals import ledger_changed

__all__ = [
    "Hold",
    "InvalidHold",
    "InvalidPeriod",
    "SeatsExhausted",
    "SlotTaken",
    "conflicts",
    "lock",
    "occupy",
    "occupy_many",
    "release",
    "reoccupy",
    "retry_deadlock",
    "rewrite",
]

# Each in one trip: the claims that it wrote, and the rows. A row that somebody else stands in the way of is left out by
# the exclusion constraint itself, without an error, so that no savepoint is needed around it: whoever finds fewer
# rows than it asked for takes the others back.
WRITE_CLAIMS = """
WITH claim AS (
    INSERT INTO spaces_claim (kind, created_at) SELECT %s, %s FROM generate_series(1, %s) RETURNING id
), owner AS (
    SELECT array_agg(id ORDER BY id) AS claims FROM claim
), written AS (
    INSERT INTO spaces_occupation (claim_id, space_id, seats, used, held)
    SELECT owner.claims[row.batch + 1], row.space_id, row.seats, row.used, row.held
    FROM owner, unnest(%s::int[], %s::bigint[], %s::int4range[], %s::tstzrange[], %s::tstzrange[])
         AS row(batch, space_id, seats, used, held)
    ON CONFLICT DO NOTHING RETURNING id
)
SELECT owner.claims, ARRAY(SELECT id FROM written) FROM owner
"""
WRITE_ROWS = """
WITH written AS (
    INSERT INTO spaces_occupation (claim_id, space_id, seats, used, held)
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::int4range[], %s::tstzrange[], %s::tstzrange[])
    ON CONFLICT DO NOTHING RETURNING id
)
SELECT ARRAY[]::bigint[], ARRAY(SELECT id FROM written)
"""
TAKE_BACK = "DELETE FROM spaces_occupation WHERE id = ANY(%s); DELETE FROM spaces_claim WHERE id = ANY(%s)"


@dataclass(frozen=True)
class Line:
    """A row to write for the claim, or the batch, numbered `owner`."""

    owner: int
    space_id: int
    seats: NumericRange
    used: DateTimeTZRange
    held: DateTimeTZRange


@dataclass(frozen=True)
class Seating:
    """Some seats asked of a shared space, for the claim, or the batch, numbered `owner`."""

    owner: int
    space: Space
    wanted: int
    ceiling: int
    used: DateTimeTZRange
    held: DateTimeTZRange


def occupy(*, kind: str, holds: Sequence[Hold]) -> Claim:
    """Write one claim and what it holds, all or nothing. Domain services call it once their rules agree.

    Raises SlotTaken with every conflict, SeatsExhausted, InvalidPeriod, InvalidHold.
    """
    (claim,) = occupy_many(kind=kind, batches=[holds])
    return claim


@retry_deadlock
@within_transaction
def occupy_many(*, kind: str, batches: Sequence[Sequence[Hold]]) -> list[Claim]:
    """Write one claim per batch of holds, all or nothing, under one taking of the locks: a whole series.

    Raises SlotTaken (the index of a conflict's hold counts through all the batches), SeatsExhausted,
    InvalidPeriod, InvalidHold.
    """
    kind = ClaimKind(kind)
    if not batches:
        return []
    for batch in batches:
        check_holds(batch, kind=kind)
    holds = [hold for batch in batches for hold in batch]
    facts = lock(spaces=[hold.space for hold in holds])
    lines = _lines([number for number, batch in enumerate(batches) for _ in batch], holds, facts)
    at = clock.now()
    written = _insert(WRITE_CLAIMS, [kind.value, at, len(batches)], lines, holds)
    claims = [_claim(pk, kind, at) for pk in written]
    _tell({line.space_id for line in lines}, claims)
    return claims


@retry_deadlock
@transaction.atomic
def reoccupy(*, claim: Claim, holds: Sequence[Hold]) -> None:
    """Replace what a claim holds, all or nothing: on refusal it keeps what it had.

    Raises what `occupy` raises; the claim's own rows never stand in its way.
    """
    check_holds(holds, kind=ClaimKind(claim.kind))
    before = list(Space.objects.filter(occupations__claim=claim).distinct())
    facts = lock(spaces=[*before, *(hold.space for hold in holds)])
    with transaction.atomic():
        Occupation.objects.filter(claim=claim).delete()
        lines = _lines([claim.pk] * len(holds), holds, facts)
        _insert(WRITE_ROWS, [], lines, holds)
    _tell({line.space_id for line in lines} | {space.pk for space in before}, [claim])


@retry_deadlock
@transaction.atomic
def release(*, claim: Claim) -> None:
    """Free what a claim holds and keep the claim, so that its history still has a name."""
    spaces = list(Space.objects.filter(occupations__claim=claim).distinct())
    lock(spaces=spaces)
    Occupation.objects.filter(claim=claim).delete()
    _tell({space.pk for space in spaces}, [claim])


@retry_deadlock
@transaction.atomic
def rewrite(*, asks: Sequence[tuple[Claim, Hold]], change: Callable[[], None]) -> None:
    """Take these holds off the ledger, run `change`, which divides their spaces otherwise, and write them anew.

    All or nothing, for `spaces.services.layout`, which has locked their spaces with those they move to; what
    the same claims hold elsewhere stays. Raises what `occupy` raises.
    """
    spaces = [hold.space for _, hold in asks]
    before = lock(spaces=spaces)
    for claim, hold in asks:
        leaves = {piece.leaf for piece in before[hold.space.pk].pieces}
        Occupation.objects.filter(claim=claim, space__in=leaves, used__contained_by=hold.used).delete()
    change()
    after = lock(spaces=spaces)
    holds = [hold for _, hold in asks]
    lines = _lines([claim.pk for claim, _ in asks], holds, after)
    _insert(WRITE_ROWS, [], lines, holds)
    _tell({*before, *(line.space_id for line in lines)}, [claim for claim, _ in asks])


def _lines(owners: Sequence[int], holds: Sequence[Hold], facts: Mapping[int, Locked]) -> list[Line]:
    """The rows that these holds need; which seats is decided here, under the lock."""
    lines: list[Line] = []
    seatings: list[Seating] = []
    for owner, hold in zip(owners, holds, strict=True):
        space = facts[hold.space.pk]
        if hold.seats is not None:
            seatings.append(_seating(owner, hold, hold.seats, space))
            continue
        for piece in space.pieces:
            used = piece.cut(hold.used)
            held = piece.cut(hold.held(max(facts[piece.leaf].turnaround, space.turnaround)))
            if used and held:
                lines.append(Line(owner, piece.leaf, WHOLE, used, held))
    _refuse_twice_the_same(lines, facts)
    if seatings:
        lines.extend(_seated_lines(seatings, also=lines))
    return lines


def _refuse_twice_the_same(lines: Sequence[Line], facts: Mapping[int, Locked]) -> None:
    """The constraint would refuse it too, but as if somebody else were in the way."""
    latest: dict[int, Interval] = {}
    for line in sorted(lines, key=lambda line: line.held.lower):
        held = interval_of(line.held)
        if line.space_id in latest and held.overlaps(latest[line.space_id]):
            raise InvalidHold(f"{facts[line.space_id].name} est demandé deux fois au même moment.")
        latest[line.space_id] = held


def _seating(owner: int, hold: Hold, wanted: int, space: Locked) -> Seating:
    if space.seat_count is None or space.is_divided(hold.used):
        raise InvalidHold(f"{space.name} se réserve en entier, pas place par place.")
    if wanted > space.seat_count:
        raise SeatsExhausted(hold.space, wanted=wanted, free=space.seat_count, at=hold.start)
    return Seating(owner, hold.space, wanted, space.seat_count, hold.used, hold.held(space.turnaround))


def _seated_lines(seatings: Sequence[Seating], *, also: Sequence[Line]) -> list[Line]:
    """Choose free seats for one request after the other, each seeing what the ones before it took."""
    taken: dict[int, list[Taken]] = {seating.space.pk: [] for seating in seatings}
    known = {row.pk: row for row in in_the_way([Asked(one.space.pk, one.held) for one in seatings])}
    rows: list[InTheWay | Line] = [*known.values(), *also]
    for row in rows:
        if row.space_id in taken:
            taken[row.space_id].append(Taken(row.seats.lower, row.seats.upper, interval_of(row.held)))
    lines: list[Line] = []
    for one in seatings:
        used, mine = interval_of(one.used), taken[one.space.pk]
        try:
            sittings = choose(
                wanted=one.wanted, ceiling=one.ceiling, used=used, held=interval_of(one.held), taken=mine
            )
        except NoSeat as full:
            raise SeatsExhausted(one.space, wanted=one.wanted, free=full.free, at=full.at) from None
        for sitting in sittings:
            mine.append(Taken(sitting.seat, sitting.seat + 1, sitting.piece))
            lines.append(_sitting(one.owner, one.space.pk, sitting, used))
    return lines


def _sitting(owner: int, space_id: int, sitting: Sitting, used: Interval) -> Line:
    piece = sitting.piece
    mine = Interval(max(piece.start, used.start), min(piece.end, used.end))
    seats = NumericRange(sitting.seat, sitting.seat + 1)
    return Line(owner, space_id, seats, _range(mine), _range(piece))


def _insert(
    statement: str, values: Sequence[str | datetime | int], lines: Sequence[Line], holds: Sequence[Hold]
) -> list[int]:
    """The claims written with these lines. Raises SlotTaken, and then none of it stays written."""
    columns: list[list[Any]] = [
        [getattr(line, name) for line in lines] for name in ("owner", "space_id", "seats", "used", "held")
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *columns])
        ((claims, rows),) = cursor.fetchall()
        if len(rows) < len(lines):
            cursor.execute(TAKE_BACK, [rows, claims])
            raise SlotTaken(conflicts(holds))
    return list(claims)


def _claim(pk: int, kind: ClaimKind, at: datetime) -> Claim:
    return Claim.from_db(connection.alias, ["id", "kind", "created_at"], [pk, kind.value, at])


def _range(interval: Interval) -> DateTimeTZRange:
    end: datetime | None = None if interval.end == END_OF_TIME else interval.end
    return DateTimeTZRange(interval.start, end)


def _tell(space_ids: Iterable[int], claims: Iterable[Claim]) -> None:
    spaces, claim_ids = tuple(sorted(space_ids)), tuple(claim.pk for claim in claims)

    def send() -> None:
        ledger_changed.send_robust(sender=Occupation, spaces=spaces, claims=claim_ids)

    transaction.on_commit(send)

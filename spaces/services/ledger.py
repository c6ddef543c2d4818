"""The only writers of the ledger.

A claim is a list of holds; a hold becomes one row per leaf, or per seat. The exclusion constraint decides
who comes first, the locks of `spaces.services.locks` keep the queue polite and the counts right.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange, NumericRange

from spaces.conflicts import Asked, conflicts, in_the_way
from spaces.enums import ClaimKind
from spaces.errors import InvalidHold, InvalidPeriod, SeatsExhausted, SlotTaken
from spaces.holds import Hold, check_holds
from spaces.intervals import Interval
from spaces.models import Claim, Occupation, Part, Space
from spaces.services.locks import lock, retry_deadlock
from spaces.services.seats import END_OF_TIME, NoSeat, Sitting, Taken, choose
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
]

NO_OVERLAP = "spaces_occupation_no_overlap"
EXCLUDED = "23P01"


def occupy(*, kind: str, holds: Sequence[Hold]) -> Claim:
    """Write one claim and what it holds, all or nothing. Domain services call it once their rules agree.

    Raises SlotTaken with every conflict, SeatsExhausted, InvalidPeriod, InvalidHold.
    """
    (claim,) = occupy_many(kind=kind, batches=[holds])
    return claim


@retry_deadlock
@transaction.atomic
def occupy_many(*, kind: str, batches: Sequence[Sequence[Hold]]) -> list[Claim]:
    """Write one claim per batch of holds, all or nothing, under one taking of the locks: a whole series.

    Raises SlotTaken (the index of a conflict's hold counts through all the batches), SeatsExhausted,
    InvalidPeriod, InvalidHold.
    """
    kind = ClaimKind(kind)
    holds = [hold for batch in batches for hold in batch]
    for batch in batches:
        check_holds(batch, kind=kind)
    lock(spaces=[hold.space for hold in holds])
    claims = Claim.objects.bulk_create(Claim(kind=kind) for _ in batches)
    owners = [claim for claim, batch in zip(claims, batches, strict=True) for _ in batch]
    _tell(_write(owners, holds), claims)
    return claims


@retry_deadlock
@transaction.atomic
def reoccupy(*, claim: Claim, holds: Sequence[Hold]) -> None:
    """Replace what a claim holds, all or nothing: on refusal it keeps what it had.

    Raises what `occupy` raises; the claim's own rows never stand in its way.
    """
    check_holds(holds, kind=ClaimKind(claim.kind))
    before = list(Space.objects.filter(occupations__claim=claim).distinct())
    lock(spaces=[*before, *(hold.space for hold in holds)])
    with transaction.atomic():
        Occupation.objects.filter(claim=claim).delete()
        after = _write([claim] * len(holds), holds)
    _tell(after | {space.pk for space in before}, [claim])


@retry_deadlock
@transaction.atomic
def release(*, claim: Claim) -> None:
    """Free what a claim holds and keep the claim, so that its history still has a name."""
    spaces = list(Space.objects.filter(occupations__claim=claim).distinct())
    lock(spaces=spaces)
    Occupation.objects.filter(claim=claim).delete()
    _tell({space.pk for space in spaces}, [claim])


def _write(owners: Sequence[Claim], holds: Sequence[Hold]) -> set[int]:
    """Insert the rows of these holds; the ids of the leaves they touch."""
    facts = Space.objects.in_bulk({hold.space.pk for hold in holds})
    parts: dict[int, list[Space]] = {}
    for link in Part.objects.filter(whole__in=facts).select_related("part").order_by("part"):
        parts.setdefault(link.whole_id, []).append(link.part)
    rows: list[Occupation] = []
    seated: list[tuple[Claim, Hold, Space]] = []
    for owner, hold in zip(owners, holds, strict=True):
        space = facts[hold.space.pk]
        if hold.seats is not None:
            seated.append((owner, hold, space))
            continue
        for leaf in parts.get(space.pk, [space]):
            pause = max(leaf.turnaround, space.turnaround)
            rows.append(_row(owner, leaf.pk, None, hold.used, hold.held(pause)))
    _refuse_twice_the_same(rows, [*facts.values(), *(part for group in parts.values() for part in group)])
    rows.extend(_seated_rows(seated, wholes=set(parts), also=rows))
    _insert(rows, holds)
    return {row.space_id for row in rows}


def _refuse_twice_the_same(rows: Sequence[Occupation], spaces: Iterable[Space]) -> None:
    """The constraint would refuse it too, but as if somebody else were in the way."""
    latest: dict[int, Interval] = {}
    for row in sorted(rows, key=lambda row: row.held.lower):
        held = _finite(row.held)
        if row.space_id in latest and held.overlaps(latest[row.space_id]):
            name = next(space.name for space in spaces if space.pk == row.space_id)
            raise InvalidHold(f"{name} est demandé deux fois au même moment.")
        latest[row.space_id] = held


def _seated_rows(
    seated: Sequence[tuple[Claim, Hold, Space]], *, wholes: set[int], also: Sequence[Occupation]
) -> list[Occupation]:
    """Choose free seats one hold after the other, each seeing what the ones before it took."""
    for _, hold, space in seated:
        if space.seat_count is None or space.pk in wholes:
            raise InvalidHold(f"{space.name} se réserve en entier, pas place par place.")
        if hold.seats > space.seat_count:
            raise SeatsExhausted(space, wanted=hold.seats, free=space.seat_count, at=hold.start)
    taken: dict[int, list[Taken]] = {space.pk: [] for _, _, space in seated}
    asked = [Asked(space.pk, hold.held(space.turnaround)) for _, hold, space in seated]
    known = {row.pk: row for _, row in in_the_way(asked)}
    for row in [*known.values(), *also]:
        if row.space_id in taken:
            taken[row.space_id].append(Taken(row.seats.lower, row.seats.upper, _finite(row.held)))
    rows: list[Occupation] = []
    for owner, hold, space in seated:
        used, held = _finite(hold.used), _finite(hold.held(space.turnaround))
        try:
            sittings = choose(
                wanted=hold.seats, ceiling=space.seat_count, used=used, held=held, taken=taken[space.pk]
            )
        except NoSeat as full:
            raise SeatsExhausted(space, wanted=hold.seats, free=full.free, at=full.at) from None
        for sitting in sittings:
            taken[space.pk].append(Taken(sitting.seat, sitting.seat + 1, sitting.piece))
            rows.append(_sitting_row(owner, space.pk, sitting, used))
    return rows


def _sitting_row(owner: Claim, space_id: int, sitting: Sitting, used: Interval) -> Occupation:
    piece = sitting.piece
    mine = Interval(max(piece.start, used.start), min(piece.end, used.end))
    return _row(owner, space_id, sitting.seat, _range(mine), _range(piece))


def _insert(rows: Sequence[Occupation], holds: Sequence[Hold]) -> None:
    try:
        with transaction.atomic():
            Occupation.objects.bulk_create(rows)
    except IntegrityError as error:
        cause = error.__cause__
        if getattr(cause, "sqlstate", None) == EXCLUDED and cause.diag.constraint_name == NO_OVERLAP:
            raise SlotTaken(conflicts(holds)) from None
        raise


def _row(
    owner: Claim, space_id: int, seat: int | None, used: DateTimeTZRange, held: DateTimeTZRange
) -> Occupation:
    seats = NumericRange(0, None) if seat is None else NumericRange(seat, seat + 1)
    return Occupation(claim=owner, space_id=space_id, seats=seats, used=used, held=held)


def _finite(period: DateTimeTZRange) -> Interval:
    return Interval(period.lower, period.upper or END_OF_TIME)


def _range(interval: Interval) -> DateTimeTZRange:
    end: datetime | None = None if interval.end == END_OF_TIME else interval.end
    return DateTimeTZRange(interval.start, end)


def _tell(space_ids: Iterable[int], claims: Iterable[Claim]) -> None:
    spaces, claim_ids = tuple(sorted(space_ids)), tuple(claim.pk for claim in claims)

    def send() -> None:
        ledger_changed.send_robust(sender=Occupation, spaces=spaces, claims=claim_ids)

    transaction.on_commit(send)

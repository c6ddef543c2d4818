"""Where claims come from: each kind says what the ledger should hold, and what a person may be told of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F, Func, IntegerField

from spaces.holds import Hold
from spaces.models import Occupation

if TYPE_CHECKING:
    from people.access import Visitor


@dataclass(frozen=True)
class Expected:
    """What a source says its claim uses: a leaf, how many seats (None: all), from when to when.

    The end is None until further notice. Which seat somebody sits on, and the padding around the hours,
    are the ledger's business and not compared.
    """

    claim_id: int
    space_id: int
    seats: int | None
    start: datetime
    end: datetime | None


type ExpectedRows = Callable[[], Iterable[Expected]]
type Describe = Callable[[Collection[int], "Visitor"], dict[int, str]]
type Asks = Callable[[Collection[int]], Iterable[tuple[int, Hold]]]


def _nothing(claim_ids: Collection[int]) -> Iterable[tuple[int, Hold]]:
    return ()


@dataclass(frozen=True)
class Source:
    """How one kind of claim answers for itself."""

    kind: str
    expected: ExpectedRows
    describe: Describe
    asks: Asks


_SOURCES: dict[str, Source] = {}


def register(kind: str, *, expected: ExpectedRows, describe: Describe, asks: Asks = _nothing) -> None:
    """Say how a kind of claim answers for itself (called when an app is ready).

    `asks` gives what the claims of these ids asked for, wholes undivided: a space that is divided otherwise
    needs it to write them anew.
    """
    _SOURCES[str(kind)] = Source(str(kind), expected, describe, asks)


def describe(claim_ids: Collection[int], user: Visitor) -> dict[int, str]:
    """What this person may be told of each claim; claims they may know nothing of are left out."""
    told: dict[int, str] = {}
    for source in _SOURCES.values():
        told.update(source.describe(claim_ids, user))
    return told


def asks(claim_ids: Collection[int]) -> list[tuple[int, Hold]]:
    """What each of these claims asked for."""
    return [ask for source in _SOURCES.values() for ask in source.asks(claim_ids)]


def differences() -> list[str]:
    """Every gap between what the sources say and what the ledger holds, in words; none is health."""
    expected: Counter[Expected] = Counter()
    for source in _SOURCES.values():
        expected.update(_by_moment(source.expected()))
    held: Counter[Expected] = Counter(_by_moment(_held()))
    gaps = [f"absent du registre : {_say(row)}" for row in sorted((expected - held).elements(), key=_order)]
    gaps += [f"en trop au registre : {_say(row)}" for row in sorted((held - expected).elements(), key=_order)]
    return gaps


def _held() -> Iterable[Expected]:
    width = Func(F("seats"), function="upper", output_field=IntegerField()) - Func(
        F("seats"), function="lower", output_field=IntegerField()
    )
    rows = Occupation.objects.annotate(width=width).order_by("pk")
    for claim, space, seats, used in rows.values_list("claim", "space", "width", "used").iterator():
        yield Expected(claim, space, seats, used.lower, used.upper)


def _by_moment(rows: Iterable[Expected]) -> Iterable[Expected]:
    """Cut every row at the claim's own boundaries, so that changing seat half-way compares equal."""
    groups: dict[tuple[int, int, bool], list[Expected]] = {}
    for row in rows:
        groups.setdefault((row.claim_id, row.space_id, row.seats is None), []).append(row)
    for (claim, space, _), group in groups.items():
        if len(group) == 1:
            yield group[0]
            continue
        yield from _steps(claim, space, group)


def _steps(claim: int, space: int, group: list[Expected]) -> Iterable[Expected]:
    changes: Counter[datetime] = Counter()
    endless = 0
    whole = group[0].seats is None
    for row in group:
        width = 1 if row.seats is None else row.seats
        changes[row.start] += width
        if row.end is None:
            endless += width
        else:
            changes[row.end] -= width
    running, since = 0, None
    for moment in sorted(moment for moment, change in changes.items() if change):
        if running and since is not None:
            yield Expected(claim, space, None if whole and running == 1 else running, since, moment)
        running, since = running + changes[moment], moment
    if endless and since is not None:
        yield Expected(claim, space, None if whole and running == 1 else running, since, None)


def _order(row: Expected) -> tuple[int, int, datetime]:
    return (row.claim_id, row.space_id, row.start)


def _say(row: Expected) -> str:
    seats = "en entier" if row.seats is None else f"{row.seats} place(s)"
    end = "sans fin" if row.end is None else row.end.isoformat()
    return f"inscription {row.claim_id}, espace {row.space_id} ({seats}), {row.start.isoformat()} → {end}"

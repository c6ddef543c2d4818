"""What auditions say the ledger should hold, and what one may be told of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from incubator.models import AuditionDay
from spaces import sources
from spaces.division import pieces
from spaces.enums import ClaimKind
from spaces.holds import Hold
from spaces.models import Part
from spaces.sources import Expected

if TYPE_CHECKING:
    from people.access import Visitor


def register_source() -> None:
    """Answer for the rooms of auditions (called when the app is ready)."""
    sources.register(ClaimKind.AUDITION, expected=expected, describe=describe, asks=asked)


def expected() -> Iterator[Expected]:
    """The leaves of the room of every half-day that has one."""
    for day in AuditionDay.objects.filter(claim__isnull=False).order_by("pk"):
        if day.claim_id is None or day.space_id is None:
            continue
        parts = Part.objects.filter(whole=day.space_id).order_by("pk").values_list("part", "valid")
        for piece in pieces(day.space_id, parts):
            used = piece.cut(DateTimeTZRange(day.starts_at, day.ends_at))
            if used:
                yield Expected(day.claim_id, piece.leaf, None, used.lower, used.upper)


def asked(claim_ids: Collection[int]) -> Iterator[tuple[int, Hold]]:
    """The room of each of these half-days, undivided."""
    for day in AuditionDay.objects.filter(claim__in=claim_ids).select_related("space__place"):
        if day.claim_id is not None and day.space is not None:
            yield day.claim_id, Hold(day.space, day.starts_at, day.ends_at)


def describe(claim_ids: Collection[int], user: Visitor) -> dict[int, str]:
    """« Auditions » and the call, for its team; the others only see that the room is taken."""
    rows = AuditionDay.objects.filter(claim__in=claim_ids).handled_by(user).order_by()
    return {claim: f"Auditions : {title}" for claim, title in rows.values_list("claim", "stage__call__title")}

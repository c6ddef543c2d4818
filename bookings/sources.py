"""What bookings, closures and agreements say the ledger should hold, and what one may be told of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from bookings.models import Booking, BookingSpace, Closure, OccupancyAgreement, OutsideEvent
from bookings.rooms import claim_of
from spaces import sources
from spaces.division import pieces
from spaces.enums import ClaimKind
from spaces.holds import Hold
from spaces.models import Part
from spaces.sources import Expected

if TYPE_CHECKING:
    from people.access import Visitor


def register() -> None:
    """Answer for the four kinds of claims of this department."""
    sources.register(
        ClaimKind.BOOKING, expected=expected_bookings, describe=describe_bookings, asks=asked_by_bookings
    )
    sources.register(
        ClaimKind.CLOSURE, expected=expected_closures, describe=describe_closures, asks=asked_by_closures
    )
    sources.register(
        ClaimKind.AGREEMENT,
        expected=expected_agreements,
        describe=describe_agreements,
        asks=asked_by_agreements,
    )
    sources.register(
        ClaimKind.EXTERNAL, expected=expected_outside, describe=describe_outside, asks=asked_by_outside
    )


def expected_bookings() -> Iterator[Expected]:
    """Rooms of every booking that holds, until its early release."""
    leaves = _Leaves()
    rows = BookingSpace.objects.holding().select_related("booking").order_by("pk")
    for row in rows.iterator():
        end = min(row.ends_at, row.booking.released_at or row.ends_at)
        if row.starts_at < end:
            yield from leaves.rows(row.booking.claim_id, row.space_id, row.seats, row.starts_at, end)


def expected_closures() -> Iterator[Expected]:
    """Spaces of every closure that nobody lifted."""
    leaves = _Leaves()
    through = Closure.spaces.through.objects.filter(closure__lifted_at__isnull=True).select_related("closure")
    for row in through.order_by("pk").iterator():
        closure = row.closure
        yield from leaves.rows(closure.claim_id, row.space_id, None, closure.starts_at, closure.ends_at)


def expected_agreements() -> Iterator[Expected]:
    """Spaces of every agreement that was signed, until its last day."""
    leaves = _Leaves()
    signed = OccupancyAgreement.objects.signed().select_related("place")
    for agreement in signed.order_by("pk"):
        last = agreement.ended_on or agreement.ends_on
        for hold in agreement.holds(last):
            yield from leaves.rows(agreement.claim_id, hold.space.pk, hold.seats, hold.start, hold.end)


def asked_by_bookings(claim_ids: Collection[int]) -> Iterator[tuple[int, Hold]]:
    """Rooms of these bookings, until their early release."""
    rows = BookingSpace.objects.holding().filter(booking__claim__in=claim_ids)
    for row in rows.select_related("booking", "space__place"):
        hold = row.hold()
        end = min(row.ends_at, row.booking.released_at or row.ends_at)
        if row.booking.claim_id is not None and hold.start < end:
            yield row.booking.claim_id, replace(hold, end=end)


def asked_by_closures(claim_ids: Collection[int]) -> Iterator[tuple[int, Hold]]:
    """Spaces of these closures."""
    for closure in Closure.objects.standing().filter(claim__in=claim_ids).prefetch_related("spaces__place"):
        for space in closure.spaces.all():
            yield closure.claim_id, Hold(space, closure.starts_at, closure.ends_at)


def asked_by_agreements(claim_ids: Collection[int]) -> Iterator[tuple[int, Hold]]:
    """Spaces of these agreements, until their last day."""
    for agreement in OccupancyAgreement.objects.signed().filter(claim__in=claim_ids).select_related("place"):
        for hold in agreement.holds(agreement.ended_on or agreement.ends_on):
            yield claim_of(agreement).pk, hold


def asked_by_outside(claim_ids: Collection[int]) -> Iterator[tuple[int, Hold]]:
    """Spaces of these events of outside calendars: a room that is divided keeps them on its parts."""
    rows = OutsideEvent.objects.filter(claim__in=claim_ids).select_related("calendar__space__place")
    for event in rows:
        if event.claim_id is not None:
            yield event.claim_id, Hold(event.calendar.space, event.starts_at, event.ends_at)


def expected_outside() -> Iterator[Expected]:
    """Spaces of every event of an outside calendar that found its room."""
    leaves = _Leaves()
    rows = OutsideEvent.objects.filter(claim__isnull=False).select_related("calendar").order_by("pk")
    for event in rows.iterator():
        yield from leaves.rows(event.claim_id, event.calendar.space_id, None, event.starts_at, event.ends_at)


def describe_bookings(claim_ids: Collection[int], user: Visitor) -> dict[int, str]:
    """Titles, for those who may read them."""
    rows = Booking.objects.filter(claim__in=claim_ids).titled_for(user)
    return dict(rows.order_by().values_list("claim", "title"))


def describe_closures(claim_ids: Collection[int], user: Visitor) -> dict[int, str]:
    """Reasons are for everyone."""
    rows = Closure.objects.filter(claim__in=claim_ids)
    return {claim: f"Fermé : {reason}" for claim, reason in rows.order_by().values_list("claim", "reason")}


def describe_agreements(claim_ids: Collection[int], user: Visitor) -> dict[int, str]:
    """Who occupies a space under agreement is painted on its door; the terms are not."""
    rows = OccupancyAgreement.objects.filter(claim__in=claim_ids).order_by()
    return {
        claim: f"Convention d’occupation : {name}"
        for claim, name in rows.values_list("claim", "organisation__name")
    }


def describe_outside(claim_ids: Collection[int], user: Visitor) -> dict[int, str]:
    """Titles of outside events, for those who manage the place."""
    rows = OutsideEvent.objects.filter(claim__in=claim_ids).visible_to(user).order_by()
    return {claim: title or "Occupé" for claim, title in rows.values_list("claim", "title")}


class _Leaves:
    """Wholes expanded to their parts, read once per comparison."""

    def __init__(self) -> None:
        self._parts: dict[int, list[tuple[int, DateTimeTZRange]]] = {}
        for whole, part, valid in Part.objects.order_by("pk").values_list("whole", "part", "valid"):
            self._parts.setdefault(whole, []).append((part, valid))

    def rows(
        self, claim_id: int | None, space_id: int, seats: int | None, start: datetime, end: datetime | None
    ) -> Iterable[Expected]:
        """One row per leaf of the space; nothing is expected without a claim."""
        if claim_id is None:
            return
        for piece in pieces(space_id, self._parts.get(space_id, ())):
            used = piece.cut(DateTimeTZRange(start, end))
            if used:
                yield Expected(claim_id, piece.leaf, seats, used.lower, used.upper)

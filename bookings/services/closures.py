from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

import clock
from bookings import policies
from bookings.enums import RelocationStatus
from bookings.errors import AlreadyDecided, BookingRefused, NotAllowed, Refusal
from bookings.models import Closure, Relocation
from bookings.rehousing import Decisions, plan
from bookings.services.rehousing import clear_the_way, record_moves
from people.models import User
from spaces.enums import ClaimKind
from spaces.holds import Hold
from spaces.models import Space
from spaces.services import ledger


@ledger.retry_deadlock
@transaction.atomic
def close_spaces(
    *,
    spaces: Sequence[Space],
    starts_at: datetime,
    ends_at: datetime,
    kind: str,
    reason: str,
    actor: User,
    decisions: Decisions | None = None,
) -> Closure:
    """Let nobody book these spaces for a while. For managers of their place.

    `decisions` says, for each booking in the way, which rooms it goes to, or None to cancel it; all of it
    is done with the closure, or nothing. Raises NotAllowed, BookingRefused without reason or across places,
    and SlotTaken with everything that still stands in the way.
    """
    places = {space.place for space in spaces}
    if len(places) != 1:
        raise BookingRefused([Refusal("place", "Une fermeture se fait dans un seul lieu.", firm=True)])
    place = places.pop()
    if not policies.manages(actor, place):
        raise NotAllowed("Seule la gestion du lieu ferme un espace.")
    if not reason.strip():
        raise BookingRefused([Refusal("reason", "Dites pourquoi : la raison s’affiche sur le planning.")])
    moves: list[Relocation] = []
    if decisions:
        holds = [Hold(space, starts_at, ends_at) for space in spaces]
        moves, free_from = clear_the_way(
            holds=holds, decisions=decisions, actor=actor, reason=f"Fermeture : {reason.strip()}"
        )
        if any(move.status == RelocationStatus.CANCELLED for move in moves):
            starts_at = max(starts_at, free_from) if starts_at < free_from < ends_at else starts_at
    claim = ledger.occupy(kind=ClaimKind.CLOSURE, holds=[Hold(space, starts_at, ends_at) for space in spaces])
    closure = Closure.objects.create(
        place=place,
        claim=claim,
        kind=kind,
        reason=reason.strip(),
        starts_at=starts_at,
        ends_at=ends_at,
        created_by=actor,
    )
    closure.spaces.set(spaces)
    record_moves(moves, closure=closure)
    return closure


def close_and_rehouse(
    *, spaces: Sequence[Space], starts_at: datetime, ends_at: datetime, kind: str, reason: str, actor: User
) -> Closure:
    """Close at once, « Reloger tout le monde »: the best room for each booking, else it is cancelled.

    For managers of the place. Each organiser is asked whether it suits them. Raises what `close_spaces` raises.
    """
    place = spaces[0].place if spaces else None
    found = plan(place, [Hold(space, starts_at, ends_at) for space in spaces]) if place else None
    return close_spaces(
        spaces=spaces,
        starts_at=starts_at,
        ends_at=ends_at,
        kind=kind,
        reason=reason,
        actor=actor,
        decisions=found.best if found else None,
    )


@ledger.retry_deadlock
@transaction.atomic
def lift_closure(*, closure: Closure, actor: User) -> Closure:
    """Open the spaces again. For managers of the place. Raises AlreadyDecided, NotAllowed."""
    if not policies.manages(actor, closure.place):
        raise NotAllowed("Seule la gestion du lieu rouvre un espace.")
    ledger.lock(spaces=closure.spaces.all())
    closure = (
        Closure.objects.select_for_update(of=("self",), no_key=True)
        .select_related("claim")
        .get(pk=closure.pk)
    )
    if closure.lifted_at is not None:
        raise AlreadyDecided("Cette fermeture est déjà levée.")
    closure.lifted_at = clock.now()
    closure.save(update_fields=["lifted_at"])
    ledger.release(claim=closure.claim)
    return closure

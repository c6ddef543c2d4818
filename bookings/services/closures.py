from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

import clock
from bookings import policies
from bookings.errors import AlreadyDecided, BookingRefused, NotAllowed, Refusal
from bookings.models import Closure
from people.models import User
from spaces.enums import ClaimKind
from spaces.holds import Hold
from spaces.models import Space
from spaces.services import ledger


@ledger.retry_deadlock
@transaction.atomic
def close_spaces(
    *, spaces: Sequence[Space], starts_at: datetime, ends_at: datetime, kind: str, reason: str, actor: User
) -> Closure:
    """Let nobody book these spaces for a while. For managers of their place.

    Raises NotAllowed, BookingRefused without reason or across places, and SlotTaken with every booking
    that stands in the way: they are moved or cancelled first.
    """
    places = {space.place for space in spaces}
    if len(places) != 1:
        raise BookingRefused([Refusal("place", "Une fermeture se fait dans un seul lieu.", firm=True)])
    place = places.pop()
    if not policies.manages(actor, place):
        raise NotAllowed("Seule la gestion du lieu ferme un espace.")
    if not reason.strip():
        raise BookingRefused([Refusal("reason", "Dites pourquoi : la raison s’affiche sur le planning.")])
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
    return closure


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

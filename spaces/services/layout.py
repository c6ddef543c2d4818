"""Dividing and reuniting spaces. What was before a day stays as it was; what comes after moves to the new parts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

import clock
import journal
from people.models import User
from spaces import sources
from spaces.errors import InvalidHold, NotAllowed, PartsRefused, SlotTaken
from spaces.holds import Hold
from spaces.hours import DAY, midnight
from spaces.models import Claim, Occupation, Part, Space
from spaces.policies import manages
from spaces.services import ledger


@ledger.retry_deadlock
@transaction.atomic
def set_parts(
    *, whole: Space, parts: Sequence[Space], on: date, actor: User, retired: Collection[Space] = ()
) -> int:
    """Say what a space is made of from a day on: its bays, or nothing when it is one room. For managers.

    Whoever holds the whole after that day holds its new parts; the past, and its figures, stay on the leaves
    of then. `retired` are rooms that exist no more from that day. Returns how many claims moved.
    Raises NotAllowed, PartsRefused, SlotTaken with everything that stands in the way; nothing is written then.
    """
    if not manages(actor, whole.place):
        raise NotAllowed("Seule la gestion du lieu divise un espace.")
    _check(whole, parts, retired, on)
    moment = midnight(on, whole.place.zone)
    ledger.lock(spaces=[whole, *parts, *retired])
    _check_one_level(whole, parts, moment)
    asks = _asks(whole, moment)

    def divide() -> None:
        _check_retired(retired, moment)
        _divide(whole, parts, moment)
        Space.objects.filter(pk__in=[room.pk for room in retired]).update(in_service_until=on - DAY)
        if parts:
            _open(parts, on)

    try:
        ledger.rewrite(asks=asks, change=divide)
    except InvalidHold as overlapping:
        raise PartsRefused(
            f"{whole} : deux réservations s’y suivent de trop près pour la remise en état de ses nouvelles parties."
            " Écartez-les d’abord."
        ) from overlapping
    journal.record(
        actor=actor,
        action="space.parts_set",
        target=whole,
        on=on.isoformat(),
        parts=[part.pk for part in parts],
        retired=[room.pk for room in retired],
        moved=len({claim.pk for claim, _ in asks}),
    )
    return len({claim.pk for claim, _ in asks})


def _check(whole: Space, parts: Sequence[Space], retired: Collection[Space], on: date) -> None:
    if on < clock.today(whole.place.zone):
        raise PartsRefused("Le passé ne se redécoupe pas : choisissez aujourd’hui ou un jour à venir.")
    if whole in parts:
        raise PartsRefused(f"{whole} ne peut pas être une partie de lui-même : choisissez d’autres espaces.")
    if len(set(parts)) < len(parts):
        raise PartsRefused("La même partie est citée deux fois : gardez-la une fois.")
    if any(part.place_id != whole.place_id for part in [*parts, *retired]):
        raise PartsRefused("Les parties d’un espace sont dans le même lieu que lui : choisissez-les là.")
    if archived := [space for space in [whole, *parts] if space.is_archived]:
        raise PartsRefused(f"{archived[0]} est archivé : remettez-le en service d’abord.")
    if whole in retired or set(parts) & set(retired):
        raise PartsRefused("Un espace qui n’existe plus ne peut pas être divisé, ni servir de partie.")


def _check_one_level(whole: Space, parts: Sequence[Space], moment: datetime) -> None:
    coming = Part.objects.during(moment, None)
    if divided := coming.filter(whole__in=parts).select_related("whole").first():
        raise PartsRefused(
            f"{divided.whole} est déjà divisé : citez plutôt ses parties, un espace ne se divise qu’une fois."
        )
    if parts and (bay := coming.filter(part=whole).select_related("whole").first()):
        raise PartsRefused(
            f"{whole} fait partie de {bay.whole} : retirez-le d’abord des parties de {bay.whole}."
        )


def _asks(whole: Space, moment: datetime) -> list[tuple[Claim, Hold]]:
    """What stands on the whole from a moment on, as its holders asked for it."""
    after = (moment, None)
    leaves = [whole.pk, *Part.objects.during(*after).filter(whole=whole).values_list("part", flat=True)]
    rows = Occupation.objects.filter(space__in=leaves, held__overlap=after)
    claims = Claim.objects.in_bulk(rows.order_by().values_list("claim", flat=True))
    asks = [
        (claims[claim_id], hold)
        for claim_id, hold in sorted(sources.asks(list(claims)), key=lambda ask: (ask[0], ask[1].start))
        if hold.space.pk == whole.pk and (hold.end is None or hold.end > moment)
    ]
    by_seat = [hold for _, hold in asks if hold.seats is not None]
    unknown = rows.filter(space=whole).exclude(claim__in=[claim for claim, _ in asks])
    if by_seat or unknown.exists():
        count = len(by_seat) or unknown.count()
        more = "une réservation vient" if count == 1 else f"{count} réservations viennent"
        raise PartsRefused(
            f"{whole} : {more} après ce jour sans pouvoir passer aux parties (places réservées une à une)."
            " Déplacez d’abord ce qui vient, ou choisissez un jour plus lointain."
        )
    return asks


def _check_retired(retired: Collection[Space], moment: datetime) -> None:
    if others := Part.objects.during(moment, None).filter(whole__in=retired).select_related("whole").first():
        raise PartsRefused(f"{others.whole} est divisé : retirez d’abord ses parties.")
    if held := ledger.conflicts([Hold(room, moment, None) for room in retired]):
        raise SlotTaken(held)


def _divide(whole: Space, parts: Sequence[Space], moment: datetime) -> None:
    """Keep the parts that stay, end the others, begin the new ones; divisions foreseen for later are undone."""
    rows = Part.objects.during(moment, None).filter(whole=whole)
    rows.filter(valid__startswith__gte=moment).delete()
    kept = set()
    for row in rows:
        stays = row.part in parts
        row.valid = DateTimeTZRange(row.valid.lower, None if stays else moment)
        row.save(update_fields=["valid"])
        kept.add(row.part_id)
    for part in parts:
        if part.pk not in kept:
            Part.objects.create(whole=whole, part=part, valid=DateTimeTZRange(moment, None))


def _open(parts: Sequence[Space], on: date) -> None:
    """Bays that nobody ever used before are in service from that day: their square metres count from then."""
    known = Part.objects.filter(part__in=parts, valid__startswith__isnull=True)
    earlier = Part.objects.filter(part__in=parts, valid__startswith__lt=midnight(on, parts[0].place.zone))
    new = Space.objects.filter(pk__in=[part.pk for part in parts], in_service_from__isnull=True)
    new = new.filter(occupations__isnull=True).exclude(pk__in=[row.part_id for row in [*known, *earlier]])
    new.update(in_service_from=on)

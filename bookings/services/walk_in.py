from __future__ import annotations

from uuid import UUID

from django.db import transaction

import clock
from bookings.checks import Asker, Facts
from bookings.enums import Audience, BookingStatus
from bookings.errors import BookingRefused, KeyReused, NotAllowed, Refusal
from bookings.models import Booking
from bookings.rules import Rules
from bookings.services import booking as writing
from bookings.services.presence import noted_at
from people.models import Organisation, User
from spaces.holds import Hold
from spaces.models import Place
from spaces.services import ledger

# What protects the calendar from afar has no object for people who stand at the desk.
SETTLED_AT_THE_DESK = frozenset(
    {"not_past", "soon_enough", "not_too_early", "long_enough", "on_step", "within_quota"}
)
# The desk opens what is for members; not a workshop that wants training, nor what the team keeps.
OPENED_BY_THE_DESK = frozenset({Audience.PUBLIC, Audience.MEMBERS, Audience.RESIDENTS})


def gives(rules: Rules) -> bool:
    """Whether the desk may give, by itself and at once, a room with these rules."""
    return rules.audience in OPENED_BY_THE_DESK and not rules.needs_approval


@ledger.retry_deadlock
@transaction.atomic
def walk_in(
    *,
    actor: User,
    room: Hold,
    title: str,
    attendees: int,
    organisation: Organisation | None = None,
    idempotency_key: UUID | None = None,
) -> Booking:
    """Give a free room to people who have just come in, confirmed and checked in at once. For the desk.

    The same key sent again gives the same booking: an entry kept without network is never made twice.
    Hours that protect the calendar from afar are set aside; capacity, safety, opening hours and training
    are not. Raises BookingRefused, SlotRefused, NotAllowed, KeyReused, and AlreadyDecided for an entry kept
    for more than a day; nothing is written then.
    """
    (room,), place = writing.known_rooms([room])
    if not actor.is_active or not Place.objects.welcomed_by(actor).filter(pk=place.pk).exists():
        raise NotAllowed("Vous ne tenez pas l’accueil de ce lieu.")
    lapsed = writing.lapsed_holds(place)
    writing.lock_for([room, *writing.held_rooms(lapsed)], organisation)
    if idempotency_key and (sent := _sent(actor, idempotency_key)):
        if sent.title != title.strip():
            raise KeyReused(sent)
        return sent
    if room.start > clock.now():
        raise BookingRefused([Refusal("now", "Une visite imprévue commence maintenant.", firm=True)])
    noted_at(room.start)
    writing.let_go(lapsed)
    facts = writing.facts_for([room], place, Asker(actor, organisation, actor))
    _check(facts, room, title=title, attendees=attendees)
    claim = writing.claim_rooms([room])
    quote = writing.price([room], place, organisation)
    booking = Booking.objects.create(
        place=place,
        claim=claim,
        status=BookingStatus.CONFIRMED,
        organiser=actor,
        organisation=organisation,
        title=title.strip(),
        attendees=attendees,
        price_due=quote.due,
        price_public=quote.public,
        price_lines=quote.snapshot(),
        idempotency_key=idempotency_key,
        checked_in_at=room.start,
    )
    writing.write_rooms(booking, [room])
    return booking


def _sent(actor: User, key: UUID) -> Booking | None:
    return Booking.objects.filter(organiser=actor, idempotency_key=key).first()


def _check(facts: Facts, room: Hold, *, title: str, attendees: int) -> None:
    if not title.strip():
        raise BookingRefused([Refusal("title", "Dites en quelques mots qui vient.", firm=True)])
    if attendees < 1:
        raise BookingRefused(
            [Refusal("attendees", "Dites combien ils sont, au moins une personne.", firm=True)]
        )
    rules = facts.rules[room.space.pk]
    aside = set(SETTLED_AT_THE_DESK)
    if rules.audience in OPENED_BY_THE_DESK:
        aside.add("for_them")
    found = [row for row in facts.refusals([room], attendees=attendees) if row.rule not in aside]
    if facts.needs_approval([room.space]):
        found.append(
            Refusal("approval", f"{room.space.name} demande l’accord d’une personne.", "Appelez la gestion.")
        )
    if found:
        raise BookingRefused(found)

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

import clock
import journal
from bookings import checks, notices, pricing
from bookings.checks import Asker, Facts
from bookings.enums import BookingStatus
from bookings.errors import BookingRefused, KeyReused, NotAllowed, Refusal, SlotRefused
from bookings.models import Booking, BookingSeries, BookingSpace, Rebate, Tariff
from bookings.rooms import claim_of, end_of
from people.models import Organisation, User
from spaces.enums import ClaimKind
from spaces.errors import InvalidHold, InvalidPeriod, SeatsExhausted, SlotTaken
from spaces.holds import Hold
from spaces.models import Claim, Place
from spaces.policies import manages
from spaces.services import ledger


@dataclass(frozen=True)
class Override:
    """A manager sets the rules aside, and says why. The journal keeps it."""

    by: User
    reason: str


@ledger.retry_deadlock
@transaction.atomic
def book(
    *,
    organiser: User,
    rooms: Sequence[Hold],
    title: str,
    attendees: int,
    organisation: Organisation | None = None,
    layout: str = "",
    is_public: bool = False,
    actor: User | None = None,
    override: Override | None = None,
    idempotency_key: UUID | None = None,
    series: BookingSeries | None = None,
) -> Booking:
    """Book one or more rooms, each with its hours, confirmed at once or waiting for an approver.

    Anyone may ask in their own name or in that of an organisation they belong to; `actor` asks for the
    organiser when they manage the place. The same organiser sending the same key again gets the same
    booking, or KeyReused for other rooms. Raises BookingRefused with every rule that says no, SlotRefused
    when somebody else holds the time, NotAllowed; nothing is written then.
    """
    return _write(
        asker=Asker(organiser, organisation, actor or organiser),
        rooms=rooms,
        override=override,
        hold_until=None,
        facts_of_booking={
            "title": title.strip(),
            "attendees": attendees,
            "layout": layout,
            "is_public": is_public,
            "idempotency_key": idempotency_key,
            "series": series,
        },
    )


@ledger.retry_deadlock
@transaction.atomic
def hold(
    *,
    organiser: User,
    rooms: Sequence[Hold],
    title: str,
    attendees: int,
    until: datetime,
    organisation: Organisation | None = None,
    layout: str = "",
    actor: User | None = None,
    override: Override | None = None,
) -> Booking:
    """Keep rooms as an option until a moment; after it the rooms are free again.

    Who may and what it raises: as `book`, and BookingRefused for an expiry in the past or after the start.
    """
    if not clock.now() < until <= min(room.start for room in rooms):
        raise BookingRefused(
            [
                Refusal(
                    "hold_expiry", "Une option finit avant le début de la réservation, et pas dans le passé."
                )
            ]
        )
    return _write(
        asker=Asker(organiser, organisation, actor or organiser),
        rooms=rooms,
        override=override,
        hold_until=until,
        facts_of_booking={"title": title.strip(), "attendees": attendees, "layout": layout},
    )


def _write(
    *,
    asker: Asker,
    rooms: Sequence[Hold],
    override: Override | None,
    hold_until: datetime | None,
    facts_of_booking: dict,
) -> Booking:
    rooms, place = known_rooms(rooms)
    check_asker(asker, place)
    lapsed = lapsed_holds(place)
    lock_for([*rooms, *held_rooms(lapsed)], asker.organisation)
    key = facts_of_booking.get("idempotency_key")
    if key and (sent := Booking.objects.filter(organiser=asker.organiser, idempotency_key=key).first()):
        if set(held_rooms([sent])) != set(rooms):
            raise KeyReused(sent)
        return sent
    let_go(lapsed)
    facts = facts_for(rooms, place, asker)
    _require_title(facts_of_booking["title"])
    overridden = check(
        facts,
        rooms,
        attendees=facts_of_booking["attendees"],
        layout=facts_of_booking.get("layout", ""),
        override=override,
    )
    claim = claim_rooms(rooms)
    status = BookingStatus.HOLD if hold_until else BookingStatus.CONFIRMED
    spaces = [room.space for room in rooms]
    if override is not None:
        overridden = [*overridden, *facts.missing(spaces)]
    if not hold_until and facts.needs_approval(spaces, overridden=override is not None):
        status = BookingStatus.PENDING
    quote = price(rooms, place, asker.organisation)
    booking = Booking.objects.create(
        place=place,
        claim=claim,
        status=status,
        organiser=asker.organiser,
        organisation=asker.organisation,
        hold_expires_at=hold_until,
        price_due=quote.due,
        price_public=quote.public,
        price_lines=quote.snapshot(),
        check_in_by=facts.check_in_by(rooms),
        **facts_of_booking,
    )
    write_rooms(booking, rooms)
    record_override(booking, override, overridden)
    notices.booked(booking)
    return booking


def known_rooms(rooms: Sequence[Hold]) -> tuple[list[Hold], Place]:
    """The rooms with their facts loaded, and the one place they belong to.

    Raises BookingRefused for nothing at all, for two places at once, and for hours without a zone or order.
    """
    if not rooms or any(room.end is None for room in rooms):
        raise BookingRefused(
            [Refusal("rooms", "Choisissez au moins un espace, avec un début et une fin.", firm=True)]
        )
    if any(moment.utcoffset() is None for room in rooms for moment in (room.start, end_of(room))):
        raise BookingRefused([Refusal("zone", "Un horaire sans fuseau ne désigne aucun moment.", firm=True)])
    spaces = checks.with_facts([room.space for room in rooms])
    if len({space.place_id for space in spaces}) > 1:
        raise BookingRefused([Refusal("place", "Une réservation se fait dans un seul lieu.", firm=True)])
    known = [
        Hold(space, room.start, room.end, room.setup, room.seats)
        for space, room in zip(spaces, rooms, strict=True)
    ]
    return known, spaces[0].place


def facts_for(rooms: Sequence[Hold], place: Place, asker: Asker, excluding: Sequence[Booking] = ()) -> Facts:
    """Read, under the locks already taken, what the rules ask for, as if those excluded were not there."""
    return checks.read(
        place=place,
        spaces=[room.space for room in rooms],
        start=min(room.start for room in rooms),
        end=max(end_of(room) for room in rooms),
        asker=asker,
        excluding=excluding,
    )


def facts_of(booking: Booking) -> Facts:
    """The same for a booking as it stands, asked for by its organiser."""
    rooms, place = known_rooms(held_rooms([booking]))
    return facts_for(
        rooms, place, Asker(booking.organiser, booking.organisation, booking.organiser), excluding=[booking]
    )


def check(
    facts: Facts, rooms: Sequence[Hold], *, attendees: int, layout: str, override: Override | None
) -> list[Refusal]:
    """Raise BookingRefused unless the rules agree; the refusals that an override sets aside are returned."""
    check_people(attendees)
    found = facts.refusals(rooms, attendees=attendees, layout=layout)
    if override is None:
        if found:
            raise BookingRefused(found)
        return []
    if not manages(override.by, facts.place):
        raise NotAllowed("Seule la gestion du lieu peut passer outre une règle.")
    if not override.reason.strip():
        raise BookingRefused([Refusal("override", "Dites pourquoi cette règle ne s’applique pas ici.")])
    if firm := [refusal for refusal in found if refusal.firm]:
        raise BookingRefused(firm)
    return found


def claim_rooms(rooms: Sequence[Hold], *, claim: Claim | None = None) -> Claim:
    """Write the rooms in the ledger. Raises SlotRefused where somebody else holds them."""
    try:
        if claim is None:
            return ledger.occupy(kind=ClaimKind.BOOKING, holds=rooms)
        ledger.reoccupy(claim=claim, holds=rooms)
    except SlotTaken as taken:
        raise SlotRefused(
            [Refusal("taken", str(conflict), firm=True) for conflict in taken.conflicts]
        ) from taken
    except (SeatsExhausted, InvalidHold, InvalidPeriod) as refused:
        raise SlotRefused([Refusal("taken", refused.message, firm=True)]) from refused
    return claim


def price(rooms: Sequence[Hold], place: Place, organisation: Organisation | None) -> pricing.Quote:
    """What these rooms cost this organisation, by the tariffs of today."""
    tariffs = Tariff.objects.by_space(place, [room.space for room in rooms])
    return pricing.quote(
        [pricing.Stay.of(room, tariffs[room.space.pk]) for room in rooms],
        Rebate.objects.filter(place=place).for_organisation(organisation),
    )


def write_rooms(booking: Booking, rooms: Sequence[Hold]) -> None:
    """Replace the rooms of a booking by these."""
    booking.booked_spaces.all().delete()
    for room in rooms:
        BookingSpace.objects.create(
            booking=booking,
            space=room.space,
            starts_at=room.start,
            ends_at=end_of(room),
            setup=room.setup,
            seats=room.seats,
        )


def record_override(booking: Booking, override: Override | None, overridden: Sequence[Refusal]) -> None:
    """Keep who set which rules aside, and why; nothing when none was."""
    if override is None or not overridden:
        return
    journal.record(
        actor=override.by,
        action="booking.override",
        target=booking,
        reason=override.reason,
        rules=[refusal.rule for refusal in overridden],
    )


def lock_for(rooms: Sequence[Hold], *organisations: Organisation | None) -> None:
    """Take the locks of the ledger's one order, before anything is counted."""
    ledger.lock(
        spaces=[room.space for room in rooms],
        organisations=[organisation for organisation in organisations if organisation is not None],
    )


def lapsed_holds(place: Place) -> list[Booking]:
    """Options of the place whose time has passed and which still hold rooms."""
    return list(
        Booking.objects.lapsed(clock.now()).filter(place=place).prefetch_related("booked_spaces__space")
    )


def held_rooms(bookings: Sequence[Booking]) -> list[Hold]:
    """What these bookings hold, as the ledger reads it."""
    return [row.hold() for booking in bookings for row in booking.booked_spaces.all()]


def let_go(lapsed: Sequence[Booking]) -> None:
    """Free what options held once their time has passed. Their rooms are locked already."""
    now = clock.now()
    for booking in Booking.objects.lapsed(now).filter(pk__in=[row.pk for row in lapsed]).select_for_update():
        ledger.release(claim=claim_of(booking))
        booking.status, booking.price_due = BookingStatus.CANCELLED, Decimal(0)
        booking.cancelled_at = now
        booking.reason = "L’option n’a pas été confirmée à temps."
        booking.save(update_fields=["status", "price_due", "cancelled_at", "reason"])


def check_asker(asker: Asker, place: Place) -> None:
    """Raise NotAllowed for whoever books in a name that is not theirs to use."""
    of_team = asker.actor.is_active and manages(asker.actor, place)
    if not asker.actor.is_active or (asker.actor != asker.organiser and not of_team):
        raise NotAllowed("Vous ne pouvez pas réserver au nom de quelqu’un d’autre.")
    if asker.organisation is None or of_team:
        return
    if not asker.organiser.active_memberships().filter(organisation=asker.organisation).exists():
        raise NotAllowed("Vous ne faites pas partie de cette structure.")


def check_people(attendees: int) -> None:
    """Raise BookingRefused for a booking of nobody."""
    if attendees < 1:
        raise BookingRefused(
            [Refusal("attendees", "Dites combien vous serez, au moins une personne.", firm=True)]
        )


def _require_title(title: str) -> None:
    if not title:
        raise BookingRefused([Refusal("title", "Dites en quelques mots ce que vous y faites.", firm=True)])

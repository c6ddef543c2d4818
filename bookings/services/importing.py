from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

import clock
import journal
from bookings import policies, pricing
from bookings.enums import BookingStatus
from bookings.errors import BookingRefused, NotAllowed, Refusal
from bookings.models import Booking, BookingSpace, Rebate, Tariff
from bookings.rooms import end_of
from people.models import Organisation, User
from spaces.enums import ClaimKind
from spaces.holds import Hold
from spaces.models import Place
from spaces.services import ledger


@dataclass(frozen=True)
class PastStay:
    """A stay that took place: what another calendar or a paper sheet says of it."""

    organiser: User
    organisation: Organisation | None
    room: Hold
    title: str
    attendees: int
    layout: str = ""
    is_public: bool = False
    attendance: int | None = None
    check_in_within: timedelta | None = None
    asked_at: datetime | None = None


@ledger.retry_deadlock
@transaction.atomic
def record_past(*, place: Place, stays: Sequence[PastStay], actor: User, reason: str) -> list[Booking]:
    """Write stays that are over, as confirmed bookings in the ledger; nobody is written to. For managers.

    The rules of today do not judge the past, the ledger does: raises SlotTaken for two stays at once, and
    then writes none. Raises NotAllowed, BookingRefused for a stay not over or in another place.
    """
    if not policies.manages(actor, place):
        raise NotAllowed("Seule la gestion du lieu reprend un calendrier passé.")
    now = clock.now()
    if any(
        stay.room.end is None or stay.room.end > now or stay.room.space.place_id != place.pk for stay in stays
    ):
        raise BookingRefused(
            [Refusal("past", "On ne reprend que des réservations terminées, de ce lieu.", firm=True)]
        )
    if not stays:
        return []
    claims = ledger.occupy_many(kind=ClaimKind.BOOKING, batches=[[stay.room] for stay in stays])
    tariffs = Tariff.objects.by_space(place, [stay.room.space for stay in stays])
    rebates = {
        organisation: list(Rebate.objects.filter(place=place).for_organisation(organisation))
        for organisation in {stay.organisation for stay in stays}
    }
    bookings = []
    for stay, claim in zip(stays, claims, strict=True):
        room = stay.room
        priced = pricing.Stay.of(room, tariffs[room.space.pk])
        quote = pricing.quote([priced], rebates[stay.organisation])
        bookings.append(
            Booking(
                place=place,
                claim=claim,
                status=BookingStatus.CONFIRMED,
                organiser=stay.organiser,
                organisation=stay.organisation,
                title=stay.title,
                is_public=stay.is_public,
                attendees=stay.attendees,
                layout=stay.layout,
                price_due=quote.due,
                price_public=quote.public,
                price_lines=quote.snapshot(),
                created_at=stay.asked_at or room.start,
                attendance_declared=stay.attendance,
                check_in_by=_check_in_by(stay),
                not_honoured_at=_check_in_by(stay) if stay.attendance == 0 else None,
            )
        )
    Booking.objects.bulk_create(bookings)
    BookingSpace.objects.bulk_create(
        BookingSpace(
            booking=booking,
            space=stay.room.space,
            starts_at=stay.room.start,
            ends_at=end_of(stay.room),
            setup=stay.room.setup,
            seats=stay.room.seats,
        )
        for booking, stay in zip(bookings, stays, strict=True)
    )
    journal.record(
        actor=actor, action="booking.past_recorded", target=place, reason=reason, count=len(bookings)
    )
    return bookings


def _check_in_by(stay: PastStay) -> datetime | None:
    return stay.room.start + stay.check_in_within if stay.check_in_within else None

"""Asking for a room without an account. Only the person's own mailbox makes a booking of it."""

from __future__ import annotations

from django.db import transaction

import clock
from bookings import checks, visitor_notices
from bookings.enums import Audience
from bookings.errors import AlreadyDecided, BookingRefused, NotAllowed, Refusal, SlotRefused
from bookings.models import Booking, VisitorRequest
from bookings.rooms import end_of
from bookings.services.booking import book, known_rooms
from people.models import User
from people.services import open_account
from spaces.conflicts import conflicts
from spaces.holds import Hold
from spaces.models import Space
from spaces.services import ledger

# More than that unanswered from one address is a mistake, or somebody else's mailbox being filled.
UNANSWERED_AT_MOST = 3


def takes_visitors(space: Space) -> bool:
    """Whether people without an account may ask for this space."""
    if not space.is_bookable or space.is_archived:
        return False
    return checks.rules_of(space.place, [space])[space.pk].audience == Audience.PUBLIC


@transaction.atomic
def ask_as_visitor(
    *, room: Hold, name: str, email: str, title: str, attendees: int, phone: str = "", layout: str = ""
) -> VisitorRequest:
    """Write down what a visitor asks for and send them a link; nothing is held until they follow it.

    For anyone. Raises NotAllowed where the space does not take visitors, BookingRefused with the rules
    that say no already or too many unanswered requests from one address, SlotRefused for a room taken by then.
    """
    (room,), place = known_rooms([room])
    if not takes_visitors(room.space):
        raise NotAllowed(f"{room.space.name} ne se réserve pas sans compte.")
    email = email.strip().lower()
    if VisitorRequest.objects.unanswered().filter(email=email).count() >= UNANSWERED_AT_MOST:
        raise BookingRefused(
            [
                Refusal(
                    "unanswered",
                    "Trois demandes attendent déjà votre confirmation.",
                    "Ouvrez le lien de l’une d’elles dans votre courriel.",
                )
            ]
        )
    facts = checks.read(place=place, spaces=[room.space], start=room.start, end=end_of(room), asker=None)
    if found := facts.refusals([room], attendees=attendees, layout=layout):
        raise BookingRefused(found)
    if room.seats is None and (taken := conflicts([room])):
        raise SlotRefused([Refusal("taken", str(conflict), firm=True) for conflict in taken])
    request = VisitorRequest.objects.create(
        space=room.space,
        starts_at=room.start,
        ends_at=end_of(room),
        name=name.strip(),
        email=email,
        phone=phone.strip(),
        title=title.strip(),
        attendees=attendees,
        layout=layout,
    )
    visitor_notices.asked(request)
    return request


@ledger.retry_deadlock
@transaction.atomic
def confirm_request(*, request: VisitorRequest) -> Booking:
    """Turn a request into a booking, once; again gives the same. For whoever holds the link sent by mail.

    The link proves the address: an account without a password is opened for it, or the one that has this
    address is used. Raises AlreadyDecided when it came too late, what `book` raises otherwise.
    """
    request = (
        VisitorRequest.objects.select_for_update(of=("self",), no_key=True)
        .select_related("space__place", "booking")
        .get(pk=request.pk)
    )
    if request.booking is not None:
        return request.booking
    if request.expires_at <= clock.now():
        raise AlreadyDecided("Ce lien est passé : faites une nouvelle demande.")
    person: User = open_account(email=request.email, name=request.name, phone=request.phone)
    booking = book(
        organiser=person,
        rooms=[request.room],
        title=request.title,
        attendees=request.attendees,
        layout=request.layout,
    )
    request.booking = booking
    request.save(update_fields=["booking"])
    return booking

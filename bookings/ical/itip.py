"""Invitations that calendars act upon (RFC 5546): one message per guest, one event per booking."""

from __future__ import annotations

from datetime import UTC
from email.utils import parseaddr

import icalendar
from django.conf import settings

import clock
from bookings.enums import BookingStatus
from bookings.ical.text import PRODUCT, plain, uid
from bookings.models import Booking, Guest

REQUEST, CANCEL = "REQUEST", "CANCEL"


def invitation(guest: Guest) -> bytes:
    """What a guest's calendar is told now: come (again, or elsewhere), or do not come."""
    booking = guest.booking
    method = method_for(guest)
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    event = icalendar.Event()
    event.add("uid", uid(booking.pk))
    event.add("sequence", booking.sequence)
    event.add("dtstamp", clock.now().replace(microsecond=0))
    # In UTC: no time zone component, the same instant for every reader.
    event.add("dtstart", booking.starts_at.astimezone(UTC))
    event.add("dtend", booking.ends_at.astimezone(UTC))
    event.add("summary", plain(booking.title))
    event.add("location", plain(_where(booking)))
    event.add("organizer", _organizer(booking), encode=False)
    event.add("attendee", _attendee(guest, method), encode=False)
    # To uninvite one person is not to cancel the event: RFC 5546, 3.2.5.
    if method == REQUEST or guest.removed_at is None:
        event.add("status", "CONFIRMED" if method == REQUEST else "CANCELLED")
    calendar.add_component(event)
    return calendar.to_ical(sorted=False)


def method_for(guest: Guest) -> str:
    """CANCEL once the invitation is taken back or the booking is."""
    stands = guest.removed_at is None and guest.booking.status == BookingStatus.CONFIRMED
    return REQUEST if stands else CANCEL


def _where(booking: Booking) -> str:
    rooms = list(dict.fromkeys(row.space.name for row in booking.booked_spaces.all()))
    address = " ".join(booking.place.address.split())
    return ", ".join(filter(None, [*rooms, booking.place.name, address]))


def _organizer(booking: Booking) -> icalendar.vCalAddress:
    found = icalendar.vCalAddress(f"mailto:{plain(booking.organiser.email)}")
    found.params["cn"] = _quotable(str(booking.organiser))
    found.params["sent-by"] = f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"
    return found


def _attendee(guest: Guest, method: str) -> icalendar.vCalAddress:
    found = icalendar.vCalAddress(f"mailto:{plain(guest.email)}")
    found.params["role"] = "REQ-PARTICIPANT"
    if method == REQUEST:
        found.params["partstat"] = "NEEDS-ACTION"
        # The answer is a page of ours: no program reads the mailbox of who invites.
        found.params["rsvp"] = "FALSE"
    return found


def _quotable(name: str) -> str:
    """A parameter may not hold a double quote."""
    return plain(name).replace('"', "’")

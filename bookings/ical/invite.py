"""One booking as a calendar file, for a mail or a download."""

from __future__ import annotations

import unicodedata
from datetime import UTC
from urllib.parse import urlsplit

import icalendar
from django.conf import settings

import clock
from bookings.enums import BookingStatus
from bookings.models import Booking, BookingSpace

STATUS = {
    BookingStatus.CONFIRMED: "CONFIRMED",
    BookingStatus.PENDING: "TENTATIVE",
    BookingStatus.HOLD: "TENTATIVE",
    BookingStatus.REFUSED: "CANCELLED",
    BookingStatus.CANCELLED: "CANCELLED",
}


def calendar_file(booking: Booking) -> bytes:
    """A calendar with one event per room, its UID kept for life and its hours in UTC.

    Hours in UTC need no time zone component, and every reader gives the same instant.
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Tierslieu//FR")
    calendar.add("version", "2.0")
    for row in booking.booked_spaces.all():
        calendar.add_component(_event(booking, row))
    return calendar.to_ical()


def _event(booking: Booking, row: BookingSpace) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", f"{booking.pk}-{row.space_id}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("sequence", booking.sequence)
    event.add("dtstamp", clock.now().replace(microsecond=0))
    event.add("dtstart", row.starts_at.astimezone(UTC))
    event.add("dtend", row.ends_at.astimezone(UTC))
    event.add("summary", _plain(booking.title))
    address = " ".join(booking.place.address.split())
    event.add("location", _plain(", ".join(filter(None, [row.space.name, booking.place.name, address]))))
    event.add("status", STATUS[BookingStatus(booking.status)])
    event.add("url", settings.BASE_URL + booking.get_absolute_url())
    return event


def _plain(text: str) -> str:
    """Without control characters: one of them makes some readers ignore the whole file."""
    return "".join(char for char in text if unicodedata.category(char) != "Cc")

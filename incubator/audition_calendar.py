"""One audition as a calendar file, for the mails and for a download."""

from __future__ import annotations

import unicodedata
from datetime import UTC
from urllib.parse import urlsplit

import icalendar
from django.conf import settings

import clock
from incubator.models import Audition


def calendar_file(audition: Audition) -> bytes:
    """A calendar of one event in UTC, its UID kept for life; without a slot, the event is called off."""
    event = icalendar.Event()
    event.add("uid", f"audition-{audition.pk}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("sequence", audition.sequence)
    event.add("dtstamp", clock.now().replace(microsecond=0))
    event.add("summary", _plain(f"Audition : {audition.application.title}"))
    event.add("url", settings.BASE_URL + audition.application.get_absolute_url())
    place = audition.stage.call.place
    if audition.day is not None and audition.starts_at and audition.ends_at:
        event.add("dtstart", audition.starts_at.astimezone(UTC))
        event.add("dtend", audition.ends_at.astimezone(UTC))
        address = " ".join(place.address.split())
        event.add("location", _plain(", ".join(filter(None, [audition.day.room, place.name, address]))))
    event.add("status", "CONFIRMED" if audition.day is not None else "CANCELLED")
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Tierslieu//FR")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return calendar.to_ical()


def _plain(text: str) -> str:
    """Without control characters: one of them makes some readers ignore the whole file."""
    return "".join(char for char in text if unicodedata.category(char) != "Cc")

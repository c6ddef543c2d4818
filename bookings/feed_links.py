"""The secret address of an agenda: signed, so that the database alone does not give it; renewed by a count."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from bookings.models import CalendarFeed

SIGNER = signing.Signer(salt="bookings.feed", sep=".")


def feed_address(feed: CalendarFeed) -> str:
    """The whole address, for its owner's eyes."""
    token = SIGNER.sign(f"{feed.pk.hex}-{feed.version}")
    return settings.BASE_URL + reverse("bookings:feed", args=[token])


def feed_named_by(token: str) -> CalendarFeed | None:
    """The agenda of an address; None for one that is not ours, was renewed or closed, or whose owner left."""
    try:
        pk, _, version = SIGNER.unsign(token).partition("-")
    except signing.BadSignature:
        return None
    rows = CalendarFeed.objects.with_subject().filter(pk=UUID(pk), version=version, owner__is_active=True)
    found: CalendarFeed | None = rows.first()
    return found

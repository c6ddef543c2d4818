"""« Pas mardi ? »: the address, in a reminder, that gives a room back without signing in.

Opening it frees nothing: mail scanners open links. It names one booking and dies with its start.
"""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.urls import reverse

from bookings.models import Booking

SALT = "bookings.release"


def release_address(booking: Booking) -> str:
    """The whole address, for a mail to the organiser."""
    token = signing.Signer(salt=SALT).sign(str(booking.pk))
    return settings.BASE_URL + reverse("bookings:release", args=[token])


def booking_named_by(token: str) -> Booking | None:
    """The booking of an address, None when nobody of the house wrote it."""
    try:
        pk = signing.Signer(salt=SALT).unsign(token)
        return Booking.objects.with_rooms().filter(pk=pk).first()
    except (signing.BadSignature, ValidationError):
        return None

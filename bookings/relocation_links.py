"""« Ça nous va » and « Non merci »: the address, in a mail, that answers for a relocation without signing in.

Opening it answers nothing: mail scanners open links.
"""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.urls import reverse

from bookings.models import Relocation

SALT = "bookings.relocation"


def relocation_address(relocation: Relocation) -> str:
    """The whole address, for a mail to the organiser."""
    token = signing.Signer(salt=SALT).sign(str(relocation.pk))
    return settings.BASE_URL + reverse("bookings:relocated", args=[token])


def relocation_named_by(token: str) -> Relocation | None:
    """The relocation of an address, None when nobody of the house wrote it."""
    try:
        pk = signing.Signer(salt=SALT).unsign(token)
        rows = Relocation.objects.select_related("booking__place", "booking__organiser")
        return rows.prefetch_related("booking__booked_spaces__space").filter(pk=pk).first()
    except (signing.BadSignature, ValidationError):
        return None

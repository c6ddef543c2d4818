"""Addresses that open one thing to whoever holds them, without an account: a request, a report, an invitation.

They travel by mail, or are shown once to whoever just reported. Opening one changes nothing.
"""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.urls import reverse

from bookings.models import Booking, Guest, Report, VisitorRequest

REQUEST, REPORT, GUEST = "bookings.visitor", "bookings.report", "bookings.guest"


def request_path(request: VisitorRequest) -> str:
    """The page of a request made without an account."""
    return reverse("bookings:visitor", args=[_signed(request, REQUEST)])


def report_path(report: Report) -> str:
    """The page on which whoever reported follows it."""
    return reverse("bookings:report", args=[_signed(report, REPORT)])


def guest_path(guest: Guest) -> str:
    """The page on which an invited person says that they cannot come."""
    return reverse("bookings:guest", args=[_signed(guest, GUEST)])


def private_address(booking: Booking) -> str:
    """Where the visitor who made this booking follows it; nothing for those who have an account."""
    request = VisitorRequest.objects.filter(booking=booking).first()
    return settings.BASE_URL + request_path(request) if request else ""


def request_named_by(token: str) -> VisitorRequest | None:
    """The request of an address, None when nobody of the house wrote it."""
    rows = VisitorRequest.objects.select_related("space__place", "space__floor__building", "booking")
    return _named(token, REQUEST, rows.prefetch_related("booking__booked_spaces__space__place"))


def report_named_by(token: str) -> Report | None:
    """The report of an address, None when nobody of the house wrote it."""
    return _named(token, REPORT, Report.objects.select_related("place", "space"))


def guest_named_by(token: str) -> Guest | None:
    """The invitation of an address, None when nobody of the house wrote it."""
    rows = Guest.objects.select_related("booking__place", "booking__organiser")
    return _named(token, GUEST, rows)


def _signed(row: Model, salt: str) -> str:
    return signing.Signer(salt=salt).sign(str(row.pk))


def _named[Row: Model](token: str, salt: str, rows: QuerySet[Row]) -> Row | None:
    try:
        return rows.filter(pk=signing.Signer(salt=salt).unsign(token)).first()
    except (signing.BadSignature, ValidationError):
        return None

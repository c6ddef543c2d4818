"""What is said of a regular booking once something was done with it."""

from __future__ import annotations

from bookings.enums import BookingStatus
from bookings.models import BookingSeries


def dates(count: int) -> str:
    """Write « 1 date », « 12 dates »."""
    return f"{count} date{'s' if count > 1 else ''}"


def answer_to_come(series: BookingSeries) -> str:
    """What follows « C’est réservé. » while dates wait for an answer or a paper; nothing when none does."""
    if not series.bookings.filter(status=BookingStatus.PENDING).exists():
        return ""
    return " Les dates à valider attendent l’accord de l’équipe, ou une pièce qui manque."

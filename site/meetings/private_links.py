"""The address by which somebody without an account answers a convocation. Opening it changes nothing."""

from __future__ import annotations

from django.core import signing
from django.urls import reverse

from meetings.enums import MeetingStatus
from meetings.models import Attendance

SIGNER = signing.Signer(salt="meetings.answer")


def answer_path(row: Attendance) -> str:
    """The page of one line of the sheet, of somebody who has no account."""
    return reverse("meetings:answer", args=[SIGNER.sign(str(row.pk))])


def row_named_by(token: str) -> Attendance | None:
    """The line of an address; None for one that is not ours, or of somebody who has an account by now."""
    try:
        pk = int(SIGNER.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    rows = Attendance.objects.filter(pk=pk, user=None).exclude(meeting__status=MeetingStatus.DRAFT)
    return rows.select_related("meeting__body", "meeting__secretary", "proxy_holder").first()

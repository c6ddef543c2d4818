"""Moments of meetings, as mails and papers write them, by the clock of the house."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.timezone import get_default_timezone

import clock
from meetings.models import Meeting


def day(moment: date) -> str:
    """Jeudi 2 juillet 2020, samedi 1er août 2020."""
    first = "1er" if moment.day == 1 else str(moment.day)
    return f"{date_format(moment, 'l')} {first} {date_format(moment, 'F Y')}"


def hour(moment: datetime) -> str:
    """14 h, 14 h 30."""
    return f"{moment.hour}\N{NO-BREAK SPACE}h" + (
        f"\N{NO-BREAK SPACE}{moment.minute:02}" if moment.minute else ""
    )


def when(meeting: Meeting) -> str:
    """Jeudi 2 juillet 2020, de 14 h à 17 h 30."""
    zone = get_default_timezone()
    first, last = clock.local(meeting.starts_at, zone), clock.local(meeting.ends_at, zone)
    if first.date() == last.date():
        return f"{day(first)}, de {hour(first)} à {hour(last)}"
    return f"du {day(first)} à {hour(first)} au {day(last)} à {hour(last)}"

from __future__ import annotations

from django.db import transaction

import clock
import journal
from meetings import notices
from meetings.enums import AWAITED, MeetingStatus, Presence
from meetings.errors import MinutesMissing, QuorumLost, StillToDecide
from meetings.models import Meeting
from meetings.quorum import Quorum, quorum_of
from meetings.services.locking import follow, held_by
from people.models import User


@transaction.atomic
def open_meeting(*, meeting: Meeting, by: User) -> Meeting:
    """Open a meeting, once enough voices are there. Proxies held by people who did not come fall.

    Whoever holds the meeting may. Raises NotAllowed, WrongState, QuorumLost: nothing is written then.
    """
    found = held_by(meeting, by, MeetingStatus.CONVENED)
    found.attendances.filter(presence=Presence.REPRESENTED).exclude(
        proxy_holder__presence=Presence.PRESENT
    ).update(presence=Presence.EXCUSED, proxy_holder=None)
    demand_quorum(found)
    found.status, found.opened_at = MeetingStatus.OPEN, clock.now()
    found.save(update_fields=["status", "opened_at"])
    journal.record(actor=by, action="meeting.opened", target=found)
    follow(meeting, found, "status", "opened_at")
    return found


def check_quorum(*, meeting: Meeting) -> Quorum:
    """The voices of the meeting now; a quorum reached at the opening may be lost since. Anyone may ask."""
    return quorum_of(meeting)


@transaction.atomic
def adjourn(*, meeting: Meeting, by: User) -> Meeting:
    """Close a meeting: whoever never came is absent, and what is not held is published.

    Whoever holds the meeting may. Raises NotAllowed, WrongState, StillToDecide, and what the publication of
    an application above raises.
    """
    from meetings.services.deciding import tell

    found = held_by(meeting, by, MeetingStatus.OPEN)
    if waiting := found.decisions.unrecorded().first():
        raise StillToDecide(f"« {waiting} » attend sa décision : notez-la, ou retirez la question.")
    found.attendances.filter(presence__in=AWAITED).update(presence=Presence.ABSENT)
    found.status, found.closed_at = MeetingStatus.CLOSED, clock.now()
    found.save(update_fields=["status", "closed_at"])
    if not found.holds_decisions:
        tell(found, by)
    journal.record(actor=by, action="meeting.closed", target=found)
    follow(meeting, found, "status", "closed_at")
    return found


@transaction.atomic
def write_minutes(*, meeting: Meeting, by: User, text: str) -> Meeting:
    """Keep the text of the minutes. Whoever holds the meeting may, until it is signed.

    Raises NotAllowed, WrongState.
    """
    found = held_by(meeting, by, MeetingStatus.OPEN, MeetingStatus.CLOSED)
    found.minutes = text.strip()
    found.save(update_fields=["minutes"])
    follow(meeting, found, "minutes")
    return found


@transaction.atomic
def sign(*, meeting: Meeting, by: User) -> Meeting:
    """Sign the minutes: nothing changes any more, and those who were called are told where to read them.

    Whoever holds the meeting may, once it is closed. Raises NotAllowed, WrongState, MinutesMissing, and
    StillToDecide while decisions are held.
    """
    found = held_by(meeting, by, MeetingStatus.CLOSED)
    if not found.minutes:
        raise MinutesMissing
    if found.decisions.held().exists():
        raise StillToDecide("Des décisions ne sont pas publiées : publiez-les, puis signez.")
    found.status, found.signed_at, found.signed_by = MeetingStatus.SIGNED, clock.now(), by
    found.save(update_fields=["status", "signed_at", "signed_by"])
    journal.record(actor=by, action="meeting.signed", target=found)
    notices.signed(found)
    follow(meeting, found, "status", "signed_at", "signed_by")
    return found


def demand_quorum(meeting: Meeting, *, field: str | None = None) -> Quorum:
    """The voices of the meeting, when there are enough of them; `field` asks for them. Raises QuorumLost."""
    quorum = quorum_of(meeting)
    if not quorum.is_met:
        raise QuorumLost(quorum, field=field)
    return quorum

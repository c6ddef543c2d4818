"""Every verb about a meeting waits for its turn on that meeting: counts and rights are judged under its lock."""

from __future__ import annotations

from typing import Any

from meetings import policies
from meetings.enums import MeetingStatus
from meetings.errors import NotAllowed, WrongState
from meetings.models import Meeting
from people.models import User

SAYS = {
    MeetingStatus.DRAFT: "Cette rencontre est encore en préparation : convoquez-la d’abord.",
    MeetingStatus.CONVENED: "Cette rencontre n’est pas encore ouverte.",
    MeetingStatus.OPEN: "Cette rencontre est en séance : levez-la d’abord.",
    MeetingStatus.CLOSED: "Cette rencontre est levée : il n’y reste que le compte rendu à écrire.",
    MeetingStatus.SIGNED: "Le compte rendu est signé : plus rien n’y change.",
    MeetingStatus.CANCELLED: "Cette rencontre est annulée.",
}


def locked(meeting: Meeting, *states: str) -> Meeting:
    """The meeting as it stands, held until the end of the transaction. Raises WrongState."""
    found = Meeting.objects.select_for_update(of=("self",)).select_related("body").get(pk=meeting.pk)
    if states and found.status not in states:
        raise WrongState(SAYS[MeetingStatus(found.status)])
    return found


def held_by(meeting: Meeting, by: User, *states: str) -> Meeting:
    """The meeting, locked, for whoever holds it. Raises NotAllowed, WrongState."""
    found = locked(meeting, *states)
    if not policies.may_run(by, found):
        raise NotAllowed
    return found


def follow(instance: Any, source: Any, *fields: str) -> None:
    """Bring what the caller holds to what was written."""
    for field in fields:
        setattr(instance, field, getattr(source, field))

"""Why may somebody read or hold a meeting, open one of its documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from meetings import policies
from meetings.enums import MeetingStatus
from meetings.models import Attendance, Body, Document, Meeting
from people.access import Visitor
from people.explaining import Deed, Evidence, Explained, Way, by_fact, by_grant, register
from people.explaining_files import register_owner
from people.models import User
from vault.models import PrivateFile

RUNS = by_grant("run_body", Body, lambda meeting: [meeting.body], "tenir les réunions de {target}")
KEEPS = by_fact("en tenir le secrétariat", lambda person, meeting: meeting.secretary_id == person.pk)
PREPARES = by_grant("run_body", Body, lambda body: [body], "tenir les réunions de {target}")


def register_explanations() -> None:
    """Called when the app is ready."""
    register(
        Explained(
            model=Meeting,
            label="rencontre",
            seen=_meeting,
            pages=frozenset(
                {"meetings_hold", "rencontres:edit", "rencontres:inspect", "meetings:own_meeting"}
            ),
            deeds=[
                Deed("lire la rencontre", _reads, [_called(), RUNS, KEEPS]),
                Deed("la tenir", policies.may_run, [RUNS, KEEPS]),
            ],
        )
    )
    register(
        Explained(
            model=Body,
            label="instance",
            seen=lambda asker, carried: Body.objects.run_by(asker).filter(pk=carried["pk"]).first(),
            pages=frozenset({"instances:edit", "instances:inspect"}),
            deeds=[Deed("préparer ses réunions", policies.may_prepare, [PREPARES])],
        )
    )
    register_owner(Meeting, [_called(), RUNS, KEEPS, _public()], unless=_not_this_one)


def _reads(visitor: Visitor, meeting: Meeting) -> bool:
    return Meeting.objects.visible_to(visitor).filter(pk=meeting.pk).exists()


def _called() -> Way:
    def of(person: User, meeting: Meeting) -> Evidence:
        called = Attendance.objects.filter(meeting=meeting, user=person).exists()
        return Evidence(called and meeting.status != MeetingStatus.DRAFT, ["sur la liste"] if called else [])

    return Way(lambda _meeting: "y être convoqué, une fois la rencontre annoncée", of)


def _public() -> Way:
    return by_fact(
        "que le document soit public, dans une rencontre publique",
        lambda _person, meeting: Document.objects.public().filter(meeting=meeting).exists(),
    )


def _not_this_one(person: User, file: PrivateFile) -> str | None:
    return None if policies.may_read_file(person, file) else "Ce document-là n’est pas public."


def _meeting(asker: User, carried: Mapping[str, Any]) -> Meeting | None:
    return Meeting.objects.run_by(asker).select_related("body").filter(pk=carried["pk"]).first()

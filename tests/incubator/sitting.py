"""A committee in session about the dossiers of a call."""

import io
from datetime import timedelta

from pypdf import PdfReader

import clock
from incubator.models import Application, Call
from incubator.services import bring
from meetings import services as meetings
from meetings.enums import BodyKind
from meetings.models import Decision, Meeting
from meetings.printing import minutes_pdf
from people.models import User


def committee(call: Call, by: User, members: int = 3) -> Meeting:
    """A committee that is open, with its members in the room and every dossier of the first stage put to it."""
    body = meetings.establish(name=f"Comité {call.slug}", kind=BodyKind.COMMITTEE, by=by)
    start = clock.now() + timedelta(hours=1)
    meeting = meetings.prepare(
        body=body, title="Comité de sélection", starts_at=start, ends_at=start + timedelta(hours=2), by=by
    )
    for n in range(members):
        meetings.call(meeting=meeting, by=by, name=f"Membre {n + 1}", votes=True)
    meetings.convene(meeting=meeting, by=by)
    for row in meeting.attendances.all():
        meetings.attend(attendance=row, by=by)
    meetings.open_meeting(meeting=meeting, by=by)
    meeting.refresh_from_db()
    bring(stage=call.stages.first(), meeting=meeting, by=by)
    return meeting


def minutes(meeting: Meeting, reader: User) -> str:
    """What the minutes say, on one line."""
    pages = PdfReader(io.BytesIO(minutes_pdf(meeting, reader))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def about(meeting: Meeting, application: Application) -> Decision:
    return meeting.decisions.get(subject_id=str(application.pk))

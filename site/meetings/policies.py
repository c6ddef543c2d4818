"""Who may hold meetings and read what belongs to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meetings.models import Body, Document, Meeting
from people.access import STAFF

if TYPE_CHECKING:
    from people.access import Visitor
    from people.models import User
    from vault.models import PrivateFile


def may_run(user: Visitor, meeting: Meeting) -> bool:
    """Whoever runs the body, and whoever keeps this meeting."""
    return Meeting.objects.run_by(user).filter(pk=meeting.pk).exists()


def may_prepare(user: Visitor, body: Body) -> bool:
    """Whoever runs the body."""
    return Body.objects.run_by(user).filter(pk=body.pk).exists()


def runs_a_body(user: Visitor) -> bool:
    """Whether this person runs any body; asked once per loaded user, the menu asks often."""
    if not STAFF(user):
        return False
    if not hasattr(user, "_runs_a_body"):
        user._runs_a_body = Body.objects.run_by(user).exists()  # type: ignore[union-attr]
    return bool(user._runs_a_body)  # type: ignore[union-attr]


def holds_meetings(user: Visitor) -> bool:
    """Whether this person runs a body or keeps a meeting."""
    if not STAFF(user):
        return False
    if not hasattr(user, "_holds_meetings"):
        user._holds_meetings = runs_a_body(user) or Meeting.objects.run_by(user).exists()  # type: ignore[union-attr]
    return bool(user._holds_meetings)  # type: ignore[union-attr]


def may_read_file(user: User, file: PrivateFile) -> bool:
    """Participants and whoever runs the meeting; everyone when it is a public file of a public meeting."""
    documents = Document.objects.filter(file=file.pk)
    return documents.public().exists() or documents.visible_to(user).exists()

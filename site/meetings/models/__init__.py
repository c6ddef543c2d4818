"""Who meets, the meetings, who was there, what was decided and what remains to be done."""

from meetings.models.attendance import Attendance
from meetings.models.bodies import Body, BodyMember, College
from meetings.models.decisions import Ballot, Decision
from meetings.models.grants import BodyUserPermission
from meetings.models.meetings import Action, AgendaItem, Document, KindCount, Meeting

__all__ = [
    "Action",
    "AgendaItem",
    "Attendance",
    "Ballot",
    "Body",
    "BodyMember",
    "BodyUserPermission",
    "College",
    "Decision",
    "Document",
    "KindCount",
    "Meeting",
]

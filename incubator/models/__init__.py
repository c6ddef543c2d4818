"""Calls, their forms, the dossiers people write, and every step these take."""

from incubator.models.applications import (
    Application,
    ApplicationRevision,
    NumberSequence,
    Project,
    Transition,
)
from incubator.models.calls import Call, FormVersion, Stage
from incubator.models.company import Collaborator, Message, ReviewAssignment
from incubator.models.grants import CallUserPermission

__all__ = [
    "Application",
    "ApplicationRevision",
    "Call",
    "CallUserPermission",
    "Collaborator",
    "FormVersion",
    "Message",
    "NumberSequence",
    "Project",
    "ReviewAssignment",
    "Stage",
    "Transition",
]

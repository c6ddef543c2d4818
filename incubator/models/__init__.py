"""Needs, ideas, calls, their forms, the dossiers people write, and every step these take."""

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
from incubator.models.ideas import Idea, IdeaStep, OpportunityStudy, StudyPartner, StudySection
from incubator.models.needs import IdeaScout, Need
from incubator.models.reviews import Criterion, Review, Score

__all__ = [
    "Application",
    "ApplicationRevision",
    "Call",
    "CallUserPermission",
    "Collaborator",
    "Criterion",
    "FormVersion",
    "Idea",
    "IdeaScout",
    "IdeaStep",
    "Message",
    "Need",
    "NumberSequence",
    "OpportunityStudy",
    "Project",
    "Review",
    "ReviewAssignment",
    "Score",
    "Stage",
    "StudyPartner",
    "StudySection",
    "Transition",
]

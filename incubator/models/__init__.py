"""Needs, ideas, calls, their forms, the dossiers people write, and every step these take."""

from incubator.models.applications import (
    Application,
    ApplicationRevision,
    NumberSequence,
    Transition,
)
from incubator.models.auditions import Audition, AuditionDay
from incubator.models.callbacks import CallBack, PhoneNote
from incubator.models.calls import Call, FormVersion, Stage
from incubator.models.cohorts import Cohort, Funder
from incubator.models.company import Collaborator, Message, ReviewAssignment
from incubator.models.days import CollectiveDay, DayAttendance
from incubator.models.follow_ups import FollowUp
from incubator.models.grants import CallUserPermission
from incubator.models.ideas import Idea, IdeaStep, OpportunityStudy, StudyPartner, StudySection
from incubator.models.needs import IdeaScout, Need
from incubator.models.projects import (
    FundingLine,
    Mentorship,
    Milestone,
    Project,
    SupportAgreement,
    SupportSession,
)
from incubator.models.reasons import Reason
from incubator.models.reviews import Criterion, Review, Score

__all__ = [
    "Application",
    "ApplicationRevision",
    "Audition",
    "AuditionDay",
    "Call",
    "CallBack",
    "CallUserPermission",
    "Cohort",
    "Collaborator",
    "CollectiveDay",
    "Criterion",
    "DayAttendance",
    "FollowUp",
    "FormVersion",
    "Funder",
    "FundingLine",
    "Idea",
    "IdeaScout",
    "IdeaStep",
    "Mentorship",
    "Message",
    "Milestone",
    "Need",
    "NumberSequence",
    "OpportunityStudy",
    "PhoneNote",
    "Project",
    "Reason",
    "Review",
    "ReviewAssignment",
    "Score",
    "Stage",
    "StudyPartner",
    "StudySection",
    "SupportAgreement",
    "SupportSession",
    "Transition",
]

"""The table of transitions as the design writes it, by hand, and somebody of each role."""

from datetime import timedelta

from django.contrib.auth.models import AnonymousUser

from incubator.enums import OPEN, Status
from incubator.models import Collaborator, ReviewAssignment
from people.services import grant
from tests.factories.incubator import (
    DURING,
    given,
    key,
    published_call,
)
from tests.factories.people import UserFactory
from tests.factories.projects import mentor_of, project_of

S = Status
# transition: (states it starts from, who, a payload that passes, where it leads)
EXPECTED = {
    "submit": ({S.DRAFT}, "owner", {}, S.SUBMITTED),
    "request_changes": (
        {S.SUBMITTED, S.UNDER_REVIEW},
        "admin officer manager",
        {"message": "Le devis ?", "due_at": DURING + timedelta(days=7), "unlocked": [key("demande")]},
        S.CHANGES_REQUESTED,
    ),
    "resubmit": ({S.CHANGES_REQUESTED}, "owner", {}, S.SUBMITTED),
    "declare_eligible": (
        {S.SUBMITTED},
        "admin officer manager",
        {"checklist": ["Le projet est à Grand Poitiers"]},
        S.UNDER_REVIEW,
    ),
    "declare_ineligible": (
        {S.SUBMITTED, S.UNDER_REVIEW},
        "admin manager",
        {"reason": "le projet est hors du territoire", "redirected_to": "La fabrique du Thouarsais"},
        S.INELIGIBLE,
    ),
    "advance": ({S.UNDER_REVIEW}, "admin manager", {}, S.UNDER_REVIEW),
    "hold_outcome": (
        {S.UNDER_REVIEW, S.WAITLISTED},
        "admin manager",
        {"outcome": "selected"},
        S.UNDER_REVIEW,
    ),
    "publish": (
        {S.UNDER_REVIEW, S.WAITLISTED},
        "admin manager",
        {"outcome": "selected", "motivation": "Le besoin est là."},
        S.SELECTED,
    ),
    "promote": ({S.WAITLISTED}, "admin manager", {}, S.SELECTED),
    "give_more_time": (
        {S.SELECTED},
        "admin manager",
        {"confirm_before": DURING + timedelta(days=30)},
        S.SELECTED,
    ),
    "confirm": ({S.SELECTED}, "owner", {}, S.CONFIRMED),
    "decline": ({S.SELECTED}, "owner", {}, S.WITHDRAWN),
    "withdraw": (set(OPEN), "owner", {}, S.WITHDRAWN),
    "close": (set(OPEN), "admin manager", {"reason": "L’appel est annulé."}, S.CLOSED),
    "reopen": (
        {S.INELIGIBLE, S.REJECTED, S.CLOSED},
        "admin manager",
        {"reason": "Nous nous étions trompés."},
        S.UNDER_REVIEW,
    ),
}
ROLES = [
    "owner",
    "editor",
    "reader",
    "helper",
    "officer",
    "manager",
    "jury",
    "stranger",
    "elsewhere",
    "asleep",
    "admin",
    "place manager",
    "mentor",
    "visitor",
]


def somebody(role: str, application):
    call = application.call
    match role:
        case "owner":
            return application.owner
        case "editor" | "reader" | "helper":
            return Collaborator.objects.create(application=application, user=UserFactory(), role=role).user
        case "officer":
            return given(call, "handle_call")
        case "manager":
            return given(call, "manage_call")
        case "jury":
            reviewer = given(call, "review_call")
            stage = call.stages.first()
            ReviewAssignment.objects.create(
                application=application,
                stage=stage,
                reviewer=reviewer,
                declared_at=DURING,
                reviewed_at=DURING,
            )
            return reviewer
        case "elsewhere":
            return given(published_call(), "manage_call")
        case "admin":
            return UserFactory(is_superuser=True)
        case "place manager":
            person = UserFactory()
            grant(user=person, permission="manage_place", target=call.place, given_by=None)
            return person
        case "mentor":
            return mentor_of(project_of(call))
        case "visitor":
            return AnonymousUser()
        case "asleep":
            manager = given(call, "manage_call")
            manager.is_active = False
            manager.save()
            return manager
    return UserFactory()

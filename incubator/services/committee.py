"""A committee that decides about dossiers: a meeting of `meetings`, taught what a dossier is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from incubator import pipeline, policies
from incubator.enums import Outcome, ReasonKind, Status
from incubator.errors import DomainError, NotAllowed
from incubator.models import Application, Collaborator, Reason, Review, ReviewAssignment, Stage
from incubator.transitions import transition
from meetings import services as meetings
from meetings.errors import DomainError as MeetingError
from meetings.models import Decision, Meeting
from meetings.registry import SubjectKind, register
from people.models import User


@transaction.atomic
def bring(*, stage: Stage, meeting: Meeting, by: User) -> list[Decision]:
    """Put every dossier read in a stage to a committee, in the order of the ranking; again adds the new ones.

    For officers of the call who hold that meeting. Raises NotAllowed, and what the meeting refuses.
    """
    if not policies.may_handle(by, stage.call):
        raise NotAllowed("Il faut instruire cet appel pour porter ses dossiers en comité.")
    rows = Application.objects.filter(call=stage.call_id, stage=stage, status=Status.UNDER_REVIEW)
    ranking = pipeline.ranking(stage, rows.order_by("number"), Review.objects.all())
    decisions = [
        meetings.put(
            meeting=meeting,
            by=by,
            title=f"{row.dossier.number} {row.dossier.title}"[:250],
            subject=row.dossier,
        )
        for row in ranking.rows
    ]
    _set_aside(decisions, meeting, by)
    return decisions


def _set_aside(decisions: list[Decision], meeting: Meeting, by: User) -> None:
    """Whoever declined to read a dossier, or writes it, takes no part in deciding about it."""
    sheet = {row.user_id: row for row in meeting.attendances.filter(user__isnull=False)}
    open_ones = {decision.subject_id: decision for decision in decisions if not decision.is_recorded}
    about = [UUID(number) for number in open_ones]
    bound = [
        *ReviewAssignment.objects.filter(application__in=about, recused_at__isnull=False).values_list(
            "application", "reviewer", "recusal_reason"
        ),
        *((pk, owner, "porte ce dossier") for pk, owner in _writers(about)),
    ]
    for application, person, reason in bound:
        if person in sheet:
            decision = open_ones[str(application)]
            meetings.recuse(decision=decision, attendance=sheet[person], by=by, reason=reason)


def _writers(about: list[UUID]) -> list[tuple[UUID, int]]:
    owners = Application.objects.filter(pk__in=about).values_list("pk", "owner")
    company = Collaborator.objects.filter(application__in=about).values_list("application", "user")
    return [*owners, *company]


@transaction.atomic
def hold(
    *,
    decision: Decision,
    by: User,
    outcome: str,
    motivation: str,
    reason: str = "",
    hands: Mapping[str, int] | None = None,
) -> Decision:
    """Note what the committee decided about a dossier, with its reasons, told to nobody yet.

    For whoever holds the meeting and manages the call. Raises NotAllowed, Refused, WrongState, and what the
    meeting refuses (voices that do not add up, a meeting that is not open).
    """
    application = Application.objects.get(pk=decision.subject_id)
    recorded = meetings.record(
        decision=decision, by=by, outcome=outcome, note=motivation, reason=reason, hands=hands
    )
    transition(application=application, name="hold_outcome", actor=by, outcome=outcome)
    return recorded


def publish(decisions: list[Decision], by: User) -> None:
    """Make known what a committee decided, in the transaction that publishes the meeting: all or nothing.

    The dossiers are locked in one order first, so that two sessions never wait for one another; those put
    on the waiting list take the next ranks in the order of the agenda.
    """
    ids = [UUID(decision.subject_id) for decision in decisions]
    locked = {
        str(row.pk): row
        for row in Application.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    }
    for decision in sorted(decisions, key=lambda one: one.position):
        application = locked[decision.subject_id]
        try:
            _publish(application, decision, by)
        except DomainError as error:
            raise MeetingError(f"{application.number} : {error.message}") from error


def _publish(application: Application, decision: Decision, by: User) -> None:
    if application.pending_outcome != decision.outcome:
        transition(application=application, name="hold_outcome", actor=by, outcome=decision.outcome)
    payload: dict[str, Any] = (
        {"rank": _next_rank(application)} if decision.outcome == Outcome.WAITLISTED else {}
    )
    transition(
        application=application,
        name="publish",
        actor=by,
        outcome=decision.outcome,
        motivation=decision.note,
        reason=decision.reason,
        meeting=str(decision.meeting_id),
        **payload,
    )


def _next_rank(application: Application) -> int:
    waiting = Application.objects.filter(call=application.call_id, status=Status.WAITLISTED)
    return (waiting.aggregate(last=Max("waitlist_rank"))["last"] or 0) + 1


def _find(subject_id: str) -> Application | None:
    try:
        return Application.objects.filter(pk=subject_id).first()
    except (ValidationError, ValueError):
        return None


def _reasons(subject_ids: Sequence[str]) -> dict[str, list[str]]:
    """Why a dossier may not be selected, in the words of its call."""
    about = Application.objects.filter(pk__in=[UUID(number) for number in subject_ids])
    calls = {str(pk): call for pk, call in about.values_list("pk", "call")}
    listed = Reason.objects.filter(call__in=set(calls.values()), kind=ReasonKind.REJECTED)
    labels = defaultdict(list)
    for call, label in listed.values_list("call", "label"):
        labels[call].append(label)
    return {subject: labels[call] for subject, call in calls.items()}


def register_subject() -> None:
    """Teach the meetings what a dossier is (called when the app is ready)."""
    register(
        SubjectKind(
            model=Application,
            find=_find,
            outcomes=[(str(value), str(label)) for value, label in Outcome.choices],
            publish=publish,
            reasons=_reasons,
            reasoned=(Outcome.REJECTED,),
        )
    )

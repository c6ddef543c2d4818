"""The steering committee and ideas: a question on the agenda of a meeting, carried out when it is published."""

from __future__ import annotations

from django.db import transaction

from incubator import idea_policies as policies
from incubator.enums import IdeaStatus
from incubator.errors import DomainError, NotAllowed, WrongState
from incubator.idea_steps import step_idea
from incubator.models import Idea
from meetings import services as meetings
from meetings.errors import DomainError as MeetingError
from meetings.models import Decision, Meeting
from meetings.registry import SubjectKind, register
from people.models import User

GO, LATER, NO = "go", "later", "no"
OUTCOMES = ((GO, "d’accord"), (LATER, "plus tard"), (NO, "non, on s’arrête là"))
# What the committee is asked, by where the idea stands: twice on the road of an idea.
QUESTIONS = {
    IdeaStatus.QUALIFIED: ("study", "Lancer l’étude"),
    IdeaStatus.VALIDATED: ("seek_holder", "Chercher qui la porte"),
}


@transaction.atomic
def bring_idea(*, idea: Idea, meeting: Meeting, by: User) -> Decision:
    """Put an idea on the agenda of a meeting; again gives the same question.

    For whoever may carry out the decision and holds that meeting. Raises NotAllowed, WrongState, and what
    the meeting refuses.
    """
    found = Idea.objects.select_for_update(of=("self",)).select_related("place").get(pk=idea.pk)
    if not policies.decides(by, found):
        raise NotAllowed("Il faut gérer le lieu, ou un appel du lieu, pour porter une idée en comité.")
    if found.status not in QUESTIONS:
        raise WrongState(
            f"Le comité décide d’étudier, puis de chercher qui la porte : elle est « {found.get_status_display()} »."
        )
    _step, question = QUESTIONS[IdeaStatus(found.status)]
    return meetings.put(meeting=meeting, by=by, title=f"{question} : {found.title}"[:250], subject=found)


def publish(decisions: list[Decision], by: User) -> None:
    """Move each idea as the committee decided, in the transaction that publishes the meeting: all or nothing."""
    for decision in sorted(decisions, key=lambda one: int(one.subject_id)):
        idea = Idea.objects.get(pk=decision.subject_id)
        try:
            _carry_out(idea, decision, by)
        except DomainError as error:
            raise MeetingError(f"{idea} : {error.message}") from error


def _carry_out(idea: Idea, decision: Decision, by: User) -> None:
    if decision.outcome == GO:
        if idea.status not in QUESTIONS:
            raise WrongState(f"elle est maintenant « {idea.get_status_display()} ».")
        name, _question = QUESTIONS[IdeaStatus(idea.status)]
        step_idea(idea=idea, name=name, actor=by, meeting=decision.meeting)
        return
    name = "hold" if decision.outcome == LATER else "drop"
    step_idea(idea=idea, name=name, actor=by, reason=decision.note, meeting=decision.meeting)


def _find(subject_id: str) -> Idea | None:
    return Idea.objects.filter(pk=subject_id).first() if subject_id.isdecimal() else None


def register_ideas() -> None:
    """Teach the meetings what an idea is (called when the app is ready)."""
    register(SubjectKind(model=Idea, find=_find, outcomes=OUTCOMES, publish=publish))

"""The life of an idea: one table, and the one service that reads it. Nothing else writes its state.

The steering committee decides twice: to study, and to transfer. Both say the day of its meeting.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

import clock
from incubator import idea_policies as policies
from incubator import need_notices
from incubator.enums import LIVING_IDEA, IdeaStatus
from incubator.errors import NotAllowed, Refused, WrongState
from incubator.models import Idea, IdeaStep, OpportunityStudy, StudySection
from people.models import User

S = IdeaStatus
CHAPTERS = (
    ("Le besoin", "Qui manque de quoi, où, combien de gens, et comment nous le savons."),
    ("Ce qui existe déjà", "Ce qui répond en partie, ici ou ailleurs, et ce qui a échoué."),
    ("Une réponse possible", "Ce que l’on ferait, pour qui, avec quelle forme d’entreprise."),
    ("Ce que cela coûte et rapporte", "Les ordres de grandeur, et qui paierait."),
    ("Qui serait autour", "Les alliés, les habitants, les collectivités, les réseaux."),
    ("Ce que nous proposons", "Chercher qui la porte, la confier, attendre ou s’arrêter là."),
)


@dataclass
class Step:
    """An idea being moved: by whom, when, and with what."""

    idea: Idea
    actor: User
    at: datetime
    payload: dict[str, Any] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A text of the payload, tidied."""
        return str(self.payload.get(name) or "").strip()


@dataclass(frozen=True)
class Rule:
    """A row of the table."""

    label: str
    sources: tuple[IdeaStatus, ...]
    may: Callable[[User, Idea], bool]
    target: IdeaStatus | Callable[[Step], str]
    guard: Callable[[Step], None] | None = None
    effect: Callable[[Step], None] | None = None
    is_news: bool = False


def _is_clear(step: Step) -> None:
    if not step.idea.summary.strip():
        raise Refused("Décrivez l’idée en quelques phrases avant de la dire précisée.")


def _committee_decided(step: Step) -> None:
    meeting = step.payload.get("meeting")
    if meeting is not None:
        step.payload["decided_on"] = clock.local(meeting.starts_at, step.idea.place.zone).date()
    decided_on = step.payload.get("decided_on")
    if not isinstance(decided_on, date):
        raise Refused("Dites quel comité l’a décidé, ou à quelle date.")
    if decided_on > clock.local(step.at, step.idea.place.zone).date():
        raise Refused("Le comité ne peut pas l’avoir décidé dans l’avenir.")


def _study_is_written(step: Step) -> None:
    empty = [section.title for section in step.idea.study.sections.all() if not section.body.strip()]
    if empty:
        raise Refused(f"Il manque un chapitre à l’étude : {empty[0].lower()}.")


def _somebody_holds_it(step: Step) -> None:
    project, holder = step.payload.get("project"), step.payload.get("holder")
    if (project is None) == (holder is None):
        raise Refused("Dites qui la porte : un projet accompagné, ou une structure. L’un des deux.")
    if project is not None and Idea.objects.filter(project=project).exclude(pk=step.idea.pk).exists():
        raise Refused("Ce projet porte déjà une autre idée.")


def _has_reason(step: Step) -> None:
    if not step.text("reason"):
        raise Refused("Écrivez pourquoi : celles et ceux qui ont signalé le besoin le liront.")


def _open_study(step: Step) -> None:
    study, created = OpportunityStudy.objects.get_or_create(idea=step.idea, defaults={"started_at": step.at})
    if created:
        StudySection.objects.bulk_create(
            StudySection(study=study, position=rank, title=title, hint=hint)
            for rank, (title, hint) in enumerate(CHAPTERS, 1)
        )


def _hand_over(step: Step) -> None:
    step.idea.project, step.idea.holder = step.payload.get("project"), step.payload.get("holder")


def _stop(step: Step) -> None:
    step.idea.reason = step.text("reason")


def _pause(step: Step) -> None:
    step.idea.resume_status = step.idea.status
    _stop(step)


def _where_it_was(step: Step) -> str:
    return step.idea.resume_status


IDEA_STEPS: dict[str, Rule] = {
    "qualify": Rule("Préciser", (S.CAPTURED,), policies.handles, S.QUALIFIED, _is_clear),
    "study": Rule(
        "Lancer l’étude",
        (S.QUALIFIED,),
        policies.decides,
        S.STUDYING,
        _committee_decided,
        _open_study,
        is_news=True,
    ),
    "validate": Rule("Valider l’étude", (S.STUDYING,), policies.handles, S.VALIDATED, _study_is_written),
    "seek_holder": Rule(
        "Chercher qui la porte",
        (S.VALIDATED,),
        policies.decides,
        S.SEEKING_HOLDER,
        _committee_decided,
        is_news=True,
    ),
    "transfer": Rule(
        "Transmettre",
        (S.SEEKING_HOLDER,),
        policies.decides,
        S.TRANSFERRED,
        _somebody_holds_it,
        _hand_over,
        is_news=True,
    ),
    "hold": Rule("Mettre en pause", LIVING_IDEA, policies.handles, S.ON_HOLD, _has_reason, _pause),
    "resume": Rule("Reprendre", (S.ON_HOLD,), policies.handles, _where_it_was),
    "drop": Rule(
        "Abandonner", (*LIVING_IDEA, S.ON_HOLD), policies.decides, S.DROPPED, _has_reason, _stop, is_news=True
    ),
    "reopen": Rule("Rouvrir", (S.DROPPED,), policies.decides, S.CAPTURED, _has_reason),
}


@transaction.atomic
def step_idea(*, idea: Idea, name: str, actor: User, seen: str | None = None, **payload: Any) -> Idea:
    """Move an idea along the table: who may, from where and on what condition is checked here.

    `seen` is the state that the actor was looking at. Those who reported its needs hear of what matters
    to them. Raises NotAllowed, WrongState, Refused. Returns the idea as it is now.
    """
    rule = IDEA_STEPS[name]
    locked = Idea.objects.select_for_update(of=("self",)).select_related("place").get(pk=idea.pk)
    if not rule.may(actor, locked):
        raise NotAllowed("Vous ne pouvez pas faire cela sur cette idée.")
    if (seen is not None and seen != locked.status) or locked.status not in rule.sources:
        raise WrongState(
            f"Cette idée a changé d’état : elle est maintenant « {locked.get_status_display()} »."
        )
    step = Step(locked, actor, clock.now(), payload)
    if rule.guard is not None:
        rule.guard(step)
    origin = locked.status
    target = IdeaStatus(rule.target(step) if callable(rule.target) else rule.target)
    if target not in (S.ON_HOLD, S.DROPPED):
        locked.reason = ""
    if rule.effect is not None:
        rule.effect(step)
    locked.status = target
    if target != S.ON_HOLD:
        locked.resume_status = ""
    locked.save()
    log = IdeaStep.objects.create(
        idea=locked,
        name=name,
        actor=actor,
        at=step.at,
        from_status=origin,
        to_status=target,
        decided_on=step.payload.get("decided_on"),
        meeting=step.payload.get("meeting"),
        payload={key: _kept(value) for key, value in payload.items()},
    )
    if rule.is_news:
        need_notices.idea_moved(log)
    return locked


def possible(idea: Idea, user: User) -> dict[str, Rule]:
    """What this person could try on this idea now: for drawing buttons, never for deciding."""
    return {
        name: rule
        for name, rule in IDEA_STEPS.items()
        if idea.status in rule.sources and rule.may(user, idea)
    }


def _kept(value: Any) -> Any:
    """A row is remembered by its name, which stays readable when the row is gone."""
    return str(value) if hasattr(value, "pk") else value

"""The life of a dossier: one table, and the one service that reads it. Nothing else writes a status."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

import clock
from incubator import effects, guards, notices
from incubator.enums import OPEN, Status
from incubator.errors import NotAllowed, Refused, WrongState
from incubator.guards import Move
from incubator.models import Application, ApplicationRevision, Transition
from incubator.policies import Actor, may_move
from people.models import User

type Guard = Callable[[Move], None]
type Effect = Callable[[Move], ApplicationRevision | None]
type Target = Status | Callable[[Move], str]


@dataclass(frozen=True)
class Rule:
    """A row of the table: from where, by whom, to where, on what condition, with what consequence."""

    label: str
    sources: tuple[Status, ...]
    actor: Actor
    target: Target
    guards: tuple[Guard, ...] = (guards.nothing,)
    effect: Effect = effects.nothing
    tell: Callable[[Move, Transition], None] | None = None

    def destination(self, move: Move) -> Status:
        """Where this move leads."""
        return Status(self.target(move) if callable(self.target) else self.target)


def _stays(move: Move) -> str:
    return move.origin


def _where_it_was(move: Move) -> str:
    return move.application.resume_status


TRANSITIONS: dict[str, Rule] = {
    "submit": Rule(
        "Déposer",
        (Status.DRAFT,),
        Actor.OWNER,
        Status.SUBMITTED,
        (guards.call_is_open, guards.answers_are_whole),
        effects.freeze,
        notices.handed_in,
    ),
    "request_changes": Rule(
        "Demander un complément",
        (Status.SUBMITTED, Status.UNDER_REVIEW),
        Actor.OFFICER,
        Status.CHANGES_REQUESTED,
        (guards.request_is_clear,),
        effects.unlock,
        notices.changes_requested,
    ),
    "resubmit": Rule(
        "Renvoyer le complément",
        (Status.CHANGES_REQUESTED,),
        Actor.OWNER,
        _where_it_was,
        (guards.answers_are_whole,),
        effects.freeze_again,
        notices.handed_in,
    ),
    "declare_eligible": Rule(
        "Déclarer recevable",
        (Status.SUBMITTED,),
        Actor.OFFICER,
        Status.UNDER_REVIEW,
        (guards.checklist_is_ticked,),
        effects.enter_first_stage,
    ),
    "declare_ineligible": Rule(
        "Déclarer hors critères",
        (Status.SUBMITTED, Status.UNDER_REVIEW),
        Actor.MANAGER,
        Status.INELIGIBLE,
        (guards.reason_is_known,),
        effects.set_aside,
        notices.decided,
    ),
    "advance": Rule(
        "Passer à l’étape suivante",
        (Status.UNDER_REVIEW,),
        Actor.MANAGER,
        Status.UNDER_REVIEW,
        (guards.reviews_are_complete,),
        effects.enter_next_stage,
    ),
    "hold_outcome": Rule(
        "Noter ce que le comité a décidé",
        (Status.UNDER_REVIEW, Status.WAITLISTED),
        Actor.SECRETARY,
        _stays,
        (guards.outcome_is_known,),
        effects.hold_outcome,
    ),
    "publish": Rule(
        "Publier la décision",
        (Status.UNDER_REVIEW, Status.WAITLISTED),
        Actor.MANAGER,
        guards.outcome_of,
        (guards.decision_is_founded,),
        effects.decide,
        notices.decided,
    ),
    "promote": Rule(
        "Retenir depuis la liste d’attente",
        (Status.WAITLISTED,),
        Actor.MANAGER,
        Status.SELECTED,
        (guards.nobody_is_ahead,),
        effects.promote,
        notices.decided,
    ),
    "give_more_time": Rule(
        "Donner plus de temps pour confirmer",
        (Status.SELECTED,),
        Actor.MANAGER,
        Status.SELECTED,
        (guards.more_time_is_ahead,),
        effects.wait_longer,
        notices.given_more_time,
    ),
    "confirm": Rule(
        "Confirmer",
        (Status.SELECTED,),
        Actor.OWNER,
        Status.CONFIRMED,
        (guards.still_time_to_confirm,),
        effects.found_project,
    ),
    "decline": Rule(
        "Décliner",
        (Status.SELECTED,),
        Actor.OWNER,
        Status.WITHDRAWN,
        (guards.reason_is_listed,),
        effects.give_back,
    ),
    "withdraw": Rule("Retirer", OPEN, Actor.OWNER, Status.WITHDRAWN),
    "close": Rule(
        "Clore", OPEN, Actor.MANAGER, Status.CLOSED, (guards.reason_is_written,), tell=notices.closed
    ),
    "reopen": Rule(
        "Rouvrir",
        (Status.INELIGIBLE, Status.REJECTED, Status.CLOSED),
        Actor.MANAGER,
        Status.UNDER_REVIEW,
        (guards.was_handed_in,),
        effects.resume_reading,
    ),
}


@transaction.atomic
def transition(
    *, application: Application, name: str, actor: User, seen: str | None = None, **payload: Any
) -> Application:
    """Move a dossier along the table, whoever calls: permission, state and guards are checked here.

    `seen` is the state that the actor was looking at; if somebody moved it in between, nothing happens.
    Logs actor, time, from, to, stage, payload and revision, and schedules what people are told, in the
    same transaction. Raises NotAllowed, WrongState, Refused or Incomplete. Returns the dossier as it is now.
    """
    rule = TRANSITIONS[name]
    locked = (
        Application.objects.select_for_update(of=("self",))
        .select_related("call__place", "form_version", "stage", "owner")
        .get(pk=application.pk)
    )
    if not may_move(rule.actor, actor, locked):
        raise NotAllowed("Vous ne pouvez pas faire cela sur ce dossier.")
    _still_there(rule, locked, seen)
    origin = Status(locked.status)
    move = Move(locked, actor, clock.now(), origin, payload)
    for guard in rule.guards:
        guard(move)
    target = rule.destination(move)
    stage = locked.stage
    revision = rule.effect(move)
    locked.status = target
    effects.tidy(move)
    _save(locked)
    log = Transition.objects.create(
        application=locked,
        name=name,
        actor=actor,
        at=move.at,
        from_status=origin,
        to_status=target,
        stage=locked.stage or stage,
        payload=move.payload,
        revision=revision,
    )
    if rule.tell is not None:
        rule.tell(move, log)
    if not locked.is_open:
        notices.nothing_more_to_ask(locked)
    return locked


def possible(application: Application, user: User) -> dict[str, Rule]:
    """What this person could try on this dossier now: for drawing buttons, never for deciding."""
    capacities = {actor for actor in Actor if may_move(actor, user, application)}
    return {
        name: rule
        for name, rule in TRANSITIONS.items()
        if rule.actor in capacities and application.status in rule.sources
    }


def _still_there(rule: Rule, locked: Application, seen: str | None) -> None:
    moved = seen is not None and seen != locked.status
    if moved or locked.status not in rule.sources:
        raise WrongState(f"Ce dossier a changé d’état : il est maintenant « {locked.get_status_display()} ».")


def _save(locked: Application) -> None:
    try:
        with transaction.atomic():
            locked.save()
    except IntegrityError as error:
        if "incubator_application_rank_once" in str(error):
            raise Refused("Un autre dossier tient déjà ce rang.") from error
        raise

"""The conditions of each transition. A guard raises Refused; it never changes anything."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from incubator import deadlines, wording
from incubator.enums import Outcome, ReasonKind, Status
from incubator.errors import Incomplete, Refused
from incubator.forms.pages import flaws
from incubator.models import Application, Stage
from people.models import User
from vault.models import PrivateFile


@dataclass
class Move:
    """A transition under way: the locked dossier, who moves it, when, and with what."""

    application: Application
    actor: User
    at: datetime
    origin: Status
    payload: dict[str, Any] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A text of the payload, tidied."""
        return str(self.payload.get(name) or "").strip()


def call_is_open(move: Move) -> None:
    """Submit: in time, on the server's clock."""
    call = move.application.call
    if not deadlines.has_opened(call, move.at):
        raise Refused(f"Cet appel n’ouvre que le {wording.moment(call, call.opens_at)}.")
    if not deadlines.may_hand_in(move.application, move.at):
        raise Refused(
            f"Cet appel a fermé le {wording.moment(call, call.closes_at)}. Votre dossier est gardé, "
            "mais il ne peut plus être déposé. Écrivez-nous si c’est à cause de nous."
        )


def answers_are_whole(move: Move) -> None:
    """Submit and resubmit: everything shown and required is there and right."""
    application = move.application
    found = flaws(application.form_version.form, application.answers, files_of(application))
    if found:
        raise Incomplete(found)


def request_is_clear(move: Move) -> None:
    """Request changes: a message, a date ahead, and questions that exist."""
    if not move.text("message"):
        raise Refused("Dites en quelques mots ce qui manque.")
    due = move.payload.get("due_at")
    if not isinstance(due, datetime) or due <= move.at:
        raise Refused("Choisissez une date de réponse à venir.")
    unlocked = move.payload.get("unlocked") or []
    known = {question.key for question in move.application.form_version.form.questions}
    if not unlocked or not set(unlocked) <= known:
        raise Refused("Choisissez les réponses à rouvrir.")


def checklist_is_ticked(move: Move) -> None:
    """Declare eligible: every criterion of the call was checked, and there is a stage to enter."""
    missing = [c for c in move.application.call.criteria if c not in (move.payload.get("checklist") or [])]
    if missing:
        raise Refused(f"Un critère n’est pas coché : {missing[0]}.")
    if first_stage(move.application) is None:
        raise Refused("Cet appel n’a pas encore d’étape de lecture.")


def reason_is_known(move: Move) -> None:
    """Declare ineligible: one of the reasons that the call gives."""
    if not _is_listed(move, ReasonKind.INELIGIBLE):
        raise Refused("Choisissez pourquoi ce dossier est hors critères.")


def reason_is_listed(move: Move) -> None:
    """Decline: with a reason of the list, or none."""
    if move.text("reason"):
        _refuse_unlisted(move, ReasonKind.DECLINED)


def reviews_are_complete(move: Move) -> None:
    """Advance: there is a next stage, and this one is read."""
    application = move.application
    if application.stage is None or next_stage(application) is None:
        raise Refused("C’est la dernière étape : il reste à décider.")
    here = application.assignments.filter(stage=application.stage)
    waiting = here.outstanding().count()
    if waiting:
        raise Refused(f"Il manque {wording.counted(waiting, 'lecture', 'lectures')} à cette étape.")
    missing = application.stage.minimum_reviews - here.done().count()
    if missing > 0:
        raise Refused(f"Il faut encore {wording.counted(missing, 'lecture', 'lectures')} à cette étape.")


def outcome_is_known(move: Move) -> None:
    """Hold an outcome: one that a committee may decide."""
    if move.payload.get("outcome") not in Outcome.values:
        raise Refused("Choisissez ce que le comité a décidé.")


def decision_is_founded(move: Move) -> None:
    """Publish: an outcome that changes something, agrees with the committee's, and is explained."""
    application = move.application
    outcome = outcome_of(move)
    if outcome not in Outcome.values:
        raise Refused("Choisissez la décision à publier.")
    if application.pending_outcome and outcome != application.pending_outcome:
        raise Refused(f"Le comité a décidé autre chose : {application.get_pending_outcome_display()}.")
    if outcome == application.status:
        raise Refused("Ce dossier est déjà en liste d’attente.")
    if not move.text("motivation"):
        raise Refused("Écrivez pourquoi : la personne lira ces mots.")
    if outcome == Outcome.WAITLISTED:
        _rank_is_free(move)
    # What a committee held was of the list on that day: the list may have changed since.
    held = bool(move.payload.get("meeting"))
    if outcome == Outcome.REJECTED and move.text("reason") and not held:
        _refuse_unlisted(move, ReasonKind.REJECTED)


def nobody_is_ahead(move: Move) -> None:
    """Promote: the waiting list goes in its order."""
    application = move.application
    ahead = Application.objects.filter(
        call=application.call_id, status=Status.WAITLISTED, waitlist_rank__lt=application.waitlist_rank
    )
    if ahead.exists():
        raise Refused("Un autre dossier attend avant celui-ci.")


def still_time_to_confirm(move: Move) -> None:
    """Confirm: before the date that the decision gave."""
    application = move.application
    if application.confirm_before is not None and move.at > application.confirm_before:
        raise Refused(
            f"Il fallait confirmer avant le {wording.moment(application.call, application.confirm_before)}. "
            "Écrivez vite à l’équipe."
        )


def more_time_is_ahead(move: Move) -> None:
    """Give more time: a date to come, later than the one it replaces."""
    until = move.payload.get("confirm_before")
    before = move.application.confirm_before
    if not isinstance(until, datetime) or until <= move.at or (before is not None and until <= before):
        raise Refused("Choisissez une date à venir, après celle qui était donnée.")


def reason_is_written(move: Move) -> None:
    """Close and reopen: in words that stay."""
    if not move.text("reason"):
        raise Refused("Écrivez pourquoi : cela reste dans l’historique du dossier.")


def was_handed_in(move: Move) -> None:
    """Reopen: what never arrived cannot be read."""
    reason_is_written(move)
    if move.application.submitted_at is None:
        raise Refused("Ce dossier n’a jamais été déposé : il ne peut pas être lu.")
    if first_stage(move.application) is None:
        raise Refused("Cet appel n’a pas encore d’étape de lecture.")


def nothing(move: Move) -> None:
    """No condition beyond the state and the person."""


def outcome_of(move: Move) -> str:
    """The decision to publish: the one given, else the one the committee left."""
    return str(move.payload.get("outcome") or move.application.pending_outcome)


def first_stage(application: Application) -> Stage | None:
    """The stage that an eligible dossier enters."""
    return application.call.stages.order_by("position").first()


def next_stage(application: Application) -> Stage | None:
    """The stage after its own."""
    if application.stage is None:
        return None
    return (
        application.call.stages.filter(position__gt=application.stage.position).order_by("position").first()
    )


def files_of(application: Application) -> dict[str, PrivateFile]:
    """The files of a dossier, by number."""
    return {str(file.pk): file for file in PrivateFile.objects.of(application)}


def _is_listed(move: Move, kind: ReasonKind) -> bool:
    listed = move.application.call.reasons.filter(kind=kind, label=move.text("reason"))
    return bool(listed.exists())


def _refuse_unlisted(move: Move, kind: ReasonKind) -> None:
    if not _is_listed(move, kind):
        raise Refused("Choisissez une raison de la liste, ou aucune.")


def _rank_is_free(move: Move) -> None:
    rank = move.payload.get("rank")
    if not isinstance(rank, int) or rank < 1:
        raise Refused("Donnez un rang en liste d’attente.")
    same = Application.objects.filter(
        call=move.application.call_id, status=Status.WAITLISTED, waitlist_rank=rank
    )
    if same.exists():
        raise Refused("Un autre dossier tient déjà ce rang.")

"""What each transition changes in the dossier, besides its state. Run under the lock, before saving."""

from __future__ import annotations

from datetime import datetime, timedelta

from incubator.enums import ENDS_FOR_A_REASON, Outcome, Status
from incubator.guards import Move, first_stage, next_stage, outcome_of
from incubator.models import ApplicationRevision, Audition, Project
from incubator.services.projects import begin_follow_up

TIME_TO_CONFIRM = timedelta(days=21)
# A completion asked for in the middle does not take the slot away.
STILL_HEARD = (Status.DRAFT, Status.SUBMITTED, Status.CHANGES_REQUESTED, Status.UNDER_REVIEW)


def freeze(move: Move) -> ApplicationRevision:
    """Keep the dossier as it arrives: the answers shown, and no others."""
    application = move.application
    if application.submitted_at is None:
        application.submitted_at = application.on_paper_since or move.at
    return ApplicationRevision.objects.create(
        application=application,
        number=application.revisions.latest_number() + 1,
        title=application.title,
        form_version=application.form_version,
        answers=application.form_version.form.visible_answers(application.answers),
        frozen_at=move.at,
    )


def freeze_again(move: Move) -> ApplicationRevision:
    """Keep what was completed, and say which answers differ and whether it came late."""
    before = move.application.revisions.order_by("-number").first()
    after = freeze(move)
    old, new = before.answers if before else {}, after.answers
    move.payload["changed"] = sorted(k for k in old.keys() | new.keys() if old.get(k) != new.get(k))
    due = move.application.changes_due_at
    move.payload["late"] = due is not None and move.at > due
    return after


def unlock(move: Move) -> None:
    """Open some answers again until a date."""
    application = move.application
    application.resume_status = move.origin
    application.unlocked_fields = list(move.payload["unlocked"])
    application.changes_due_at = move.payload["due_at"]


def enter_first_stage(move: Move) -> None:
    """An eligible dossier begins to be read."""
    move.application.stage = first_stage(move.application)


def enter_next_stage(move: Move) -> None:
    """The next readers take over."""
    move.application.stage = next_stage(move.application)


def resume_reading(move: Move) -> None:
    """A reopened dossier goes back to its stage, or to the first; the past decision no longer stands."""
    application = move.application
    application.stage = application.stage or first_stage(application)
    application.decided_at, application.motivation, application.redirected_to = None, "", ""


def set_aside(move: Move) -> None:
    """Say why it is outside the call, and where else to go."""
    application = move.application
    application.decided_at = move.at
    application.motivation = move.text("message")
    application.reason = move.text("reason")
    application.redirected_to = move.text("redirected_to")[:200]


def hold_outcome(move: Move) -> None:
    """Keep what the committee decided, which only the team sees."""
    move.application.pending_outcome = move.payload["outcome"]


def decide(move: Move) -> None:
    """Make the decision known, with its reasons."""
    application = move.application
    outcome = outcome_of(move)
    move.payload["outcome"] = outcome
    application.decided_at = move.at
    application.motivation = move.text("motivation")
    application.pending_outcome = ""
    application.waitlist_rank = move.payload["rank"] if outcome == Outcome.WAITLISTED else None
    application.redirected_to = ""
    if outcome == Outcome.REJECTED:
        application.reason = move.text("reason")
        application.redirected_to = move.text("redirected_to")[:200]
    if outcome == Outcome.SELECTED:
        _ask_to_confirm(move)


def give_back(move: Move) -> None:
    """Somebody gives their place back, and says why if they wish."""
    move.application.reason = move.text("reason")


def promote(move: Move) -> None:
    """A place became free."""
    move.payload["rank"] = move.application.waitlist_rank
    move.application.decided_at = move.at
    _ask_to_confirm(move)


def wait_longer(move: Move) -> None:
    """Keep the place until another date."""
    _ask_to_confirm(move)


def found_project(move: Move) -> None:
    """A confirmed dossier becomes a project, once."""
    project = Project.objects.create(
        application=move.application, name=move.application.title, started_at=move.at
    )
    begin_follow_up(project=project)


def tidy(move: Move) -> None:
    """Drop what only means something in the state that the dossier leaves."""
    application = move.application
    if application.status != Status.CHANGES_REQUESTED:
        application.resume_status, application.unlocked_fields, application.changes_due_at = "", [], None
    if application.status not in (Status.UNDER_REVIEW, Status.WAITLISTED):
        application.pending_outcome = ""
    if application.status != Status.WAITLISTED:
        application.waitlist_rank = None
    if application.status not in ENDS_FOR_A_REASON:
        application.reason = ""
    if application.status not in STILL_HEARD:
        _give_the_slot_back(move)


def nothing(move: Move) -> None:
    """Only the state changes."""


def _ask_to_confirm(move: Move) -> None:
    given = move.payload.get("confirm_before")
    move.application.confirm_before = given if isinstance(given, datetime) else move.at + TIME_TO_CONFIRM


def _give_the_slot_back(move: Move) -> None:
    """Nobody waits for somebody who will not come; what was heard stays where it was."""
    to_come = Audition.objects.filter(application=move.application, day__starts_at__gt=move.at)
    to_come.update(day=None, position=None, confirmed_at=None)

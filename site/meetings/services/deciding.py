from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max, Model, Q

import clock
import journal
from meetings.enums import Choice, MeetingStatus, Outcome
from meetings.errors import (
    DomainError,
    NothingToPublish,
    OutcomeRefused,
    StillToDecide,
    VoteRefused,
    VotesDoNotAdd,
)
from meetings.models import AgendaItem, Attendance, Ballot, Decision, Meeting
from meetings.quorum import quorum_of
from meetings.registry import kind_of, outcomes_of, reasons_of
from meetings.services.locking import held_by
from meetings.services.sitting import demand_quorum
from people.models import User

UNTIL_CLOSED = (MeetingStatus.DRAFT, MeetingStatus.CONVENED, MeetingStatus.OPEN)
COUNTED = (Choice.FOR, Choice.AGAINST, Choice.ABSTAINED)


@transaction.atomic
def put(
    *,
    meeting: Meeting,
    by: User,
    title: str,
    item: AgendaItem | None = None,
    subject: Model | None = None,
) -> Decision:
    """Put a question to a meeting, about `subject` where an application above has registered its kind.

    Putting the same subject again returns the question as it stands. Whoever holds the meeting may, until
    it closes. Raises NotAllowed, WrongState, LookupError for a kind that nobody registered.
    """
    found = held_by(meeting, by, *UNTIL_CLOSED)
    subject_type, subject_id = "", ""
    if subject is not None:
        subject_type, subject_id = subject._meta.label_lower, str(subject.pk)
        if kind_of(subject_type) is None:
            raise LookupError(f"no application registers the subject kind {subject_type!r}")
        standing = found.decisions.filter(subject_type=subject_type, subject_id=subject_id).first()
        if standing is not None:
            return standing
    if not title.strip():
        raise DomainError("Écrivez la question.", field="title")
    last = found.decisions.aggregate(last=Max("position"))["last"] or 0
    return Decision.objects.create(
        meeting=found,
        item=item,
        position=last + 1,
        title=title.strip(),
        subject_type=subject_type,
        subject_id=subject_id,
    )


@transaction.atomic
def withdraw_question(*, decision: Decision, by: User) -> None:
    """Take a question back before it is decided. Whoever holds the meeting may.

    Raises NotAllowed, WrongState, DomainError once it is decided.
    """
    held_by(decision.meeting, by, *UNTIL_CLOSED)
    if _row(decision).is_recorded:
        raise DomainError("Cette question est déjà décidée : elle reste au compte rendu.")
    Decision.objects.filter(pk=decision.pk).delete()


@transaction.atomic
def recuse(*, decision: Decision, attendance: Attendance, by: User, reason: str = "") -> Ballot:
    """Note that somebody takes no part in one question; a voice already given on it is taken back.

    Whoever holds the meeting may, until the question is decided; before the meeting too. A recusal stands.
    Raises NotAllowed, WrongState, VoteRefused.
    """
    held_by(decision.meeting, by, *UNTIL_CLOSED)
    _refuse_decided(decision)
    _refuse_stranger(decision, attendance)
    ballot, _created = Ballot.objects.update_or_create(
        decision=decision,
        attendance=attendance,
        defaults={"choice": Choice.RECUSED, "reason": reason.strip()[:250]},
    )
    return ballot


@transaction.atomic
def vote(*, decision: Decision, attendance: Attendance, choice: str, by: User) -> Ballot:
    """Note the voice of somebody, there or represented; noting it again changes it.

    Whoever holds the meeting may, while it is open and the question undecided. Raises NotAllowed,
    WrongState, QuorumLost, and VoteRefused for somebody recused, away or without a voice.
    """
    meeting = held_by(decision.meeting, by, MeetingStatus.OPEN)
    _refuse_decided(decision)
    demand_quorum(meeting, field="choice")
    _refuse_stranger(decision, attendance)
    if choice not in COUNTED:
        raise VoteRefused("Choisissez pour, contre ou abstention.")
    standing = Ballot.objects.filter(decision=decision, attendance=attendance).first()
    if standing is not None and standing.choice == Choice.RECUSED:
        raise VoteRefused(f"{attendance} ne prend pas part à ce vote : sa voix n’est pas comptée.")
    if not Attendance.objects.able_to_vote().filter(pk=attendance.pk).exists():
        raise VoteRefused(f"{attendance} n’est ni dans la salle ni représentée, ou n’a pas de voix.")
    ballot, _created = Ballot.objects.update_or_create(
        decision=decision, attendance=attendance, defaults={"choice": choice, "reason": ""}
    )
    return ballot


@transaction.atomic
def record(
    *,
    decision: Decision,
    by: User,
    outcome: str,
    note: str = "",
    reason: str = "",
    hands: Mapping[str, int] | None = None,
) -> Decision:
    """Note what was decided, with the voices noted one by one, else with `hands` counted in the room.

    `hands` says how many are for, against and abstained; without any, the decision was taken without a
    vote. `reason` is of the subject's list, and dropped where the outcome takes none. It may be noted again
    until the meeting closes or publishes. Whoever holds the meeting may, while it is open. To postpone takes no
    quorum: a meeting that lost its own could not be closed otherwise. Raises NotAllowed, WrongState, QuorumLost, OutcomeRefused, VotesDoNotAdd.
    """
    meeting = held_by(decision.meeting, by, MeetingStatus.OPEN)
    row = _row(decision)
    if row.published_at is not None:
        raise OutcomeRefused("Cette décision est publiée : elle ne change plus.")
    quorum = quorum_of(meeting) if _postpones(row, outcome) else demand_quorum(meeting, field="outcome")
    if outcome not in dict(outcomes_of(row)):
        raise OutcomeRefused("Choisissez l’une des issues proposées.")
    counts = _counts(row, hands)
    if counts and not row.subject_type:
        _refuse_against_the_vote(outcome, counts)
    row.outcome, row.note, row.reason = outcome, note.strip(), _listed_reason(row, outcome, reason)
    row.votes_for, row.votes_against, row.votes_abstained = (
        (counts[choice] for choice in COUNTED) if counts else (None, None, None)
    )
    row.voices_present, row.voices_represented = quorum.present, quorum.represented
    row.recorded_at, row.recorded_by = clock.now(), by
    row.save()
    return row


@transaction.atomic
def publish(*, meeting: Meeting, by: User) -> list[Decision]:
    """Publish all the held decisions of a meeting at once: all of them, or none.

    The applications that own the subjects act in the same transaction. Whoever holds the meeting may, during
    it or after. Raises NotAllowed, WrongState, StillToDecide, NothingToPublish, and what they raise.
    """
    found = held_by(meeting, by, MeetingStatus.OPEN, MeetingStatus.CLOSED)
    if waiting := found.decisions.unrecorded().first():
        raise StillToDecide(f"« {waiting} » attend sa décision : notez-la, ou retirez la question.")
    told = tell(found, by)
    if not told:
        raise NothingToPublish
    journal.record(actor=by, action="meeting.decisions_published", target=found, decisions=len(told))
    return told


def tell(meeting: Meeting, by: User) -> list[Decision]:
    """Publish what is held, and let those who own the subjects act. The caller holds the lock."""
    held = list(meeting.decisions.held().select_related("meeting").order_by("subject_type", "position"))
    meeting.decisions.held().update(published_at=clock.now())
    for subject_type, decisions in groupby(held, key=lambda decision: decision.subject_type):
        kind = kind_of(subject_type)
        if kind is not None:
            kind.publish(list(decisions), by)
    return held


def by_college(decision: Decision) -> list[dict[str, Any]]:
    """The voices noted one by one, college by college."""
    rows = (
        Ballot.objects.filter(decision=decision)
        .cast()
        .values(college=F("attendance__college__name"))
        .annotate(**{choice.value: Count("pk", filter=Q(choice=choice)) for choice in COUNTED})
        .order_by(F("attendance__college").asc(nulls_last=True))
    )
    return [dict(row) for row in rows]


def _counts(decision: Decision, hands: Mapping[str, int] | None) -> dict[Choice, int] | None:
    ballots = Ballot.objects.filter(decision=decision)
    able = Attendance.objects.filter(meeting=decision.meeting_id).able_to_vote()
    able = able.exclude(pk__in=ballots.recusals().values("attendance"))
    # Somebody who voted and left, or whose proxy fell, is heard no more on a question still undecided.
    cast = ballots.cast().filter(attendance__in=able)
    if ballots.cast().exists():
        if hands:
            raise VotesDoNotAdd("Les voix sont notées une à une : laissez les totaux vides.")
        return {choice: cast.filter(choice=choice).count() for choice in COUNTED}
    if not hands:
        return None
    counts = {choice: int(hands.get(choice, 0) or 0) for choice in COUNTED}
    if min(counts.values()) < 0:
        raise VotesDoNotAdd("Un nombre de voix ne peut pas être négatif.")
    total, voices = sum(counts.values()), able.count()
    if total > voices:
        raise VotesDoNotAdd(
            f"Vous avez compté {total} voix, il n’y en a que {voices} présentes ou représentées : recomptez."
        )
    return counts


def _postpones(decision: Decision, outcome: str) -> bool:
    return not decision.subject_type and outcome == Outcome.POSTPONED


def _listed_reason(decision: Decision, outcome: str, reason: str) -> str:
    kind = kind_of(decision.subject_type)
    if kind is None or outcome not in kind.reasoned or not reason.strip():
        return ""
    if reason.strip() not in reasons_of([decision])[decision.pk]:
        raise OutcomeRefused("Choisissez une raison de la liste, ou aucune.")
    return reason.strip()


def _refuse_against_the_vote(outcome: str, counts: Mapping[Choice, int]) -> None:
    carried = counts[Choice.FOR] > counts[Choice.AGAINST]
    if outcome == Outcome.ADOPTED and not carried:
        raise OutcomeRefused("Il n’y a pas plus de voix pour que contre : la question n’est pas adoptée.")
    if outcome == Outcome.REJECTED and carried:
        raise OutcomeRefused("Il y a plus de voix pour que contre : la question n’est pas rejetée.")


def _row(decision: Decision) -> Decision:
    """The question as it stands; the meeting's lock is held."""
    return Decision.objects.select_related("meeting").get(pk=decision.pk)


def _refuse_decided(decision: Decision) -> None:
    if _row(decision).is_recorded:
        raise VoteRefused("Cette question est déjà décidée.")


def _refuse_stranger(decision: Decision, attendance: Attendance) -> None:
    if attendance.meeting_id != decision.meeting_id:
        raise VoteRefused("Cette personne n’est pas sur la feuille de cette rencontre.")

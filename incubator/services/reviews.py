"""Reading dossiers: declaring, keeping notes, giving one's reading. What is given is never rewritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db import transaction

import clock
import journal
from incubator.errors import NotAllowed, Refused, ReviewRefused
from incubator.forms.pages import keepable
from incubator.models import Application, Criterion, Review, ReviewAssignment, Score
from people.models import User

NOT_APPLICABLE = "so"
MAX_COMMENT = 5000


@dataclass(frozen=True)
class Given:
    """What a reader gave one criterion, as typed: a mark, « sans objet » or nothing, and why."""

    mark: str = ""
    reason: str = ""


@transaction.atomic
def declare(*, assignment: ReviewAssignment, actor: User) -> ReviewAssignment:
    """Say that no interest binds one to a dossier, which then opens.

    For the reviewer alone. Raises NotAllowed, Refused after a recusal.
    """
    locked = _lock(assignment, actor)
    if locked.recused_at is not None:
        raise Refused("Vous vous êtes récusé pour ce dossier. Pour y revenir, parlez-en à l’équipe.")
    if locked.declared_at is None:
        locked.declared_at = clock.now()
        locked.save(update_fields=["declared_at"])
        journal.record(actor=actor, action="review.declared", target=locked)
    return locked


@transaction.atomic
def recuse(*, assignment: ReviewAssignment, actor: User, reason: str = "") -> ReviewAssignment:
    """Decline to read a dossier for a conflict of interest; it is out of sight at once.

    For the reviewer alone, before their reading is in. Raises NotAllowed, Refused.
    """
    locked = _lock(assignment, actor)
    if locked.reviewed_at is not None:
        raise Refused("Votre lecture est déjà enregistrée : parlez-en à l’équipe.")
    if locked.recused_at is None:
        locked.recused_at = clock.now()
        locked.recusal_reason = keepable(reason).strip()[:300]
        locked.draft = {}
        locked.save(update_fields=["recused_at", "recusal_reason", "draft"])
        journal.record(actor=actor, action="review.recused", target=locked)
    return locked


@transaction.atomic
def keep_notes(
    *, assignment: ReviewAssignment, actor: User, marks: Mapping[int, Given], comment: str
) -> ReviewAssignment:
    """Keep what a reader typed so far, right or wrong; nobody else sees it.

    For the reviewer, while the dossier is theirs to read. Raises NotAllowed.
    """
    locked = _open(assignment, actor)
    locked.draft = {
        "comment": keepable(comment)[:MAX_COMMENT],
        "marks": {
            str(key): [keepable(given.mark)[:8], keepable(given.reason)[:500]] for key, given in marks.items()
        },
    }
    locked.save(update_fields=["draft"])
    return locked


@transaction.atomic
def give_review(
    *,
    assignment: ReviewAssignment,
    actor: User,
    key: UUID,
    marks: Mapping[int, Given],
    comment: str,
) -> Review:
    """Give one's reading; giving it again with the same key, or the same words, changes nothing.

    A later, different one is a correction: it is added, and the last one counts. For the reviewer, while
    the dossier is theirs to read. Raises NotAllowed, ReviewRefused with what is missing.
    """
    locked = _lock(assignment, actor)
    already = Review.objects.filter(pk=key).first()
    if already is not None:
        if already.assignment_id != locked.pk:
            raise NotAllowed("Cette lecture est celle d’un autre dossier.")
        return already
    _open(locked, actor)
    stage = locked.stage
    criteria = list(stage.criteria.in_use())
    words = keepable(comment).strip()[:MAX_COMMENT]
    scores = _scores(criteria, marks, words)
    last = locked.reviews.order_by("-version").first()
    if last is not None and _same(last, scores, words):
        return last
    review = Review.objects.create(
        id=key,
        assignment=locked,
        version=last.version + 1 if last else 1,
        comment=words,
        total_threshold=stage.total_threshold,
        submitted_at=clock.now(),
    )
    for score in scores:
        score.review = review
    Score.objects.bulk_create(scores)
    locked.reviewed_at = locked.reviewed_at or review.submitted_at
    locked.draft = {}
    locked.save(update_fields=["reviewed_at", "draft"])
    return review


def _lock(assignment: ReviewAssignment, actor: User) -> ReviewAssignment:
    locked = (
        ReviewAssignment.objects.select_for_update(of=("self",))
        .select_related("application", "stage")
        .get(pk=assignment.pk)
    )
    if locked.reviewer_id != actor.pk:
        raise NotAllowed("Seule la personne à qui ce dossier a été confié peut faire cela.")
    return locked


def _open(assignment: ReviewAssignment, actor: User) -> ReviewAssignment:
    """The assignment under its lock and its dossier's, if the dossier is still this person's to read."""
    locked = _lock(assignment, actor)
    Application.objects.select_for_update(of=("self",)).get(pk=locked.application_id)
    rows = Application.objects.filter(pk=locked.application_id, stage=locked.stage_id)
    if not rows.assigned_to(actor).exists():
        raise NotAllowed("Ce dossier n’est plus à lire. Ce que vous avez noté reste sur cet appareil.")
    return locked


def _scores(criteria: list[Criterion], marks: Mapping[int, Given], comment: str) -> list[Score]:
    """The marks, checked one by one. Raises ReviewRefused with a sentence for each that is not right."""
    flaws: dict[str, str] = {}
    scores = []
    for criterion in criteria:
        given = marks.get(criterion.pk, Given())
        reason = keepable(given.reason).strip()[:500]
        try:
            value = _value(criterion, given.mark)
        except ValueError as error:
            flaws[str(criterion.pk)] = str(error)
            continue
        if (
            value is not None
            and criterion.threshold is not None
            and value < criterion.threshold
            and not reason
        ):
            flaws[str(criterion.pk)] = f"« {criterion.name} » est sous le seuil : dites pourquoi."
        scores.append(
            Score(
                criterion=criterion,
                value=value,
                reason=reason,
                weight=criterion.weight,
                maximum=criterion.maximum,
                threshold=criterion.threshold,
            )
        )
    if criteria and not flaws and all(score.value is None for score in scores):
        flaws["marks"] = "Notez au moins un critère : tout ne peut pas être sans objet."
    if not comment:
        flaws["comment"] = "Écrivez un avis, même d’une phrase : le comité le lira."
    if flaws:
        raise ReviewRefused(flaws)
    return scores


def _value(criterion: Criterion, typed: str) -> Decimal | None:
    text = typed.strip().replace(",", ".")
    if text == NOT_APPLICABLE:
        return None
    if not text:
        raise ValueError(f"Notez « {criterion.name} », ou choisissez « sans objet ».")
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal(-1)
    if value not in criterion.steps:
        raise ValueError(
            f"« {criterion.name} » se note de {_plain(criterion.minimum)} à {_plain(criterion.maximum)}, "
            "par demi-points."
        )
    return value


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")


def _same(last: Review, scores: list[Score], comment: str) -> bool:
    def facts(score: Score) -> tuple[Any, ...]:
        return (score.criterion_id, score.value, score.reason)

    return last.comment == comment and {facts(s) for s in last.scores.all()} == {facts(s) for s in scores}

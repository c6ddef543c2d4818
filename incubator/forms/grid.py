"""The grid of a stage as a page draws it, and what a reader sent back of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.http import QueryDict

from incubator import wording
from incubator.models import Criterion, Review, ReviewAssignment
from incubator.services.reviews import NOT_APPLICABLE, Given

# Beyond, a row of boxes is longer to aim at than a number to type.
MOST_BOXES = 13


@dataclass(frozen=True)
class Box:
    """One mark to choose."""

    value: str
    label: str
    is_low: bool
    is_chosen: bool


@dataclass(frozen=True)
class Row:
    """One criterion, with what was given so far."""

    criterion: Criterion
    given: Given
    flaw: str = ""

    @property
    def boxes(self) -> list[Box]:
        """The marks to choose from; none when the scale is too long, and a number is typed."""
        steps = self.criterion.steps
        if len(steps) > MOST_BOXES:
            return []
        low = self.criterion.threshold
        return [
            Box(
                str(step),
                wording.mark(step),
                low is not None and step < low,
                str(step) == self._chosen,
            )
            for step in steps
        ]

    @property
    def is_not_applicable(self) -> bool:
        """Whether « sans objet » was chosen."""
        return self.given.mark == NOT_APPLICABLE

    @property
    def scale(self) -> str:
        """What a reader must know before marking."""
        said = [f"de {wording.mark(self.criterion.minimum)} à {wording.mark(self.criterion.maximum)}"]
        if self.criterion.weight != 1:
            said.append(f"compte {wording.mark(self.criterion.weight)} fois")
        if self.criterion.threshold is not None:
            said.append(f"seuil {wording.mark(self.criterion.threshold)}")
        return ", ".join(said)

    @property
    def _chosen(self) -> str:
        typed = self.given.mark.replace(",", ".")
        return typed if "." in typed or typed in ("", NOT_APPLICABLE) else f"{typed}.0"


@dataclass(frozen=True)
class Grid:
    """The whole of it."""

    rows: tuple[Row, ...]
    comment: str
    key: UUID
    flaws: Mapping[str, str]

    @property
    def comment_flaw(self) -> str:
        """What is wrong with the comment, or with the marks as a whole."""
        return self.flaws.get("comment", "")

    @property
    def summary(self) -> list[tuple[str, str]]:
        """Every flaw, with the id of what it is about."""
        return [
            (f"m-{name}" if name.isdecimal() else ("avis" if name == "comment" else "grille"), sentence)
            for name, sentence in self.flaws.items()
        ]


def grid_of(assignment: ReviewAssignment, last: Review | None) -> Grid:
    """What to show first: the notes being taken, else the reading that is in, else an empty grid."""
    notes: dict[str, Any] = assignment.draft
    if notes:
        marks = {int(key): Given(*pair) for key, pair in notes.get("marks", {}).items()}
        return _grid(assignment, marks, notes.get("comment", ""), uuid4(), {})
    if last is not None:
        marks = {
            score.criterion_id: Given(
                NOT_APPLICABLE if score.value is None else str(score.value), score.reason
            )
            for score in last.scores.all()
        }
        return _grid(assignment, marks, last.comment, uuid4(), {})
    return _grid(assignment, {}, "", uuid4(), {})


def sent_back(assignment: ReviewAssignment, post: QueryDict, flaws: Mapping[str, str]) -> Grid:
    """What was just posted, with what is wrong in it."""
    return _grid(assignment, read_marks(assignment, post), post.get("avis", ""), read_key(post), flaws)


def read_marks(assignment: ReviewAssignment, post: QueryDict) -> dict[int, Given]:
    """What was given each criterion of the stage; anything else that was posted is ignored."""
    found = {}
    for criterion in _criteria(assignment):
        marks = post.getlist(f"m-{criterion.pk}")
        mark = NOT_APPLICABLE if NOT_APPLICABLE in marks else (marks[0] if marks else "")
        found[criterion.pk] = Given(mark, post.get(f"p-{criterion.pk}", ""))
    return found


def read_key(post: QueryDict) -> UUID:
    """The key that the page drew for this reading; a new one when it is not a key."""
    try:
        return UUID(post.get("cle", ""))
    except ValueError:
        return uuid4()


def _criteria(assignment: ReviewAssignment) -> Sequence[Criterion]:
    return list(assignment.stage.criteria.in_use())


def _grid(
    assignment: ReviewAssignment,
    marks: Mapping[int, Given],
    comment: str,
    key: UUID,
    flaws: Mapping[str, str],
) -> Grid:
    rows = tuple(
        Row(criterion, marks.get(criterion.pk, Given()), flaws.get(str(criterion.pk), ""))
        for criterion in _criteria(assignment)
    )
    return Grid(rows, comment, key, flaws)

"""What a meeting may decide about: applications above teach it their objects, and hear when it is published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Model

from meetings.enums import Outcome

if TYPE_CHECKING:
    from meetings.models import Decision
    from people.models import User


def _says_nothing(subject: Any, user: Any) -> str:
    return ""


def _lists_nothing(subject_ids: Sequence[str]) -> Mapping[str, Sequence[str]]:
    return {}


@dataclass(frozen=True)
class SubjectKind:
    """One kind of object that is put to a meeting.

    `outcomes` are the words of its decisions. `publish(decisions, by)` is called once for all the decisions
    of that kind, inside the transaction that publishes them: what it raises (a `meetings.errors.DomainError`
    with a French sentence) leaves everything held. `link` is where somebody of the meeting reads about it.
    `reasons(subject_ids)` lists the words that may say why, for each subject; only the outcomes `reasoned`
    take one.
    """

    model: type[Model]
    find: Callable[[str], Model | None]
    outcomes: Sequence[tuple[str, str]]
    publish: Callable[[list[Decision], User], None]
    link: Callable[[Any, Any], str] = _says_nothing
    reasons: Callable[[Sequence[str]], Mapping[str, Sequence[str]]] = _lists_nothing
    reasoned: Collection[str] = ()

    @property
    def key(self) -> str:
        """How a decision names it."""
        return self.model._meta.label_lower


_KINDS: dict[str, SubjectKind] = {}


def register(kind: SubjectKind) -> None:
    """Let objects of that kind be decided about; called by their application when it is ready."""
    _KINDS[kind.key] = kind


def unregister(key: str) -> None:
    """Forget a kind."""
    _KINDS.pop(key, None)


def kind_of(key: str) -> SubjectKind | None:
    """The kind of that name; None for a question about nothing in particular."""
    return _KINDS.get(key)


def outcomes_of(decision: Decision) -> list[tuple[str, str]]:
    """The words in which this question is answered."""
    kind = kind_of(decision.subject_type)
    return [(str(value), str(label)) for value, label in (kind.outcomes if kind else Outcome.choices)]


def outcome_label(decision: Decision) -> str:
    """The answer as people read it; empty before there is one."""
    return dict(outcomes_of(decision)).get(decision.outcome, decision.outcome)


def reasons_of(decisions: Iterable[Decision]) -> dict[int, list[str]]:
    """The reasons that may be given with each answer, by question: as many queries as kinds of subject."""
    by_kind = defaultdict(list)
    for decision in decisions:
        by_kind[decision.subject_type].append(decision)
    found = {}
    for key, rows in by_kind.items():
        kind = kind_of(key)
        listed = kind.reasons([row.subject_id for row in rows]) if kind else {}
        found.update({row.pk: list(listed.get(row.subject_id, ())) for row in rows})
    return found

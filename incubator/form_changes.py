"""What a new version of a form changes for those who already began, said plainly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from incubator.forms.schema import Question, Schema
from incubator.forms.words import bound


@dataclass(frozen=True)
class FormChanges:
    """Between two versions, question by question. A question is the same when its key is."""

    kept: tuple[Question, ...] = ()
    reworded: tuple[tuple[Question, Question], ...] = ()
    harder: tuple[Question, ...] = ()
    added: tuple[Question, ...] = ()
    removed: tuple[Question, ...] = ()
    retyped: tuple[Question, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether nobody would notice."""
        return not (self.reworded or self.harder or self.added or self.removed or self.retyped)

    @property
    def sentences(self) -> list[str]:
        """What changes, line by line, as the team and the holders read it."""
        lines = [f"Nouvelle question : « {question.label} »{_must(question)}." for question in self.added]
        lines += [
            f"« {question.label} » n’est plus demandée : ce qui y était écrit reste gardé, et ne part plus."
            for question in self.removed
        ]
        lines += [
            f"« {question.label} » se répond autrement : la réponse est à redonner."
            for question in self.retyped
        ]
        lines += [
            f"« {old.label} » devient « {new.label} » : la réponse est gardée." for old, new in self.reworded
        ]
        lines += [f"« {question.label} » devient obligatoire ou plus courte." for question in self.harder]
        return [bound(line) for line in lines]


def compare(old: Schema, new: Schema) -> FormChanges:
    """What stays and what does not from one version to the next."""
    before, after = _by_key(old.questions), _by_key(new.questions)
    both = [(before[key], after[key]) for key in after if key in before]
    same_type = [(was, now) for was, now in both if was.type == now.type]
    return FormChanges(
        kept=tuple(now for _was, now in same_type),
        reworded=tuple((was, now) for was, now in same_type if was.label != now.label),
        harder=tuple(now for was, now in same_type if _is_harder(was, now)),
        added=tuple(after[key] for key in after if key not in before),
        removed=tuple(before[key] for key in before if key not in after),
        retyped=tuple(now for was, now in both if was.type != now.type),
    )


def carried(answers: Mapping[str, Any], changes: FormChanges) -> dict[str, Any]:
    """The answers that go on to the next version: all of them, but those of another type."""
    retyped = {question.key for question in changes.retyped}
    return {key: value for key, value in answers.items() if key not in retyped}


def _by_key(questions: Iterable[Question]) -> dict[str, Question]:
    return {question.key: question for question in questions}


def _must(question: Question) -> str:
    return ", obligatoire" if question.required else ""


def _is_harder(was: Question, now: Question) -> bool:
    shorter = (now.options.get("word_limit") or 10**6) < (was.options.get("word_limit") or 10**6)
    return (now.required and not was.required) or shorter

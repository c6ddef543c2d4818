"""A published form, read from its JSON. Nothing here knows Django's forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from incubator.enums import FieldType
from incubator.forms.words import bound


@dataclass(frozen=True)
class Condition:
    """Show this only when an earlier question was answered so."""

    question: str
    op: str
    value: Any = None

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Whether the answers so far satisfy it. A missing answer satisfies nothing but `is_not`."""
        answer = answers.get(self.question)
        if self.op == "filled":
            return bool(answer)
        same = self.value in answer if isinstance(answer, list) else answer == self.value
        return not same if self.op == "is_not" else same


@dataclass(frozen=True)
class Question:
    """One thing asked, or an intertitle."""

    key: str
    type: str
    label: str
    short: str = ""
    help: str = ""
    required: bool = True
    personal: bool = False
    hidden_from_jury: bool = False
    eligibility: bool = False
    half: bool = False
    condition: Condition | None = None
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def asked(self) -> str:
        """Its label, as a page writes it."""
        return bound(self.label)

    @property
    def is_asked(self) -> bool:
        """Whether it expects an answer: intertitles do not."""
        return self.type != FieldType.SECTION

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The answers offered, by key."""
        return [(choice["key"], choice["label"]) for choice in self.options.get("choices", ())]

    def is_shown(self, answers: Mapping[str, Any]) -> bool:
        """Whether its own condition holds."""
        return self.condition is None or self.condition.holds(answers)


@dataclass(frozen=True)
class Page:
    """A step of the form."""

    key: str
    slug: str
    title: str
    intro: str = ""
    condition: Condition | None = None
    questions: tuple[Question, ...] = ()

    def is_shown(self, answers: Mapping[str, Any]) -> bool:
        """Whether its own condition holds."""
        return self.condition is None or self.condition.holds(answers)

    @property
    def keys(self) -> list[str]:
        """The keys of what it asks."""
        return [question.key for question in self.questions if question.is_asked]


@dataclass(frozen=True)
class Schema:
    """A whole form."""

    pages: tuple[Page, ...] = ()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Schema:
        """Read what `publish_form` wrote."""
        return cls(tuple(_page(page) for page in data.get("pages", ())))

    @property
    def questions(self) -> Iterator[Question]:
        """Everything it asks, in order."""
        for page in self.pages:
            yield from (question for question in page.questions if question.is_asked)

    def question(self, key: str) -> Question | None:
        """The question of that key."""
        return next((question for question in self.questions if question.key == key), None)

    @property
    def title_question(self) -> Question | None:
        """The one whose answer names the project."""
        return next((question for question in self.questions if question.options.get("names_project")), None)

    def visible(self, answers: Mapping[str, Any]) -> list[tuple[Page, list[Question]]]:
        """What is shown for these answers, page by page.

        Decided in the order of the form: the answer to a question that is itself hidden counts for nothing.
        """
        heard: dict[str, Any] = {}
        shown = []
        for page in self.pages:
            if not page.is_shown(heard):
                continue
            questions = []
            for question in page.questions:
                if not question.is_shown(heard):
                    continue
                questions.append(question)
                if question.key in answers:
                    heard[question.key] = answers[question.key]
            shown.append((page, questions))
        return shown

    def visible_answers(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Only the answers to what is shown: what is frozen when the dossier is handed in."""
        return {
            question.key: answers[question.key]
            for _, questions in self.visible(answers)
            for question in questions
            if question.is_asked and question.key in answers
        }


def _condition(data: Mapping[str, Any] | None) -> Condition | None:
    return Condition(**data) if data else None


def _question(data: Mapping[str, Any]) -> Question:
    return Question(**{**data, "condition": _condition(data.get("condition"))})


def _page(data: Mapping[str, Any]) -> Page:
    return Page(
        **{
            **data,
            "condition": _condition(data.get("condition")),
            "questions": tuple(_question(question) for question in data.get("questions", ())),
        }
    )

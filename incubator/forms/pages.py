"""A page of a form as a Django form, what was posted to it, and what is still wrong with a dossier."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from incubator.enums import FieldType
from incubator.forms.budget import sides
from incubator.forms.fields import build, named
from incubator.forms.schema import Condition, Page, Question, Schema
from vault.models import PrivateFile

# What PostgreSQL cannot keep in JSON, and what no text needs.
_UNKEEPABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


@dataclass(frozen=True)
class Flaw:
    """Something to look at again before handing in."""

    page: Page
    key: str
    anchor: str
    sentence: str


@dataclass(frozen=True)
class Row:
    """What the template draws next: an intertitle, or questions side by side."""

    section: Question | None = None
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Cell:
    """One question in its row."""

    question: Question
    bound: BoundField
    is_shown: bool

    @property
    def condition(self) -> Condition | None:
        """What shows it, for the browser to follow; the server decides again."""
        return self.question.condition

    @property
    def word_limit(self) -> int | None:
        """How many words it takes."""
        return self.question.options.get("word_limit")

    @property
    def is_budget(self) -> bool:
        """Whether it is drawn as a table."""
        return self.question.type == FieldType.BUDGET


class PageForm(forms.Form):
    """The questions of a page, filled with what was stored; bound only when it should be judged."""

    use_required_attribute = False

    def __init__(
        self,
        page: Page,
        answers: Mapping[str, Any],
        *,
        shown: Collection[str],
        kept: Mapping[str, PrivateFile],
        judged: bool = True,
        writable: Collection[str] | None = None,
    ) -> None:
        super().__init__(data=dict(answers) if judged else None, initial=dict(answers))
        self.page, self.shown = page, frozenset(shown)
        for question in page.questions:
            if not question.is_asked:
                continue
            field = build(question, kept)
            field.disabled = writable is not None and question.key not in writable
            self.fields[question.key] = field

    def full_clean(self) -> None:
        """Judge what is shown: a hidden question is never wrong, but stays marked as it will be asked."""
        super().full_clean()
        for key in self.fields.keys() - self.shown:
            self.errors.pop(key, None)

    def _widget_data_value(self, widget: forms.Widget, html_name: str) -> Any:
        # What was stored is already what the widget read from the POST.
        return self.data.get(html_name)

    def flaws(self) -> list[Flaw]:
        """What is wrong among the questions shown, in their order."""
        found = []
        for question in self.page.questions:
            if question.key in self.shown and question.key in self.errors:
                error = self.errors.as_data()[question.key][0]
                anchor = _anchor(self[question.key], question)
                found.append(Flaw(self.page, question.key, anchor, _sentence(question, error)))
        return found

    def rows(self) -> Iterator[Row]:
        """The page from top to bottom; half-width neighbours share a row."""
        waiting: list[Cell] = []
        for question in self.page.questions:
            if not question.is_asked:
                yield from self._flush(waiting)
                if question.key in self.shown:
                    yield Row(section=question)
                continue
            cell = Cell(question, self[question.key], question.key in self.shown)
            if not question.half:
                yield from self._flush(waiting)
                yield Row(cells=(cell,))
                continue
            waiting.append(cell)
            if len(waiting) == 2:
                yield from self._flush(waiting)
        yield from self._flush(waiting)

    @staticmethod
    def _flush(waiting: list[Cell]) -> Iterator[Row]:
        if waiting:
            yield Row(cells=tuple(waiting))
            waiting.clear()


def read_post(page: Page, data: Any, kept: Mapping[str, PrivateFile]) -> dict[str, Any]:
    """What was posted to a page, by question, as JSON keeps it. Files come in by another way.

    A question whose inputs are absent is left out: an older page may know nothing of it.
    """
    values = {}
    for question in page.questions:
        if not question.is_asked or question.type == FieldType.FILE:
            continue
        widget = build(question, kept).widget
        if not widget.value_omitted_from_data(data, {}, question.key):
            values[question.key] = keepable(widget.value_from_datadict(data, {}, question.key))
    return values


def keepable(value: Any) -> Any:
    """The value without what JSON in the database cannot hold."""
    if isinstance(value, str):
        return _UNKEEPABLE.sub("", value)
    if isinstance(value, list):
        return [keepable(item) for item in value]
    if isinstance(value, dict):
        return {key: keepable(item) for key, item in value.items()}
    return value if value is not None else ""


def flaws(schema: Schema, answers: Mapping[str, Any], kept: Mapping[str, PrivateFile]) -> list[Flaw]:
    """Everything still wrong with a dossier, hidden questions left out."""
    found: list[Flaw] = []
    for page, questions in schema.visible(answers):
        shown = {question.key for question in questions}
        found += PageForm(page, answers, shown=shown, kept=kept).flaws()
    return found


def shown_keys(schema: Schema, answers: Mapping[str, Any]) -> set[str]:
    """The keys of everything shown for these answers."""
    return {question.key for _, questions in schema.visible(answers) for question in questions}


def _anchor(bound: BoundField, question: Question) -> str:
    if question.type in (FieldType.CHOICE, FieldType.MULTIPLE) and bound.use_fieldset:
        return f"{bound.auto_id}_0"
    if question.type in (FieldType.ORGANISATION, FieldType.ADDRESS):
        return f"{bound.auto_id}_0"
    if question.type == FieldType.BUDGET:
        lines = [line for side in sides(question, bound.value()) for line in side.lines]
        wrong = next((line for line in lines if line.is_wrong), lines[0] if lines else None)
        return f"{bound.auto_id}-{wrong.name}" if wrong else f"{bound.auto_id}_table"
    return bound.auto_id


def _sentence(question: Question, error: ValidationError) -> str:
    if summary := getattr(error, "summary", ""):
        return str(summary)
    if error.code == "required":
        return f"{named(question)} manque"
    messages: Sequence[str] = error.messages
    return f"{named(question)} : {messages[0]}"

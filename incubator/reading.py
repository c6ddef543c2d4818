"""A dossier to read, each reader seeing what is theirs to see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from incubator import wording
from incubator.enums import FieldType
from incubator.forms.budget import Side, sides
from incubator.forms.fields import ORGANISATION_KINDS
from incubator.forms.schema import Question, Schema
from incubator.guards import files_of
from incubator.models import Application, ApplicationRevision
from people.access import Visitor
from vault.models import PrivateFile


@dataclass(frozen=True)
class Line:
    """A question and its answer, ready to read."""

    question: Question
    text: str = ""
    files: tuple[PrivateFile, ...] = ()
    table: tuple[Side, ...] = ()

    @property
    def label(self) -> str:
        """The question, as a page writes it."""
        return self.question.asked

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to read."""
        return not (self.text or self.files or self.table)

    @property
    def words(self) -> int:
        """How long it takes to read: a budget's row counts as three words."""
        return len(self.text.split()) + 3 * sum(1 for side in self.table for row in side.lines if row.amount)

    @property
    def rows(self) -> list[str]:
        """A budget row by row, each side ending with its sum: « Charges, Machines : 5 400 »."""
        return [
            f"{side.title}, {label}{wording.NBSP}: {amount}"
            for side in self.table
            for label, amount in [
                *((row.label, row.shown) for row in side.lines if row.amount),
                ("total", side.total_shown),
            ]
        ]


@dataclass(frozen=True)
class Chapter:
    """A page of the form, answered."""

    title: str
    slug: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Reading:
    """What one reader sees of a dossier."""

    title: str
    chapters: tuple[Chapter, ...]
    is_anonymous: bool = False
    is_jury: bool = False

    @property
    def words(self) -> int:
        """How long it is."""
        return sum(line.words for chapter in self.chapters for line in chapter.lines)


def read(application: Application, user: Visitor) -> Reading:
    """The dossier as this person may read it; the caller found it through `visible_to`.

    Writers read what they typed so far, and the team what it writes out of a paper. The team and the jury read
    what was last handed in; the jury without what the form hides from it and, in an anonymous stage, without
    names, personal data and files.
    Of a dossier that was forgotten, nothing is left to read.
    """
    rows = Application.objects.filter(pk=application.pk)
    being_written_out = application.on_paper_since is not None and application.submitted_at is None
    if being_written_out or rows.shared_with(user).exists():
        schema, answers = application.form_version.form, application.answers
        return Reading(application.title, _chapters(schema, answers, files_of(application)))
    last = application.revisions.latest_one()
    if last is None:
        return Reading(application.title, ())
    files = files_of(application)
    if rows.handled_by(user).exists():
        return Reading(last.title, _chapters(last.form_version.form, last.answers, files))
    return for_jury(application, last, files)


def for_jury(
    application: Application, last: ApplicationRevision, files: Mapping[str, PrivateFile]
) -> Reading:
    """What the stage of the dossier lets its jury read of what was last handed in."""
    anonymous = application.stage is None or application.stage.is_anonymous

    def hidden(question: Question) -> bool:
        return question.hidden_from_jury or (
            anonymous
            and (
                question.personal
                or question.type in (FieldType.FILE, FieldType.ORGANISATION)
                # Its title is hidden: so is the answer that gave it.
                or bool(question.options.get("names_project"))
            )
        )

    title = f"Dossier {application.number}" if anonymous else last.title
    chapters = _chapters(last.form_version.form, last.answers, files, hidden)
    return Reading(title, chapters, anonymous, is_jury=True)


def _chapters(
    schema: Schema, answers: Mapping[str, Any], files: Mapping[str, PrivateFile], hidden: Any = None
) -> tuple[Chapter, ...]:
    chapters = []
    for page, questions in schema.visible(answers):
        lines = tuple(
            line(question, answers.get(question.key), files)
            for question in questions
            if question.is_asked and not (hidden and hidden(question))
        )
        if lines:
            chapters.append(Chapter(page.title, page.slug, lines))
    return tuple(chapters)


def line(question: Question, answer: Any, files: Mapping[str, PrivateFile]) -> Line:  # noqa: PLR0911
    """One answer in words: a way of writing for each type."""
    if answer in (None, "", [], {}):
        return Line(question)
    match question.type:
        case FieldType.FILE:
            return Line(question, files=tuple(files[number] for number in answer if number in files))
        case FieldType.BUDGET:
            return Line(question, table=tuple(sides(question, answer)))
        case FieldType.CHOICE:
            return Line(question, dict(question.choices).get(answer, ""))
        case FieldType.MULTIPLE:
            # One a line: their capitals would read wrongly within a sentence, and some are names.
            return Line(question, "\n".join(label for key, label in question.choices if key in answer))
        case FieldType.CONSENT:
            return Line(question, "D’accord" if answer is True else "")
        case FieldType.ORGANISATION:
            name, kind, siren = (*answer, "", "", "")[:3]
            shown = [name, dict(ORGANISATION_KINDS).get(kind, "") if kind else "", siren]
            return Line(question, ", ".join(part for part in shown if part))
        case FieldType.ADDRESS:
            street, postcode, city = (*answer, "", "", "")[:3]
            return Line(question, ", ".join(part for part in (street, f"{postcode} {city}".strip()) if part))
        case FieldType.DATE:
            return Line(question, _day(str(answer)))
    return Line(question, str(answer))


def _day(answer: str) -> str:
    """A draft may hold a date that is not finished: it is then read as it was written."""
    try:
        return wording.day(date.fromisoformat(answer))
    except ValueError:
        return answer

"""What changed between one handing in and the next, answer by answer."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from incubator import reading
from incubator.forms.schema import Question
from incubator.guards import files_of
from incubator.models import Application, ApplicationRevision
from vault.models import PrivateFile


@dataclass(frozen=True)
class Change:
    """One answer that is not what it was."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """Everything that a handing in changed."""

    revision: ApplicationRevision
    changes: tuple[Change, ...]


def differences(application: Application) -> list[Difference]:
    """What each handing in after the first changed, the last one first; two queries."""
    revisions = list(application.revisions.select_related("form_version").order_by("number"))
    if len(revisions) < 2:
        return []
    files = files_of(application)
    found = [_difference(before, after, files) for before, after in pairwise(revisions)]
    return list(reversed(found))


def _difference(
    before: ApplicationRevision, after: ApplicationRevision, files: dict[str, PrivateFile]
) -> Difference:
    asked = {question.key: question for question in before.form_version.form.questions}
    asked |= {question.key: question for question in after.form_version.form.questions}
    changes = [
        _change(question, before.answers.get(key), after.answers.get(key), files)
        for key, question in asked.items()
    ]
    return Difference(after, tuple(change for change in changes if change.before != change.after))


def _change(question: Question, old: object, new: object, files: dict[str, PrivateFile]) -> Change:
    """Of a budget, the rows that moved alone: the same two totals twice would say nothing."""
    before, after = reading.line(question, old, files), reading.line(question, new, files)
    if not (before.table or after.table):
        return Change(question.asked, _words(before), _words(after))
    gone = [row for row in before.rows if row not in after.rows]
    come = [row for row in after.rows if row not in before.rows]
    return Change(question.asked, "\n".join(gone), "\n".join(come))


def _words(line: reading.Line) -> str:
    return line.text or ", ".join(file.original_name for file in line.files)

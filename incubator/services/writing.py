"""Beginning a dossier and writing in it. Every write takes the dossier's lock first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

import clock
import vault.services
from incubator import deadlines, notices, photographs, policies, wording
from incubator.enums import FieldType, Status
from incubator.errors import Conflict, NotAllowed, NotWritable
from incubator.forms.fields import file_numbers
from incubator.forms.pages import keepable, shown_keys
from incubator.forms.schema import Question, Schema
from incubator.models import Application, Call, NumberSequence
from people.models import User
from vault.errors import Refused
from vault.kinds import DOCUMENTS, PICTURES
from vault.models import PrivateFile


@transaction.atomic
def start(*, call: Call, owner: User, title: str) -> Application:
    """Begin a dossier on an open call, with its number; a second click finds the draft already begun.

    For anyone with an account. Raises NotWritable when the call is not open.
    """
    now = clock.now()
    if not deadlines.is_open(call, now) or call.form_version is None:
        raise NotWritable("Cet appel ne prend pas de nouveau dossier en ce moment.")
    sequence = lock_numbers(call)
    begun = Application.objects.filter(call=call, owner=owner, status=Status.DRAFT).first()
    if begun is not None:
        return begun
    application = begin(call, sequence, owner, title)
    notices.begun(application)
    return application


def lock_numbers(call: Call) -> NumberSequence:
    """The numbers of the year of a call, for one writer at a time."""
    year = call.local(call.closes_at).year
    NumberSequence.objects.get_or_create(year=year)
    return NumberSequence.objects.select_for_update().get(year=year)


def begin(
    call: Call, sequence: NumberSequence, owner: User, title: str, on_paper_since: datetime | None = None
) -> Application:
    """Write a new draft down under the next number. The caller locked the numbers and answers for the right."""
    sequence.last += 1
    sequence.save(update_fields=["last"])
    now, version, name = clock.now(), call.form_version, keepable(title).strip()[:120]
    if version is None:
        raise NotWritable("Cet appel n’a pas encore de formulaire.")
    question = version.form.title_question
    return Application.objects.create(
        call=call,
        form_version=version,
        number=str(sequence),
        title=name,
        owner=owner,
        answers={question.key: name} if question else {},
        saved_at=now,
        created_at=now,
        on_paper_since=on_paper_since,
    )


@transaction.atomic
def save_answers(
    *, application: Application, actor: User, values: Mapping[str, Any], based_on: int
) -> Application:
    """Keep what was typed, right or wrong, unless somebody changed the same answers since `based_on`.

    For the owner, co-writers and helpers. Answers to questions that are hidden or locked are ignored.
    Raises NotAllowed, NotWritable, and Conflict, which leaves everything as it was.
    """
    locked = _lock(application, actor)
    schema = locked.form_version.form
    changes = _accepted(schema, locked, values)
    stale = [key for key in changes if locked.touched.get(key, 0) > based_on]
    if stale:
        raise Conflict(stale)
    if changes:
        _apply(locked, schema, changes)
    locked.saved_at = clock.now()
    locked.save(update_fields=["answers", "touched", "revision", "saved_at", "title"])
    return locked


@transaction.atomic
def add_file(*, application: Application, actor: User, key: str, upload: UploadedFile | File) -> PrivateFile:
    """Add a file to an answer, after the vault looked inside it.

    For the owner, co-writers and helpers. Raises NotAllowed, NotWritable, vault.errors.Refused.
    """
    locked = _lock(application, actor)
    question = _file_question(locked, key)
    numbers = [str(number) for number in file_numbers(locked.answers.get(key))]
    most = question.options.get("max_files", 1)
    if len(numbers) >= most:
        files = wording.counted(most, "fichier", "fichiers")
        raise Refused(f"{upload.name} : cette réponse prend {files} au plus. Retirez-en un d’abord.")
    allowed = PICTURES if question.options.get("pictures_only") else DOCUMENTS
    file = vault.services.store(upload=upload, owner=locked, uploaded_by=actor, allowed=allowed, field=key)
    _apply(locked, locked.form_version.form, {key: [*numbers, str(file.pk)]})
    locked.saved_at = clock.now()
    locked.save(update_fields=["answers", "touched", "revision", "saved_at"])
    return file


def add_pages(
    *, application: Application, actor: User, key: str, uploads: Sequence[UploadedFile]
) -> PrivateFile:
    """Add photographed pages to an answer, as one PDF in their order.

    For the owner, co-writers and helpers. Raises NotAllowed, NotWritable, vault.errors.Refused.
    """
    taken = clock.local(clock.now(), application.call.place.zone)
    bound = photographs.bind(uploads, f"pages-{taken:%Y-%m-%d-%Hh%M}")
    return add_file(application=application, actor=actor, key=key, upload=bound)


@transaction.atomic
def remove_file(*, application: Application, actor: User, number: str) -> None:
    """Take a file out of its answer; it stays in the vault while a dossier handed in names it.

    For the owner, co-writers and helpers. Raises NotAllowed, NotWritable.
    """
    locked = _lock(application, actor)
    for key, answer in locked.answers.items():
        numbers = [str(n) for n in file_numbers(answer)]
        if number not in numbers:
            continue
        _file_question(locked, key)
        _apply(locked, locked.form_version.form, {key: [n for n in numbers if n != number]})
        locked.saved_at = clock.now()
        locked.save(update_fields=["answers", "touched", "revision", "saved_at"])
        file = PrivateFile.objects.of(locked, key).filter(pk=number).first()
        frozen = locked.revisions.filter(answers__contains={key: [number]}).exists()
        if file is not None and not frozen:
            vault.services.remove(file=file)
        return


def writable_keys(application: Application) -> Collection[str] | None:
    """The questions that may change; None means all of them."""
    return application.unlocked_fields if application.status == Status.CHANGES_REQUESTED else None


def _lock(application: Application, actor: User) -> Application:
    locked = (
        Application.objects.select_for_update(of=("self",))
        .select_related("call__place", "form_version")
        .get(pk=application.pk)
    )
    if not policies.may_write(actor, locked):
        raise NotAllowed(
            "Vous ne pouvez plus écrire dans ce dossier. Rien de ce qui était gardé n’est perdu."
        )
    if not locked.is_writable:
        raise NotWritable(f"Ce dossier est « {locked.get_status_display()} » : il ne se modifie plus.")
    if not deadlines.may_write(locked, clock.now()):
        closed = wording.moment(locked.call, locked.call.closes_at)
        raise NotWritable(f"Cet appel a fermé le {closed} : le dossier est gardé, il ne se modifie plus.")
    return locked


def _accepted(schema: Schema, locked: Application, values: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that really change, in the order of the form: each may show or hide the next."""
    merged = dict(locked.answers)
    writable = writable_keys(locked)
    changes = {}
    for question in schema.questions:
        key = question.key
        if (
            key not in values
            or question.type == FieldType.FILE
            or (writable is not None and key not in writable)
        ):
            continue
        if key not in shown_keys(schema, merged) or _same(values[key], merged.get(key)):
            continue
        merged[key] = changes[key] = values[key]
    return changes


def _same(new: Any, old: Any) -> bool:
    return new == old or (old is None and new in ("", [], False)) or (old is None and _is_blank(new))


def _is_blank(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_is_blank(item) for item in value.values())
    if isinstance(value, list):
        return all(_is_blank(item) for item in value)
    return value in ("", None, False)


def _apply(locked: Application, schema: Schema, changes: Mapping[str, Any]) -> None:
    locked.revision += 1
    locked.answers = {**locked.answers, **changes}
    locked.touched = {**locked.touched, **dict.fromkeys(changes, locked.revision)}
    question = schema.title_question
    if question is not None and question.key in changes and str(changes[question.key]).strip():
        locked.title = str(changes[question.key]).strip()[:120]


def _file_question(locked: Application, key: str) -> Question:
    schema = locked.form_version.form
    question = schema.question(key)
    writable = writable_keys(locked)
    shown = key in shown_keys(schema, locked.answers)
    if question is None or question.type != FieldType.FILE or not shown:
        raise NotWritable("Cette question n’attend pas de fichier.")
    if writable is not None and key not in writable:
        raise NotWritable("Cette réponse n’a pas été rouverte.")
    return question

from __future__ import annotations

from datetime import date

from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils.timezone import get_default_timezone

import clock
from meetings import notices, policies
from meetings.enums import ItemKind, MeetingStatus
from meetings.errors import DomainError, NotAllowed
from meetings.models import Action, AgendaItem, Document, Meeting
from meetings.services.locking import held_by, locked
from people.models import User
from vault import services as vault

UNTIL_SIGNED = (MeetingStatus.DRAFT, MeetingStatus.CONVENED, MeetingStatus.OPEN, MeetingStatus.CLOSED)


@transaction.atomic
def write_item(
    *,
    meeting: Meeting,
    by: User,
    title: str,
    kind: str = ItemKind.POINT,
    letter: str = "",
    text: str = "",
    item: AgendaItem | None = None,
) -> AgendaItem:
    """Write a line of the agenda, or what came of one. Whoever holds the meeting may, until it is signed.

    Raises NotAllowed, WrongState, DomainError without a title.
    """
    found = held_by(meeting, by, *UNTIL_SIGNED)
    if not title.strip():
        raise DomainError("Donnez un intitulé à ce point.", field="title")
    if item is None:
        last = found.agenda.aggregate(last=Max("position"))["last"] or 0
        item = AgendaItem(meeting=found, position=last + 1)
    item.title, item.kind, item.letter, item.text = title.strip(), kind, letter, text.strip()
    item.save()
    return item


@transaction.atomic
def add_document(
    *, meeting: Meeting, by: User, upload: UploadedFile | File, title: str, is_public: bool = False
) -> Document:
    """Keep a file with the meeting. Whoever holds the meeting may, even once it is signed.

    Raises NotAllowed, WrongState, and vault.errors.Refused for a file that is not taken in.
    """
    found = held_by(meeting, by, *UNTIL_SIGNED, MeetingStatus.SIGNED)
    file = vault.store(upload=upload, owner=found, uploaded_by=by, field="document")
    return Document.objects.create(
        meeting=found, file=file, title=title.strip() or file.original_name, is_public=is_public
    )


@transaction.atomic
def remove_document(*, document: Document, by: User) -> None:
    """Take a file back. Whoever holds the meeting may. Raises NotAllowed."""
    held_by(document.meeting, by)
    file = document.file
    document.delete()
    vault.remove(file=file)


@transaction.atomic
def add_action(
    *,
    meeting: Meeting,
    by: User,
    what: str,
    who: str = "",
    user: User | None = None,
    due_on: date | None = None,
) -> Action:
    """Note what somebody will do, by when; a person with an account is reminded of it a week before.

    Whoever holds the meeting may, until it is signed. Raises NotAllowed, WrongState, DomainError when it
    says neither what nor who.
    """
    found = held_by(meeting, by, *UNTIL_SIGNED)
    who = who.strip() or (str(user) if user else "")
    if not what.strip():
        raise DomainError("Écrivez ce qui est à faire.", field="what")
    if not who:
        raise DomainError("Dites qui s’en charge : une personne, une structure, un groupe.", field="who")
    action = Action.objects.create(meeting=found, what=what.strip(), user=user, who=who, due_on=due_on)
    notices.taken_on(action)
    return action


@transaction.atomic
def finish_action(*, action: Action, by: User, done: bool = True) -> Action:
    """Tick what is done, or say that it is not. Whoever took it on may, and whoever holds the meeting.

    Raises NotAllowed.
    """
    meeting = locked(action.meeting)
    if action.user_id != by.pk and not policies.may_run(by, meeting):
        raise NotAllowed
    row = Action.objects.select_for_update(of=("self",)).get(pk=action.pk)
    row.done_on = (row.done_on or clock.today(get_default_timezone())) if done else None
    row.save(update_fields=["done_on"])
    return row

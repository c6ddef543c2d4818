from __future__ import annotations

from datetime import date

from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

import journal
from people.models import Organisation, Paper, User
from people.signals import paper_added
from vault.models import PrivateFile
from vault.services import remove, store


@transaction.atomic
def add_paper(
    *,
    organisation: Organisation,
    kind: str,
    added_by: User | None,
    valid_from: date | None = None,
    valid_until: date | None = None,
    label: str = "",
    upload: UploadedFile | File | None = None,
) -> Paper:
    """Keep a document of an organisation, with its private file when there is one.

    For whoever keeps the register and for those responsible for the organisation. Raises ValidationError
    (dates) and vault.errors.Refused (file); nothing is kept then.
    """
    paper = Paper(
        organisation=organisation,
        kind=kind,
        label=label,
        valid_from=valid_from,
        valid_until=valid_until,
        added_by=added_by,
    )
    paper.full_clean()
    paper.save()
    if upload is not None:
        store(upload=upload, owner=paper, uploaded_by=added_by, field="paper")
    transaction.on_commit(lambda: _tell(paper.pk), robust=True)
    return paper


@transaction.atomic
def remove_paper(*, paper: Paper, removed_by: User) -> None:
    """Take a document away with its file. For the same people; the journal keeps that it was there."""
    journal.record(
        actor=removed_by,
        action="paper.removed",
        target=paper,
        organisation=paper.organisation_id,
        kind=paper.kind,
        label=paper.label,
    )
    for file in PrivateFile.objects.of(paper):
        remove(file=file)
    paper.delete()


def _tell(paper: int) -> None:
    paper_added.send(sender=Paper, paper=paper)

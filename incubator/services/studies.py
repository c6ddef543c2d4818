"""Writing an opportunity study: its chapters, its partners, its documents, what the public reads of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

import vault.services
from incubator import idea_policies as policies
from incubator.errors import NotAllowed, Refused
from incubator.forms.pages import keepable
from incubator.models import OpportunityStudy, StudyPartner
from people.models import Organisation, User
from vault.errors import Refused as TooMany
from vault.models import PrivateFile

MAX_PARTNERS = 40
MAX_DOCUMENTS = 40


@transaction.atomic
def write_study(
    *,
    study: OpportunityStudy,
    actor: User,
    chapters: Mapping[int, str],
    public_summary: str,
    is_summary_public: bool,
    due_on: date | None,
) -> OpportunityStudy:
    """Keep the chapters of a study (by their number) and what the public may read of it.

    For whoever works on the ideas of the place. Raises NotAllowed, Refused.
    """
    locked = _lock(study, actor)
    if is_summary_public and not public_summary.strip():
        raise Refused("Écrivez le résumé avant de le montrer.")
    for section in locked.sections.filter(pk__in=chapters):
        section.body = keepable(chapters[section.pk]).strip()
        section.save(update_fields=["body"])
    locked.public_summary = keepable(public_summary).strip()
    locked.is_summary_public, locked.due_on = is_summary_public, due_on
    locked.save()
    return locked


@transaction.atomic
def add_partner(
    *,
    study: OpportunityStudy,
    actor: User,
    name: str,
    part: str = "",
    organisation: Organisation | None = None,
) -> StudyPartner:
    """Write down somebody who takes part. For the team. Raises NotAllowed, Refused."""
    locked = _lock(study, actor)
    named = organisation.name if organisation is not None else name.strip()
    if not named:
        raise Refused("Donnez le nom de ce partenaire.")
    if locked.partners.count() >= MAX_PARTNERS:
        raise Refused(f"Une étude compte {MAX_PARTNERS} partenaires au plus.")
    return StudyPartner.objects.create(
        study=locked, organisation=organisation, name=named[:150], part=part.strip()[:200]
    )


@transaction.atomic
def remove_partner(*, partner: StudyPartner, actor: User) -> None:
    """Take somebody out of a study. For the team. Raises NotAllowed."""
    _lock(partner.study, actor)
    partner.delete()


@transaction.atomic
def add_document(*, study: OpportunityStudy, actor: User, upload: UploadedFile) -> PrivateFile:
    """Keep a document of a study in the vault. For the team. Raises NotAllowed, vault.errors.Refused."""
    locked = _lock(study, actor)
    if PrivateFile.objects.of(locked).count() >= MAX_DOCUMENTS:
        raise TooMany(f"Une étude garde {MAX_DOCUMENTS} documents au plus.")
    return vault.services.store(upload=upload, owner=locked, uploaded_by=actor)


@transaction.atomic
def remove_document(*, study: OpportunityStudy, actor: User, file: PrivateFile) -> None:
    """Take a document out of a study. For the team. Raises NotAllowed, Refused."""
    locked = _lock(study, actor)
    if not file.belongs_to(locked):
        raise Refused("Ce document n’est pas de cette étude.")
    vault.services.remove(file=file)


def _lock(study: OpportunityStudy, actor: User) -> OpportunityStudy:
    locked = (
        OpportunityStudy.objects.select_for_update(of=("self",))
        .select_related("idea__place")
        .get(pk=study.pk)
    )
    if not policies.handles(actor, locked.idea):
        raise NotAllowed("Il faut travailler sur les idées de ce lieu.")
    return locked

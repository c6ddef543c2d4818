from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

import journal
from bookings import agreement_notices, policies
from bookings.enums import AgreementStatus
from bookings.errors import AlreadyDecided, BookingRefused, NotAllowed, Refusal
from bookings.models import AgreementSpace, OccupancyAgreement, Relocation
from bookings.rehousing import Decisions
from bookings.rooms import claim_of
from bookings.services.rehousing import clear_the_way, record_moves
from people.models import User
from spaces.enums import ClaimKind
from spaces.models import Space
from spaces.services import ledger
from vault.models import PrivateFile
from vault.services import store

ONE_DAY = timedelta(days=1)
type Agreed = Mapping[Space, int | None]


@ledger.retry_deadlock
@transaction.atomic
def draft_agreement(*, agreement: OccupancyAgreement, agreed: Agreed, actor: User) -> OccupancyAgreement:
    """Write a draft, or write it again: what it says, and which spaces or seats it occupies. For managers.

    Raises NotAllowed, AlreadyDecided once it is signed, BookingRefused for dates or spaces that cannot be.
    """
    if not policies.manages(actor, agreement.place):
        raise NotAllowed("Seule la gestion du lieu écrit les conventions.")
    if not agreement._state.adding and _locked(agreement, actor).status != AgreementStatus.DRAFT:
        raise AlreadyDecided("Cette convention est signée : reconduisez-la ou terminez-la pour la changer.")
    agreement.status = AgreementStatus.DRAFT
    if refusals := _refusals(agreement, list(agreed)):
        raise BookingRefused(refusals)
    agreement.save()
    agreement.agreed_spaces.exclude(space__in=list(agreed)).delete()
    for space, seats in agreed.items():
        AgreementSpace.objects.update_or_create(agreement=agreement, space=space, defaults={"seats": seats})
    return agreement


def _refusals(agreement: OccupancyAgreement, spaces: Sequence[Space]) -> list[Refusal]:
    found = []
    if agreement.ends_on < agreement.starts_on:
        found.append(Refusal("dates", "Elle finirait avant d’avoir commencé.", "Vérifiez les deux dates."))
    head = agreement.head_agreement
    if head is not None and agreement.ends_on > head.last_day:
        found.append(
            Refusal(
                "head",
                "Une sous-convention finit au plus tard avec la convention principale.",
                f"Au plus tard le {head.last_day:%d/%m/%Y}.",
                firm=True,
            )
        )
    if refusal := _outlived(agreement, agreement.ends_on):
        found.append(refusal)
    if any(space.place_id != agreement.place_id for space in spaces):
        found.append(Refusal("place", "Une convention occupe les espaces d’un seul lieu.", firm=True))
    return found


def _outlived(head: OccupancyAgreement, last_day: date) -> Refusal | None:
    """Nothing that depends on an agreement lasts longer than it, drafts included."""
    if head._state.adding:
        return None
    longer = [sub for sub in head.sub_agreements.select_related("organisation") if sub.last_day > last_day]
    if not longer:
        return None
    return Refusal(
        "head",
        f"La convention avec {longer[0].organisation} en dépend et dure plus longtemps.",
        "Terminez-la ou raccourcissez-la d’abord.",
        firm=True,
    )


@ledger.retry_deadlock
@transaction.atomic
def sign_agreement(
    *, agreement: OccupancyAgreement, actor: User, signed_on: date, decisions: Decisions | None = None
) -> OccupancyAgreement:
    """Sign a draft: from then on its spaces are held, from its first day to its last. For managers.

    `decisions` says, for each booking in the way, which rooms it goes to, or None to cancel it; all of it
    is done with the signature, or nothing. A head agreement holds nothing. Raises NotAllowed, AlreadyDecided
    unless it is a draft, BookingRefused without spaces or beyond its head agreement, SlotTaken with
    everything that still stands in the way.
    """
    agreement = _locked(agreement, actor)
    if agreement.status != AgreementStatus.DRAFT:
        raise AlreadyDecided(f"Cette convention est déjà {agreement.get_status_display()}.")
    if not agreement.is_head and not agreement.agreed_spaces.exists():
        raise BookingRefused([Refusal("spaces", "Dites quels espaces cette convention occupe.", firm=True)])
    if refusals := _refusals(agreement, []):
        raise BookingRefused(refusals)
    moves: list[Relocation] = []
    if not agreement.is_head:
        holds = agreement.holds(agreement.ends_on)
        if decisions:
            reason = f"Convention avec {agreement.organisation}"
            moves, _ = clear_the_way(holds=holds, decisions=decisions, actor=actor, reason=reason)
        agreement.claim = ledger.occupy(kind=ClaimKind.AGREEMENT, holds=holds)
    agreement.status = AgreementStatus.SIGNED
    agreement.signed_on = signed_on
    agreement.save(update_fields=["claim", "status", "signed_on"])
    record_moves(moves, agreement=agreement)
    agreement_notices.signed(agreement)
    return agreement


@ledger.retry_deadlock
@transaction.atomic
def close_agreement(*, agreement: OccupancyAgreement, actor: User, ended_on: date) -> OccupancyAgreement:
    """End a signed agreement on a day, that day included; its past stays in the ledger. For managers.

    Raises NotAllowed, AlreadyDecided unless it is signed, BookingRefused for a day outside its term.
    """
    agreement = _locked(agreement, actor)
    if agreement.status != AgreementStatus.SIGNED:
        raise AlreadyDecided(f"Cette convention est {agreement.get_status_display()}.")
    if not agreement.starts_on <= ended_on <= agreement.ends_on:
        raise BookingRefused(
            [Refusal("ended_on", "Elle finit entre son premier et son dernier jour.", firm=True)]
        )
    if refusal := _outlived(agreement, ended_on):
        raise BookingRefused([refusal])
    if not agreement.is_head:
        ledger.reoccupy(claim=claim_of(agreement), holds=agreement.holds(ended_on))
    agreement.status = AgreementStatus.ENDED
    agreement.ended_on = ended_on
    agreement.save(update_fields=["status", "ended_on"])
    agreement_notices.ended(agreement)
    return agreement


@transaction.atomic
def renew_agreement(*, agreement: OccupancyAgreement, actor: User) -> OccupancyAgreement:
    """Draft the next one: same spaces and terms, as long, from the day after. For managers.

    Raises NotAllowed, AlreadyDecided for a draft, an ended one, or one that is already renewed.
    """
    agreement = _locked(agreement, actor)
    if agreement.status != AgreementStatus.SIGNED:
        raise AlreadyDecided(
            f"Cette convention est {agreement.get_status_display()} : elle ne se reconduit pas."
        )
    if OccupancyAgreement.objects.filter(renews=agreement).exists():
        raise AlreadyDecided("La suite de cette convention est déjà écrite : signez-la.")
    starts_on = agreement.ends_on + ONE_DAY
    lasts = relativedelta(starts_on, agreement.starts_on)
    copied = (
        "place", "organisation", "kind", "purpose", "fee", "service_charge", "deposit",
        "insurance_expires_on", "head_agreement", "is_head",
    )  # fmt: skip
    facts: dict[str, Any] = {name: getattr(agreement, name) for name in copied}
    ends_on = starts_on + lasts - ONE_DAY
    head = agreement.head_agreement
    if head is not None:
        if head.last_day < starts_on:
            raise BookingRefused(
                [
                    Refusal(
                        "head",
                        "La convention principale finit le même jour.",
                        "Reconduisez-la d’abord.",
                        firm=True,
                    )
                ]
            )
        ends_on = min(ends_on, head.last_day)
    following = OccupancyAgreement.objects.create(
        **facts, renews=agreement, starts_on=starts_on, ends_on=ends_on
    )
    AgreementSpace.objects.bulk_create(
        AgreementSpace(agreement=following, space=row.space, seats=row.seats)
        for row in agreement.agreed_spaces.select_related("space")
    )
    return following


@transaction.atomic
def attach_document(
    *, agreement: OccupancyAgreement, actor: User, upload: UploadedFile | File
) -> PrivateFile:
    """Keep the signed paper of an agreement, in the vault. For managers.

    Raises NotAllowed, and vault.errors.Refused with a sentence for the sender.
    """
    if not policies.manages(actor, agreement.place):
        raise NotAllowed("Seule la gestion du lieu garde les conventions.")
    kept = store(upload=upload, owner=agreement, uploaded_by=actor, field="signed")
    journal.record(actor=actor, action="agreement.document_kept", target=agreement, file=str(kept.pk))
    return kept


def _locked(agreement: OccupancyAgreement, actor: User) -> OccupancyAgreement:
    if not policies.manages(actor, agreement.place):
        raise NotAllowed("Seule la gestion du lieu signe et termine les conventions.")
    spaces = [row.space for row in agreement.agreed_spaces.select_related("space")]
    ledger.lock(spaces=spaces, organisations=[agreement.organisation])
    return (
        OccupancyAgreement.objects.select_for_update(of=("self",), no_key=True)
        .select_related("place", "claim", "head_agreement")
        .get(pk=agreement.pk)
    )

from __future__ import annotations

from datetime import date

from django.db import transaction

from bookings import policies
from bookings.enums import AgreementStatus
from bookings.errors import AlreadyDecided, BookingRefused, NotAllowed, Refusal
from bookings.models import OccupancyAgreement
from bookings.rooms import claim_of
from people.models import User
from spaces.enums import ClaimKind
from spaces.services import ledger


@ledger.retry_deadlock
@transaction.atomic
def sign_agreement(*, agreement: OccupancyAgreement, actor: User, signed_on: date) -> OccupancyAgreement:
    """Sign a draft: from then on its spaces are held, from its first day to its last. For managers.

    Raises NotAllowed, AlreadyDecided unless it is a draft, BookingRefused without spaces or beyond its head
    agreement, SlotTaken with every booking that stands in the way.
    """
    agreement = _locked(agreement, actor)
    if agreement.status != AgreementStatus.DRAFT:
        raise AlreadyDecided(f"Cette convention est déjà {agreement.get_status_display()}.")
    if not agreement.agreed_spaces.exists():
        raise BookingRefused([Refusal("spaces", "Dites quels espaces cette convention occupe.", firm=True)])
    head = agreement.head_agreement
    if head is not None and agreement.ends_on > head.ends_on:
        raise BookingRefused(
            [
                Refusal(
                    "head", "Une sous-convention finit au plus tard avec la convention principale.", firm=True
                )
            ]
        )
    agreement.claim = ledger.occupy(kind=ClaimKind.AGREEMENT, holds=agreement.holds(agreement.ends_on))
    agreement.status = AgreementStatus.SIGNED
    agreement.signed_on = signed_on
    agreement.save(update_fields=["claim", "status", "signed_on"])
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
    ledger.reoccupy(claim=claim_of(agreement), holds=agreement.holds(ended_on))
    agreement.status = AgreementStatus.ENDED
    agreement.ended_on = ended_on
    agreement.save(update_fields=["status", "ended_on"])
    return agreement


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

"""What an insurance certificate changes: bookings that waited for it, agreements whose insurance ran out.

The certificates of an organisation are the source. The day that an agreement carries follows them when one
lasts longer; a manager may also write it, for a certificate seen on paper.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

import clock
import journal
from bookings import agreement_notices, policies
from bookings.enums import AgreementStatus, BookingStatus
from bookings.errors import AlreadyDecided, BookingRefused, NotAllowed, Refusal
from bookings.models import Booking, OccupancyAgreement
from bookings.services.locking import locked
from bookings.services.proofs import confirm_if_complete
from people.models import Paper, User
from people.signals import paper_added
from spaces.services import ledger


def listen() -> None:
    """Hear of papers (called when the app is ready)."""
    paper_added.connect(_paper_added, dispatch_uid="bookings.insured")


def _paper_added(sender: Any, *, paper: int, **_more: Any) -> None:
    found = Paper.objects.insurance().filter(pk=paper).select_related("organisation").first()
    if found is not None:
        insure(paper=found)


def insure(*, paper: Paper) -> None:
    """Confirm what waited for this certificate and nothing else, and let agreements follow it.

    Each in its own transaction: one that fails keeps no other waiting.
    """
    waiting = Booking.objects.filter(organisation=paper.organisation, status=BookingStatus.PENDING)
    for booking in waiting.not_over(clock.now()).order_by("pk").select_related("organisation"):
        _confirm(booking)
    if paper.valid_until is not None:
        agreements = OccupancyAgreement.objects.filter(
            organisation=paper.organisation, status=AgreementStatus.SIGNED
        )
        for pk in agreements.order_by("pk").values_list("pk", flat=True):
            _follow(pk, paper.valid_until)


@transaction.atomic
def insure_agreement(*, agreement: OccupancyAgreement, until: date, actor: User) -> OccupancyAgreement:
    """Write until when the organisation of a signed agreement is insured. For managers.

    The database keeps the days that it carried before. Raises NotAllowed, AlreadyDecided unless it is signed,
    BookingRefused for a day past.
    """
    if not policies.manages(actor, agreement.place):
        raise NotAllowed("Seule la gestion du lieu tient les assurances.")
    row = _row(agreement.pk)
    if row.status != AgreementStatus.SIGNED:
        raise AlreadyDecided(f"Cette convention est {row.get_status_display()} : rien à assurer.")
    if until < clock.today(row.place.zone):
        raise BookingRefused([Refusal("until", "Cette attestation ne couvre déjà plus.")])
    _write(row, until)
    journal.record(actor=actor, action="agreement.insured", target=row, until=until.isoformat())
    return row


@ledger.retry_deadlock
@transaction.atomic
def _confirm(booking: Booking) -> None:
    confirm_if_complete(locked(booking), None)


@transaction.atomic
def _follow(pk: Any, until: date) -> None:
    row = _row(pk)
    if row.insurance_expires_on is None or row.insurance_expires_on < until:
        _write(row, until)


def _row(pk: Any) -> OccupancyAgreement:
    rows = OccupancyAgreement.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("place", "organisation").get(pk=pk)


def _write(row: OccupancyAgreement, until: date) -> None:
    row.insurance_expires_on = until
    row.save(update_fields=["insurance_expires_on"])
    agreement_notices.insured(row)

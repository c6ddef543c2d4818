"""Agreements, for those whom they bind: reads."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from bookings.api.fields import Cursor, Limit
from bookings.api.paging import page_by_id
from bookings.api.problems import refusing
from bookings.models import OccupancyAgreement
from people.api import BearerToken

router = Router(tags=["Conventions"])


class AgreedSpaceOut(Schema):
    """One space of an agreement: the whole of it, or some of its seats."""

    space: int
    name: str
    seats: int | None


class AgreementOut(Schema):
    """An organisation holds spaces for months or years. Amounts: a month, in euros, before tax."""

    id: UUID
    place: str
    organisation: str
    kind: str
    status: str
    purpose: str
    starts_on: date
    ends_on: date
    fee: str
    service_charge: str
    deposit: str
    spaces: list[AgreedSpaceOut]


class AgreementPage(Schema):
    """Some agreements, and the cursor of the following ones."""

    items: list[AgreementOut]
    next: str | None


@router.get(
    "/agreements",
    auth=BearerToken("agreements:read"),
    response={200: AgreementPage, **refusing()},
    summary="Les conventions",
    description="Les conventions de vos structures, et des lieux que vous gérez.",
    operation_id="agreements",
)
def list_agreements(request: HttpRequest, cursor: Cursor = "", limit: Limit = 50) -> dict[str, Any]:
    """Those which bind this person."""
    rows = OccupancyAgreement.objects.visible_to(request.user).select_related("place", "organisation")
    found, following = page_by_id(rows.prefetch_related("agreed_spaces__space"), cursor, limit)
    return {"items": [_out(agreement) for agreement in found], "next": following}


def _out(agreement: OccupancyAgreement) -> dict[str, Any]:
    return {
        "id": agreement.pk,
        "place": agreement.place.slug,
        "organisation": agreement.organisation.name,
        "kind": agreement.kind,
        "status": agreement.status,
        "purpose": agreement.purpose,
        "starts_on": agreement.starts_on,
        "ends_on": agreement.ends_on,
        "fee": str(agreement.fee),
        "service_charge": str(agreement.service_charge),
        "deposit": str(agreement.deposit),
        "spaces": [
            {"space": row.space_id, "name": row.space.name, "seats": row.seats}
            for row in agreement.agreed_spaces.all()
        ],
    }

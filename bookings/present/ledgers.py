"""Agreements and value lent as rows for a spreadsheet: the figures of their pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bookings.lent import Lent
from bookings.tenancy import Overview

TENANCY_HEADS = [
    "Structure",
    "Objet",
    "Nature",
    "Espaces",
    "Du",
    "Au",
    "m²",
    "Redevance mensuelle HT",
    "Redevance par m²",
    "Charges mensuelles HT",
    "Dépôt de garantie",
]
LENT_HEADS = ["Structure", "Réservations", "Heures", "Au tarif public", "Payé ou à payer", "Prêté"]


def tenancy_rows(found: Overview) -> list[list[Any]]:
    """A row per agreement in force."""
    return [
        [
            row.agreement.organisation.name,
            row.agreement.purpose,
            row.agreement.get_kind_display(),
            row.names,
            row.agreement.starts_on,
            row.last_day,
            row.area,
            row.agreement.fee,
            None if row.fee_per_area is None else round(row.fee_per_area, 2),
            row.agreement.service_charge,
            row.agreement.deposit,
        ]
        for row in found.tenancies
    ]


def lent_rows(rows: Sequence[Lent]) -> list[list[Any]]:
    """A row per organisation."""
    return [[row.name, row.bookings, round(row.hours, 2), row.public, row.due, row.lent] for row in rows]

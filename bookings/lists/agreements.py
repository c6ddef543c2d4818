"""The agreements of a place, in and out: each row is one agreement, signed on the day that it says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import sheets
from bookings import services
from bookings.enums import AgreementKind
from bookings.errors import BookingRefused
from bookings.lists.bookings import written
from bookings.lists.known import Known, refuse_overlaps
from bookings.models import AgreementSpace, OccupancyAgreement
from people.models import User
from sheets.errors import Refused
from sheets.registry import Field, Importer, Line, Written
from spaces.enums import ClaimKind
from spaces.errors import DomainError
from spaces.holds import Hold
from spaces.hours import midnight
from spaces.lists import places
from spaces.models import Place, Space
from spaces.policies import manages_a_place

DAY = timedelta(days=1)
KINDS = {sheets.normal(str(kind.label)): kind.value for kind in AgreementKind}
FIELDS = (
    Field("organisation", "Structure", ("association", "occupant"), is_required=True),
    Field("spaces", "Espaces", ("espace", "bureau", "locaux"), is_required=True,
          help="séparés par des virgules"),
    Field("starts_on", "Du", ("début", "depuis le"), is_required=True),
    Field("ends_on", "Au", ("fin", "jusqu'au"), is_required=True),
    Field("kind", "Nature", ("type", "forme")),
    Field("purpose", "Objet", ("usage", "pour quoi")),
    Field("signed_on", "Signée le", ("signature",), help="le premier jour, si la case est vide"),
    Field("fee", "Redevance mensuelle HT", ("redevance", "loyer", "montant")),
    Field("service_charge", "Charges mensuelles HT", ("charges",)),
    Field("deposit", "Dépôt de garantie", ("caution",)),
)  # fmt: skip
AMOUNTS = (
    ("fee", "Redevance mensuelle HT"),
    ("service_charge", "Charges mensuelles HT"),
    ("deposit", "Dépôt de garantie"),
)


def check(lines: list[Line], user: User, scope: str) -> None:
    """Read every row, and say who already holds its spaces; writes nothing."""
    place = Place.objects.managed_by(user).get(slug=scope)
    known = Known(place)
    held: list[tuple[Line, list[Hold]]] = []
    for line in lines:
        values = line.values
        values["organisation"] = known.organisation(line, line.cells["organisation"])
        spaces = [known.space(line, name.strip()) for name in line.cells["spaces"].split(",")]
        values["spaces"] = [space for space in spaces if space is not None]
        for key, label in (("starts_on", "Du"), ("ends_on", "Au"), ("signed_on", "Signée le")):
            values[key] = line.read(key, label, sheets.day)
        values["kind"] = _kind(line)
        values["purpose"] = line.cells["purpose"][:120] or "locaux"
        for key, label in AMOUNTS:
            values[key] = _amount(line, key, label)
        start, end = values["starts_on"], values["ends_on"]
        if start is None or end is None:
            line.errors.append("Du, Au : donnez le premier et le dernier jour.")
        elif end < start:
            line.errors.append("Au : elle finirait avant d’avoir commencé.")
        else:
            held.append((line, [_hold(place, space, line) for space in values["spaces"]]))
    refuse_overlaps(held)


def _hold(place: Place, space: Space, line: Line) -> Hold:
    first, last = line.values["starts_on"], line.values["ends_on"]
    return Hold(space, midnight(first, place.zone), midnight(last + DAY, place.zone))


def _kind(line: Line) -> str:
    text = sheets.normal(line.cells["kind"])
    if text and text not in KINDS:
        labels = ", ".join(str(kind.label) for kind in AgreementKind)
        line.errors.append(f"Nature : « {line.cells['kind'][:40]} » est inconnue. Choisissez : {labels}.")
    return KINDS.get(text, AgreementKind.PRECARIOUS)


def _amount(line: Line, key: str, label: str) -> Decimal:
    found = line.read(key, label, sheets.decimal)
    if found is not None and not 0 <= found < Decimal(10) ** 7:
        line.errors.append(f"{label} : indiquez un montant en euros, zéro ou plus.")
        return Decimal(0)
    return round(found or Decimal(0), 2)


def write(lines: list[Line], user: User, scope: str) -> Iterable[Written]:
    """Write and sign each agreement; its spaces are held from then on."""
    place = Place.objects.managed_by(user).get(slug=scope)
    signed = []
    try:
        for line in lines:
            values = line.values
            agreement = OccupancyAgreement(
                place=place,
                **{key: values[key] for key in ("organisation", "kind", "purpose", "starts_on", "ends_on")},
                **{key: values[key] for key, _ in AMOUNTS},
            )
            agreed = dict.fromkeys(values["spaces"])
            agreement = services.draft_agreement(agreement=agreement, agreed=agreed, actor=user)
            day = values["signed_on"] or values["starts_on"]
            signed.append(services.sign_agreement(agreement=agreement, actor=user, signed_on=day))
    except (BookingRefused, DomainError) as refusal:
        raise Refused(f"Rien n’a été importé : {refusal.message}") from refusal
    return written(ClaimKind.AGREEMENT, signed, AgreementSpace.objects.filter(agreement__in=signed))


def rows(user: User, scope: str) -> Iterable[Sequence[Any]]:
    """The signed agreements of the place, as the same list."""
    place = Place.objects.managed_by(user).get(slug=scope)
    agreements = OccupancyAgreement.objects.signed().filter(place=place).select_related("organisation")
    for row in agreements.prefetch_related("agreed_spaces__space").order_by("starts_on", "pk"):
        names = ", ".join(agreed.space.name for agreed in row.agreed_spaces.all())
        yield [
            row.organisation.name, names, row.starts_on, row.last_day, row.get_kind_display(), row.purpose,
            row.signed_on, row.fee, row.service_charge, row.deposit,
        ]  # fmt: skip


AGREEMENTS = Importer(
    key="conventions",
    title="Conventions d’occupation",
    fields=FIELDS,
    policy=manages_a_place,
    check=check,
    write=write,
    rows=rows,
    scopes=places,
    scope_label="Dans quel lieu",
    intro="Une ligne par convention, déjà signée. Les espaces sont tenus du premier au dernier jour.",
)

"""Papers that a room asks for before a booking is confirmed, and those that are in hand.

A booking that lacks one waits: the room is kept, nobody can confirm it before the paper is there, but for a
manager who says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Q

from bookings.enums import ProofKind
from bookings.errors import Refusal
from bookings.models import Booking, Proof
from people.models import Paper

if TYPE_CHECKING:
    from bookings.rules import Rules
    from people.models import Organisation
    from spaces.models import Place

INSURANCE = "insurance"
# rule of the room: (what it asks for, where to find it)
ASKED: dict[str, tuple[str, str, str]] = {
    "needs_insurance": (
        INSURANCE,
        "demande une attestation d’assurance de la structure, valable ce jour-là.",
        "Déposez-la avec les documents de la structure, dans « Mon espace ».",
    ),
    "needs_contract": (
        ProofKind.CONTRACT,
        "demande une convention de mise à disposition signée.",
        "L’accueil vous la remet à signer.",
    ),
    "needs_deposit": (ProofKind.DEPOSIT, "demande une caution.", "Déposez-la à l’accueil."),
    "needs_authorisation": (
        ProofKind.AUTHORISATION,
        "demande une autorisation pour un usage inhabituel.",
        "Écrivez à l’accueil ce que vous prévoyez.",
    ),
}


def asked_by(rules: Rules) -> str:
    """Every paper that the rules of a room ask for, in a few words; nothing when they ask for none."""
    wanted = [asks for rule, (_, asks, _) in ASKED.items() if getattr(rules, rule)]
    return " ; ".join(asks.removeprefix("demande ").removesuffix(".") for asks in wanted)


@dataclass(frozen=True)
class InHand:
    """What is known of an organisation, and of some bookings: each paper with the days it is good for."""

    papers: tuple[tuple[str, date | None, date | None], ...] = ()

    def covers(self, kind: str, day: date) -> bool:
        """Whether a paper of that kind is good for that day."""
        return any(
            kind == held and (first is None or first <= day) and (last is None or day <= last)
            for held, first, last in self.papers
        )


def in_hand(
    place: Place, organisation: Organisation | None, rules: Iterable[Rules], bookings: Sequence[Booking] = ()
) -> InHand:
    """Read them, where a rule asks for any."""
    if not _asks_any(rules):
        return InHand()
    number = organisation.pk if organisation else None
    return _Drawer.of(bookings, {number} - {None}).hand(place.pk, number, bookings)


def in_hands(bookings: Sequence[Booking], rules: Iterable[Rules]) -> dict[Any, InHand]:
    """The same for many bookings at once, by id, in two queries at most."""
    if not _asks_any(rules):
        return {booking.pk: InHand() for booking in bookings}
    drawer = _Drawer.of(bookings, {booking.organisation_id for booking in bookings} - {None})
    return {
        booking.pk: drawer.hand(booking.place_id, booking.organisation_id, [booking]) for booking in bookings
    }


@dataclass(frozen=True)
class _Drawer:
    """What some bookings and some organisations have brought, all places together."""

    proofs: Sequence[Proof]
    insured: Sequence[Paper]

    @classmethod
    def of(cls, bookings: Sequence[Booking], organisations: Iterable[int | None]) -> Self:
        owners = Q(booking__in=[booking.pk for booking in bookings]) | Q(organisation__in=organisations)
        insured = Paper.objects.insurance().filter(organisation__in=organisations).order_by("pk")
        return cls(list(Proof.objects.filter(owners).order_by("pk")), list(insured))

    def hand(self, place: int, organisation: int | None, bookings: Sequence[Booking]) -> InHand:
        """What counts for these bookings, in the name of this organisation, in this place."""
        brought = {booking.pk for booking in bookings}
        proofs = [
            (proof.kind, None, proof.valid_until)
            for proof in self.proofs
            if proof.booking_id in brought
            or (organisation is not None and (proof.organisation_id, proof.place_id) == (organisation, place))
        ]
        insured = [
            (INSURANCE, paper.valid_from, paper.valid_until)
            for paper in self.insured
            if paper.organisation_id == organisation
        ]
        return InHand((*proofs, *insured))


def _asks_any(rules: Iterable[Rules]) -> bool:
    return any(getattr(row, name) for row in rules for name in ASKED)


def missing(space_name: str, rules: Rules, held: InHand, day: date) -> list[Refusal]:
    """What a room asks for and nobody brought yet, as sentences."""
    return [
        Refusal(f"papers.{kind}", f"{space_name} {sentence}", where)
        for name, (kind, sentence, where) in ASKED.items()
        if getattr(rules, name) and not held.covers(str(kind), day)
    ]

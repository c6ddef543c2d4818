"""The demo's rules, prices and agreements."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bookings import services
from bookings.enums import AgreementKind, Audience
from bookings.models import AgreementSpace, BookingRules, OccupancyAgreement, Rebate, Tariff, Training
from people.models import Organisation

if TYPE_CHECKING:
    from bookings.demo import Cast

# space: (the hour, half a day, a day)
PRICES = {
    "Halle aux camions": (80, 280, 480),
    "Travée Nord": (30, 110, 190),
    "Travée Centre": (30, 110, 190),
    "Travée Sud": (30, 110, 190),
    "Atelier bois": (14, 48, 85),
    "Atelier vélo": (10, 36, 64),
    "Repair café": (8, 28, 50),
    "Salle de garde": (24, 80, 140),
    "Salle du Clain": (18, 60, 105),
    "Salle de la Boivre": (12, 42, 75),
    "Coworking La Remise": (3, 8, 14),
    "Cuisine partagée": (14, 48, 85),
    "Dortoir des sapeurs": (16, 55, 95),
    "Studio podcast": (15, 52, 90),
    "Salle de la Tour": (15, 52, 90),
    "Cour de manœuvre": (40, 140, 240),
}

SPECIAL: dict[str, dict[str, Any]] = {
    "Halle aux camions": {"needs_approval": True, "lead_time": timedelta(days=2), "needs_insurance": True},
    "Cuisine partagée": {"needs_approval": True, "needs_deposit": True},
    "Atelier bois": {"audience": Audience.TRAINED, "needs_approval": True},
    "Bocal": {
        "shortest": timedelta(minutes=15),
        "longest": timedelta(minutes=30),
        "check_in_within": timedelta(minutes=10),
    },
    "Potager partagé": {"audience": Audience.PUBLIC},
}

# (organisation, purpose, spaces, kind, monthly fee, charges)
AGREEMENTS = [
    ("La Grande Échelle", "bar et restaurant", ("Bar-restaurant La Grande Échelle",),
     AgreementKind.SHORT_LEASE, 1450, 260),
    ("Les Petites Mains du Clain", "bureau", ("Bureau 101",), AgreementKind.PRECARIOUS, 210, 45),
    ("Coopérative Épi d’Or", "bureau", ("Bureau 102",), AgreementKind.PRECARIOUS, 210, 45),
    ("Atelier Toit commun", "bureaux", ("Bureau 105", "Bureau 106"), AgreementKind.PRECARIOUS, 640, 120),
    ("La Varlope", "bureau", ("Bureau 201",), AgreementKind.FREE_USE, 0, 30),
]  # fmt: skip


# Written, not signed: signing it means rehousing whoever booked that room.
DRAFT = ("Collectif Vélo-cité", "permanence", "Salle de la Tour", AgreementKind.FREE_USE)


def write_rules(cast: Cast) -> None:
    """What the place asks, where some of its rooms differ, and what they cost."""
    BookingRules.objects.create(
        place=cast.place,
        audience=Audience.MEMBERS,
        needs_approval=False,
        horizon=timedelta(days=396),
        shortest=timedelta(minutes=30),
        longest=timedelta(hours=14),
        step=timedelta(minutes=15),
        cancellation_notice=timedelta(hours=18),
    )
    for name, rules in SPECIAL.items():
        BookingRules.objects.create(space=cast.spaces[name], **rules)
    for name, (hour, half_day, day) in PRICES.items():
        Tariff.objects.create(
            space=cast.spaces[name],
            hour=Decimal(hour),
            half_day=Decimal(half_day),
            day=Decimal(day),
            vat_mention="TVA non applicable",
        )
    Rebate.objects.create(
        place=cast.place,
        label="Association, moitié prix",
        kind=Organisation.Kind.ASSOCIATION,
        percent=50,
    )
    Rebate.objects.create(
        place=cast.place,
        label="Coopérative, un tiers de moins",
        kind=Organisation.Kind.COOPERATIVE,
        percent=33,
    )
    Training.objects.create(
        user=cast.people["residente"],
        space=cast.spaces["Atelier bois"],
        given_on=cast.today - timedelta(days=120),
        given_by=cast.people["gestion"],
    )


def sign_terms(cast: Cast) -> None:
    """Who lives here, and since when: a year ago, for three."""
    starts_on = cast.today.replace(day=1) - timedelta(days=365)
    starts_on = starts_on.replace(day=1)
    head = sign_head(cast)
    for organisation, purpose, spaces, kind, fee, charge in AGREEMENTS:
        agreement = OccupancyAgreement.objects.create(
            place=cast.place,
            organisation=cast.organisations[organisation],
            kind=kind,
            purpose=purpose,
            starts_on=starts_on,
            ends_on=starts_on.replace(year=starts_on.year + 3) - timedelta(days=1),
            fee=Decimal(fee),
            service_charge=Decimal(charge),
            deposit=Decimal(fee),
            insurance_expires_on=cast.today + timedelta(days=90),
            head_agreement=head,
        )
        AgreementSpace.objects.bulk_create(
            AgreementSpace(agreement=agreement, space=cast.spaces[name]) for name in spaces
        )
        services.sign_agreement(agreement=agreement, actor=cast.people["gestion"], signed_on=starts_on)


def sign_head(cast: Cast) -> OccupancyAgreement:
    """What the house itself signed with the town: everything else ends before it."""
    starts_on = (cast.today.replace(day=1) - timedelta(days=365)).replace(day=1)
    head = OccupancyAgreement.objects.create(
        place=cast.place,
        organisation=cast.organisations["Ville de Poitiers"],
        kind=AgreementKind.PUBLIC_DOMAIN,
        purpose="la caserne et sa cour",
        is_head=True,
        starts_on=starts_on,
        ends_on=starts_on.replace(year=starts_on.year + 9) - timedelta(days=1),
        fee=Decimal(1),
    )
    return services.sign_agreement(agreement=head, actor=cast.people["gestion"], signed_on=starts_on)


def draft_terms(cast: Cast) -> None:
    """An agreement that somebody wrote this morning."""
    organisation, purpose, space, kind = DRAFT
    services.draft_agreement(
        agreement=OccupancyAgreement(
            place=cast.place,
            organisation=cast.organisations[organisation],
            kind=kind,
            purpose=purpose,
            starts_on=cast.today + timedelta(days=3),
            ends_on=cast.today + timedelta(days=90),
            insurance_expires_on=cast.today + timedelta(days=200),
        ),
        agreed={cast.spaces[space]: None},
        actor=cast.people["gestion"],
    )

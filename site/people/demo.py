"""The people of the demo: one per role, and two organisations that live in the house."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from people.models import Contact, Membership, Organisation, Paper, User
from people.services import add_paper, invite, join, open_account, subscribe

PASSWORD = "caserne-demo"  # noqa: S105 - printed by `make run`, refused in production
DOMAIN = "caserne.example"

# account: (name, what the newcomer is told of it)
ACCOUNTS = {
    "admin": ("Camille Renaud", "administratrice"),
    "gestion": ("Samir Haddad", "gestion du lieu"),
    "accueil": ("Jeanne Pasquier", "accueil, aujourd’hui seulement"),
    "residente": ("Lucie Moreau", "résidente, Les Petites Mains du Clain"),
    "resident": ("Paul Guérin", "résident, Coopérative Épi d’Or"),
    "porteuse": ("Nadia Belkacem", "porteuse de projet"),
    "incubateur": ("Fatou Diallo", "équipe de l’incubateur"),
    "jury": ("Yann Le Goff", "membre du jury"),
    "mentor": ("Mireille Thomas", "marraine d’un projet"),
    "redaction": ("Inès Rouvreau", "rédaction du site"),
}


def load() -> dict[str, User]:
    """Open the accounts and the organisations; loading again changes nothing."""
    people = {
        account: open_account(
            email=f"{account}@{DOMAIN}", name=name, password=PASSWORD, is_superuser=account == "admin"
        )
        for account, (name, _) in ACCOUNTS.items()
    }
    for account, name, kind in [
        ("residente", "Les Petites Mains du Clain", Organisation.Kind.ASSOCIATION),
        ("resident", "Coopérative Épi d’Or", Organisation.Kind.COOPERATIVE),
    ]:
        organisation, _ = Organisation.objects.get_or_create(
            name=name, defaults={"kind": kind, "status": Organisation.Status.RESIDENT, "in_directory": True}
        )
        join(
            user=people[account],
            organisation=organisation,
            role=Membership.Role.ADMIN,
            starts_on=date(2024, 9, 1),
        )
        _live_in(organisation, people[account], insured=account == "residente")
    return people


def _live_in(organisation: Organisation, responsible: User, *, insured: bool) -> None:
    """Give an organisation its papers, its adhésion and its treasurer; one of the two forgot its insurance."""
    if organisation.papers.exists():
        return
    year = responsible.today().year if insured else responsible.today().year - 1
    add_paper(organisation=organisation, kind=Paper.Kind.STATUTES, added_by=responsible)
    add_paper(
        organisation=organisation,
        kind=Paper.Kind.INSURANCE,
        added_by=responsible,
        valid_from=date(year, 1, 1),
        valid_until=date(year, 12, 31),
    )
    Contact.objects.create(
        organisation=organisation,
        name="Odette Lenoir" if insured else "Marcel Texier",
        role=Contact.Role.TREASURER,
        phone="05 49 00 00 12",
    )
    this_year = responsible.today().year
    subscribe(
        organisation=organisation,
        starts_on=date(this_year, 1, 1),
        ends_on=date(this_year, 12, 31),
        fee=Decimal(30),
        paid_on=date(this_year, 1, 12) if insured else None,
    )
    if insured:
        invite(
            organisation=organisation,
            email=f"couturiere@{DOMAIN}",
            invited_by=responsible,
            role=Membership.Role.MEMBER,
        )


def present() -> bool:
    """Whether any account of the demo exists; production refuses to start then."""
    return User.objects.filter(
        email__in=[f"{account}@{DOMAIN}" for account in ACCOUNTS], is_active=True
    ).exists()

"""The people of the demo: one per role, and two organisations that live in the house."""

from __future__ import annotations

from datetime import date

from people.models import Membership, Organisation, User
from people.services import join, open_account

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
    return people


def present() -> bool:
    """Whether any account of the demo exists; production refuses to start then."""
    return User.objects.filter(
        email__in=[f"{account}@{DOMAIN}" for account in ACCOUNTS], is_active=True
    ).exists()

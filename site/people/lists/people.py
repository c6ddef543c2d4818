"""A list of people: with an address they get an account, without one they are contacts of the house."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.timezone import get_default_timezone

import clock
import journal
import sheets
from people.lists.organisations import Known
from people.models import Contact, Membership, User
from people.numbers import compact
from people.policies import may_keep_people
from sheets.registry import Field, Importer, Line, Written

FIELDS = (
    Field("name", "Nom", ("prénom et nom", "nom et prénom", "nom complet", "personne", "contact"), is_required=True),
    Field("email", "Courriel", ("email", "e-mail", "mail", "adresse électronique", "adresse mail"),
          help="sans lui, la personne est un contact sans compte"),
    Field("phone", "Téléphone", ("tel", "tél", "portable", "mobile")),
    Field("organisation", "Structure", ("association", "organisme", "organisation"),
          help="son nom ou son SIRET, comme dans la maison"),
    Field("role", "Rôle", ("fonction",), help="membre, responsable du compte, trésorerie…"),
    Field("starts_on", "Depuis le", ("depuis", "date d'arrivée", "début"), help="aujourd’hui si la case est vide"),
)  # fmt: skip
ROLES = {
    **{sheets.normal(str(role.label)): role.value for role in Membership.Role},
    "responsable": "admin", "admin": "admin", "administratrice": "admin", "administrateur": "admin",
    "tresoriere": "treasurer", "tresorier": "treasurer", "presidente": "admin", "president": "admin",
    "adherente": "member", "adherent": "member", "salariee": "member", "salarie": "member", "benevole": "member",
}  # fmt: skip
CONTACT_ROLES = {
    "tresoriere": "treasurer", "tresorier": "treasurer", "tresorerie": "treasurer",
    "presidente": "president", "president": "president", "presidence": "president",
    "secretaire": "secretary", "secretariat": "secretary",
}  # fmt: skip


def check(lines: list[Line], user: Any, scope: str) -> None:
    """Read every row; nothing is written."""
    known = Known()
    accounts = {email.lower(): pk for email, pk in User.objects.values_list("email", "pk")}
    today = clock.today(get_default_timezone())
    belonging = set(Membership.objects.on(today).values_list("user", "organisation"))
    ends = _last_days()
    for line in lines:
        _read(line, known, today)
        pk = accounts.get(line.values["email"])
        line.values["account"] = pk
        organisation = line.values["organisation"]
        if not line.values["email"]:
            line.action = "ajouter aux contacts sans compte"
        elif pk is None:
            line.action = "ouvrir un compte"
        elif organisation is not None and (pk, organisation.pk) not in belonging:
            line.action = "rattacher à la structure"
            last = ends.get((pk, organisation.pk))
            if last is not None and last >= line.values["starts_on"]:
                line.errors.append(
                    f"Depuis le : cette personne a déjà fait partie de la structure, jusqu’au {last:%d/%m/%Y}. "
                    "Indiquez une date après celle-là."
                )
        else:
            line.action = "rien, déjà connue"
            line.values["organisation"] = None
    _refuse_twice(lines)


def _last_days() -> dict[tuple[int, int], date]:
    """Until when people belonged, or will: the same days are not written twice."""
    rows = Membership.objects.order_by("starts_on").values_list("user", "organisation", "ends_on")
    return {(user, organisation): last or date.max for user, organisation, last in rows}


def _read(line: Line, known: Known, today: date) -> None:
    values = line.values
    values["name"], values["phone"] = line.cells["name"], line.cells["phone"]
    if not values["name"]:
        line.errors.append("le nom manque.")
    elif len(values["name"]) > 150:
        line.errors.append("le nom dépasse 150 caractères.")
    if len(values["phone"]) > 30:
        line.errors.append("Téléphone : trente caractères au plus.")
    values["email"] = line.cells["email"].lower()
    if values["email"]:
        try:
            validate_email(values["email"])
        except ValidationError:
            line.errors.append(f"Courriel : « {line.cells['email'][:60]} » n’est pas une adresse.")
    named = line.cells["organisation"]
    number = compact(named)
    values["organisation"] = known.find(name=named, siret=number, siren=number) if named else None
    if named and values["organisation"] is None:
        line.errors.append(
            f"Structure : « {named[:60]} » n’est pas dans la maison. Importez d’abord les structures, "
            "ou corrigez le nom."
        )
    word = sheets.normal(line.cells["role"])
    values["role"] = ROLES.get(word, "member")
    values["contact_role"] = CONTACT_ROLES.get(word, "other")
    if word and values["email"] and word not in ROLES:
        line.errors.append(
            f"Rôle : « {line.cells['role'][:40]} » est inconnu. Choisissez : membre, responsable du compte, "
            "trésorerie."
        )
    values["starts_on"] = line.read("starts_on", "Depuis le", sheets.day) or today


def _refuse_twice(lines: list[Line]) -> None:
    def key(line: Line) -> tuple[str, int | None]:
        organisation = line.values["organisation"]
        return line.values["email"], organisation.pk if organisation else None

    times = Counter(key(line) for line in lines)
    for line in lines:
        if line.values["email"] and times[key(line)] > 1:
            line.errors.append(
                f"Courriel : « {line.values['email']} » figure {times[key(line)]} fois dans la liste pour la "
                "même structure."
            )


def write(lines: list[Line], user: Any, scope: str) -> Iterable[Written]:
    """Open the accounts, then attach everyone to their organisations. Nobody is written to."""
    known = {line.values["email"]: line.values["account"] for line in lines if line.values["account"]}
    fresh: dict[str, User] = {}
    for line in lines:
        email = line.values["email"]
        if email and email not in known and email not in fresh:
            fresh[email] = User(email=email, name=line.values["name"], phone=line.values["phone"])
            fresh[email].set_unusable_password()
    for person in User.objects.bulk_create(fresh.values(), batch_size=1000):
        yield Written(person)
    # The address is proved by the code that every sign-in without a password asks for.
    addresses = [
        EmailAddress(user=person, email=person.email, verified=True, primary=True)
        for person in fresh.values()
    ]
    for address in EmailAddress.objects.bulk_create(addresses, batch_size=1000):
        yield Written(address)
    yield from (
        Written(row) for row in Membership.objects.bulk_create(_memberships(lines, known, fresh), 1000)
    )
    contacts = [
        Contact(
            name=line.values["name"],
            phone=line.values["phone"],
            organisation=line.values["organisation"],
            role=line.values["contact_role"],
        )
        for line in lines
        if not line.values["email"]
    ]
    yield from (Written(row) for row in Contact.objects.bulk_create(contacts, batch_size=1000))


def _memberships(lines: list[Line], known: dict[str, int], fresh: dict[str, User]) -> list[Membership]:
    return [
        Membership(
            user_id=known.get(line.values["email"]) or fresh[line.values["email"]].pk,
            organisation=line.values["organisation"],
            role=line.values["role"],
            starts_on=line.values["starts_on"],
        )
        for line in lines
        if line.values["email"] and line.values["organisation"] is not None
    ]


def rows(user: Any, scope: str) -> Iterable[Sequence[Any]]:
    """Everyone, once per organisation, then the contacts without an account."""
    today = clock.today(get_default_timezone())
    belonging: dict[int, list[Membership]] = {}
    for row in Membership.objects.visible_to(user).on(today).select_related("organisation"):
        belonging.setdefault(row.user_id, []).append(row)
    for person in User.objects.in_register(user).filter(is_active=True).order_by("name", "email"):
        own: list[tuple[str, str, date | None]] = [
            (row.organisation.name, row.get_role_display(), row.starts_on)
            for row in belonging.get(person.pk, [])
        ]
        for organisation, role, since in own or [("", "", None)]:
            yield [person.name, person.email, person.phone, organisation, role, since]
    for contact in Contact.objects.visible_to(user).select_related("organisation"):
        yield [
            contact.name, contact.email, contact.phone,
            contact.organisation.name if contact.organisation else "", contact.get_role_display(), None,
        ]  # fmt: skip


def exported(user: Any, scope: str) -> None:
    """The journal keeps who took the list out."""
    journal.record(actor=user, action="people.exported")


PEOPLE = Importer(
    key="personnes",
    title="Personnes",
    intro="Celles qui ont une adresse reçoivent un compte, où elles entreront par un code ; les autres deviennent "
    "des contacts. Personne ne reçoit de courriel.",
    fields=FIELDS,
    policy=may_keep_people,
    check=check,
    write=write,
    rows=rows,
    exported=exported,
)

"""The journal as people read it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Model, Q

from journal.models import AuditEvent


@dataclass(frozen=True)
class Shelf:
    """One part of the journal."""

    label: str
    condition: Q


SHELVES = {
    "connexions": Shelf("Connexions", Q(action__startswith="account.")),
    "droits": Shelf("Droits donnés et repris", Q(action__startswith="grant.")),
    "liens": Shelf("Liens donnés et ouverts", Q(action__startswith="link.")),
    "donnees": Shelf(
        "Données personnelles sorties ou effacées",
        Q(action__startswith="person.") | Q(action__startswith="retention.") | Q(action__contains="export"),
    ),
    "fichiers": Shelf("Fichiers sensibles ouverts", Q(action__startswith="file.")),
}

DEEDS = {
    "account.signed_in": "s’est connectée, connecté",
    "account.sign_in_failed": "connexion refusée",
    "grant.given": "a donné un droit",
    "grant.revoked": "a repris un droit",
    "link.given": "a donné un lien de lecture",
    "link.closed": "a fermé un lien de lecture",
    "link.opened": "un lien de lecture a été ouvert",
    "person.exported": "a pris une copie de ses données",
    "person.erased": "a effacé une personne, ou s’est fait effacer",
    "retention.applied": "effacé par le temps",
    "file.opened": "a ouvert un fichier sensible",
    "meeting.convened": "a convoqué une rencontre",
    "meeting.opened": "a ouvert une rencontre",
    "meeting.closed": "a levé une rencontre",
    "meeting.cancelled": "a annulé une rencontre",
    "meeting.signed": "a signé un compte rendu",
    "meeting.decisions_published": "a publié des décisions",
    "agreement.document_kept": "a gardé le document d’une convention",
    "agreement.insured": "a noté l’assurance d’une convention",
    "application.entered_on_paper": "a saisi un dossier reçu sur papier",
    "application.erased": "a effacé un dossier",
    "application.exported": "a pris une copie d’un dossier",
    "application.invited": "a invité quelqu’un à un dossier",
    "application.left_out": "a retiré quelqu’un d’un dossier",
    "booking.override": "a réservé malgré une règle",
    "booking.past_recorded": "a repris une réservation passée",
    "call.exported": "a demandé le tableau des dossiers d’un appel",
    "list.exported": "a exporté une liste de la gestion",
    "message.answered": "a répondu à un message",
    "message.new": "a remis un message à lire",
    "message.set_aside": "a écarté un message",
    "mfa.reset": "a remis à zéro un second facteur",
    "need.reporter_forgotten": "a oublié qui avait dit un besoin",
    "organisation.merged": "a réuni deux structures en une",
    "organisations.exported": "a exporté la liste des structures",
    "paper.removed": "a retiré un document d’une structure",
    "people.exported": "a exporté la liste des personnes",
    "project.hidden": "a retiré un projet de la vitrine",
    "project.shown": "a mis un projet en vitrine",
    "project.support_ended": "a clos l’accompagnement d’un projet",
    "review.declared": "a dit n’avoir aucun lien avec les dossiers à lire",
    "review.recused": "ne lira pas un dossier, pour un lien d’intérêt",
    "space.parts_set": "a changé les parties d’un espace",
    "token.issued": "a créé un jeton",
    "token.revoked": "a révoqué un jeton",
    "reminders.send_again": "a remis un rappel en file",
    "reminders.consider_sent": "a considéré un rappel comme parti",
}


def deed(event: AuditEvent) -> str:
    """What was done, in French; an application that says nothing of its deed is quoted."""
    return DEEDS.get(event.action, event.action)


# What the precisions of an event are called; a person and a permission have names of their own.
PRECISIONS = {
    "agreement": "convention",
    "application": "dossier",
    "decisions": "décisions",
    "kind": "genre",
    "list": "liste",
    "number": "numéro",
    "paper": "document",
    "parts": "parties",
    "permission": "droit",
    "project": "projet",
    "reason": "raison",
    "role": "rôle",
    "rows": "lignes",
    "user": "à qui",
}

# The columns by which objects are named without reading another row, the first that they have.
NAMING = ("name", "title", "original_name")


def detail(event: AuditEvent, names: Mapping[tuple[str, str], str]) -> str:
    """On what, and how."""
    target = names.get((event.target_type, event.target_id), f"{event.target_type} {event.target_id}".strip())
    more = ", ".join(
        f"{PRECISIONS.get(name, name)}\N{NO-BREAK SPACE}: {names.get((name, str(value)), value)}"
        for name, value in event.details.items()
    )
    return " ; ".join(part for part in (target, more) if part)


def names_of(events: Iterable[AuditEvent]) -> dict[tuple[str, str], str]:
    """What people call the objects of these events, in one query per kind; those that are gone keep a number."""
    asked, precise = defaultdict(set), defaultdict(set)
    for event in events:
        asked[event.target_type].add(event.target_id)
        for name in event.details.keys() & {"user", "permission"}:
            precise[name].add(event.details[name])
    found: dict[tuple[str, str], str] = {}
    if precise["user"]:
        people = get_user_model()._base_manager.filter(pk__in=precise["user"])
        found |= {("user", str(person.pk)): str(person) for person in people}
    if precise["permission"]:
        rights = Permission.objects.filter(codename__in=precise["permission"])
        found |= {("permission", right.codename): right.name for right in rights}
    for label, ids in asked.items():
        model = _model(label)
        if model is None:
            continue
        kind = str(model._meta.verbose_name)
        found |= {(label, pk): f"{kind} {pk}" for pk in ids}
        columns = {field.name for field in model._meta.concrete_fields}
        column = next((name for name in NAMING if name in columns), None)
        if column:
            rows = model._base_manager.filter(pk__in=ids).values_list("pk", column)
            found |= {(label, str(pk)): f"{kind} « {name} »" for pk, name in rows if name}
    return found


def _model(label: str) -> type[Model] | None:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None

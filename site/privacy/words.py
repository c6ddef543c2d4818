"""The journal as people read it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

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
    "reminders.send_again": "a remis un rappel en file",
    "reminders.consider_sent": "a considéré un rappel comme parti",
}


def deed(event: AuditEvent) -> str:
    """What was done, in French; an application that says nothing of its deed is quoted."""
    return DEEDS.get(event.action, event.action)


def detail(event: AuditEvent) -> str:
    """On what, and how."""
    target = f"{event.target_type} {event.target_id}".strip()
    more = ", ".join(f"{name} : {value}" for name, value in event.details.items())
    return " ; ".join(part for part in (target, more) if part)

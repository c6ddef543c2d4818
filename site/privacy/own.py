"""What the leaf packages hold of people: they lie below and cannot say it themselves."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, QuerySet

from journal.models import AuditEvent
from privacy import holdings, retention
from privacy.holdings import Holding, Then, Trace
from reminders.models import Notice, Outcome
from vault.models import PrivateFile


def register() -> None:
    """Called by privacy once every application is ready."""
    register_holdings()
    register_rules()


def register_holdings() -> None:
    """Say what mails, jobs, files, consents and the journal hold."""
    holdings.register(
        Holding(
            key="reminders",
            label="Courriels et rappels",
            purpose="Vous prévenir une seule fois, et savoir que c’est fait.",
            basis="intérêt légitime",
            kept="12 mois",
            read_by="vous, l’équipe qui veille aux courriels",
            erased="Effacés.",
            traces=(
                Trace(
                    "reminders.Notice.recipient",
                    ("title", "email", "due_at", "sent_at", "outcome"),
                    Then.DELETE,
                ),
                Trace("reminders.Preference.user", ("pace",), Then.DELETE),
            ),
        )
    )
    holdings.register(
        Holding(
            key="jobs",
            label="Travaux demandés",
            purpose="Suivre un export ou un import que vous avez lancé.",
            basis="contrat",
            kept="le temps du travail, puis 12 mois",
            read_by="vous",
            erased="Le travail n’est plus à votre nom.",
            traces=(Trace("jobs.Job.owner", ("title", "created_at", "status"), Then.FORGET),),
        )
    )
    holdings.register(
        Holding(
            key="vault",
            label="Fichiers confiés",
            purpose="Lire les pièces que vous joignez à un dossier, une structure, une rencontre.",
            basis="contrat",
            kept="aussi longtemps que ce à quoi ils sont joints",
            read_by="les personnes à qui l’objet est ouvert",
            erased="Ils ne sont plus à votre nom ; ils partent avec ce à quoi ils sont joints.",
            traces=(
                Trace("vault.PrivateFile.uploaded_by", ("original_name", "created_at", "size"), Then.FORGET),
            ),
            files=lambda person: PrivateFile.objects.filter(uploaded_by=person),
        )
    )
    holdings.register(
        Holding(
            key="sheets",
            label="Imports de tableurs",
            purpose="Relire un import, et pouvoir l’annuler.",
            basis="intérêt légitime",
            kept="aussi longtemps que l’import peut être annulé",
            read_by="la personne qui importe",
            erased="L’import n’est plus à votre nom.",
            traces=(
                Trace("sheets.SheetImport.owner", ("file_name", "created_at", "applied_at"), Then.FORGET),
            ),
        )
    )
    holdings.register(
        Holding(
            key="consents",
            label="Consentements",
            purpose="Savoir à quoi vous avez dit oui, dans quels mots, et quand.",
            basis="obligation légale",
            kept="aussi longtemps que le compte",
            read_by="vous, l’administration",
            erased="Effacés.",
            traces=(
                Trace(
                    "privacy.Consent.user",
                    ("purpose", "version", "text", "given_at", "withdrawn_at"),
                    Then.DELETE,
                ),
            ),
        )
    )
    holdings.register(
        Holding(
            key="journal",
            label="Journal des accès",
            purpose="Savoir qui est entré, qui a donné des droits, qui a ouvert un fichier sensible.",
            basis="obligation légale (sécurité du traitement)",
            kept="12 mois",
            read_by="l’administration",
            erased="Gardé 12 mois : la loi nous demande de pouvoir dire qui a fait quoi. Votre nom n’y est plus.",
            traces=(Trace("journal.AuditEvent.actor", ("at", "action")),),
        )
    )


def register_rules() -> None:
    """Say how long the journal and the mails are kept."""
    retention.register(
        retention.Rule(
            key="journal",
            label="Journal des accès",
            months=12,
            since="le fait",
            then="la ligne est effacée",
            stale=_old_events,
            let_go=lambda event: event.delete(),
        )
    )
    retention.register(
        retention.Rule(
            key="reminders",
            label="Courriels et rappels",
            months=12,
            since="l’envoi",
            then="la ligne est effacée",
            stale=_old_notices,
            let_go=lambda notice: notice.delete(),
        )
    )


def _old_events(limit: datetime) -> QuerySet:
    return AuditEvent.objects.annotate(last_activity=F("at")).filter(last_activity__lte=limit)


def _old_notices(limit: datetime) -> QuerySet:
    rows = Notice.objects.exclude(outcome=Outcome.WAITING)
    return rows.annotate(last_activity=F("due_at")).filter(last_activity__lte=limit)

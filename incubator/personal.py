"""What the incubator holds of a person."""

from __future__ import annotations

from typing import Any

from incubator.enums import OPEN, Status
from incubator.models import Application
from privacy import holdings
from privacy.holdings import Holding, Then, Trace
from vault.models import PrivateFile
from vault.services import remove


def register() -> None:
    """Called by privacy once every application is ready."""
    register_holdings()


def register_holdings() -> None:
    """Say what dossiers, readings and messages hold."""
    holdings.register(
        Holding(
            key="incubator.applications",
            label="Dossiers",
            purpose="Étudier votre projet, vous répondre, vous accompagner.",
            basis="mesures précontractuelles",
            kept="brouillons : 6 mois après la dernière modification ; dossiers non retenus : 24 mois",
            read_by="l’équipe de l’appel, le jury pour ce que son étape montre",
            erased="Vos brouillons sont effacés avec leurs fichiers. Un dossier déposé reste le temps de "
            "répondre d’une décision, sans votre nom.",
            traces=(
                Trace(
                    "incubator.Application.owner",
                    ("number", "title", "call__title", "status", "answers", "created_at", "submitted_at"),
                ),
                Trace(
                    "incubator.Collaborator.user", ("application__title", "role", "invited_at"), Then.DELETE
                ),
                Trace("incubator.Message.author", ("body", "sent_at"), Then.FORGET),
                Trace("incubator.Transition.actor", ("from_status", "to_status", "at"), Then.FORGET),
                Trace("incubator.FormVersion.published_by", (), Then.FORGET),
                Trace("incubator.CallBack.asked_by", ("phone", "when", "asked_at", "done_at"), Then.DELETE),
                Trace("incubator.CallBack.done_by", (), Then.FORGET),
                Trace(
                    "incubator.PhoneNote.spoken_with",
                    ("application__number", "spoken_at", "body"),
                    Then.DELETE,
                ),
                Trace("incubator.PhoneNote.written_by", (), Then.FORGET),
                Trace("incubator.Idea.lead", ("title", "captured_at", "status"), Then.FORGET),
                Trace("incubator.IdeaStep.actor", ("idea__title", "name", "at"), Then.FORGET),
            ),
            blocks=_being_studied,
            erase=_drop_drafts,
        )
    )
    holdings.register(
        Holding(
            key="incubator.reviews",
            label="Lectures de dossiers",
            purpose="Lire les dossiers à plusieurs, et savoir qui s’est récusé.",
            basis="intérêt légitime",
            kept="aussi longtemps que les dossiers lus",
            read_by="l’équipe de l’appel",
            erased="Vos avis restent, sans votre nom : ils fondent une décision.",
            traces=(
                Trace(
                    "incubator.ReviewAssignment.reviewer",
                    ("application__number", "assigned_at", "recused_at", "reviewed_at"),
                ),
            ),
        )
    )
    holdings.register(
        Holding(
            key="incubator.support",
            label="Accompagnement",
            purpose="Vous accompagner, et rendre compte des heures aux financeurs.",
            basis="contrat ; obligation légale envers les financeurs",
            kept="10 ans après la fin de l’accompagnement (pièces justificatives)",
            read_by="l’équipe de l’incubateur, les parrains et marraines du projet",
            erased="Les heures et les émargements restent, sans votre nom : ce sont des pièces justificatives.",
            traces=(
                Trace("incubator.DayAttendance.person", ("signed_at",)),
                Trace("incubator.DayAttendance.signed_by"),
                Trace("incubator.Mentorship.mentor", ("starts_on", "ends_on")),
                Trace(
                    "incubator.SupportSession.given_by", ("starts_at", "minutes", "status", "where", "note")
                ),
            ),
        )
    )


def _being_studied(person: Any) -> str | None:
    studied = Application.objects.filter(owner=person, status__in=OPEN).exclude(status=Status.DRAFT).first()
    if studied is None:
        return None
    return f"Votre dossier « {studied.title} » est à l’étude : retirez-le d’abord, puis revenez."


def _drop_drafts(person: Any) -> None:
    for draft in Application.objects.filter(owner=person, status=Status.DRAFT):
        for file in PrivateFile.objects.of(draft):
            remove(file=file)
        draft.delete()

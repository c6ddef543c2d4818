"""Forgetting a dossier: at its owner's request, or when its time is over. What counts is kept, not who."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.apps import apps
from django.db import transaction

import clock
import journal
import vault.services
from incubator import notices, policies
from incubator.enums import OPEN, Status
from incubator.errors import NotAllowed, WrongState
from incubator.models import Application, Review, Score
from incubator.policies import Actor
from people.models import User
from vault.models import PrivateFile

FORGOTTEN = "Dossier effacé"
NOBODY = "personne@effacee.invalid"
# What a transition says without saying who: the rest of its words goes.
KEPT = {"outcome", "changed", "late", "rank", "checklist"}


@transaction.atomic
def erase_dossier(*, application: Application, actor: User) -> None:
    """Forget a dossier at its owner's request: a draft disappears, one that was handed in is anonymised.

    For the owner only, once nobody is reading it. Raises NotAllowed, WrongState.
    """
    locked = _lock(application)
    if not policies.acts_as(Actor.OWNER, actor, locked):
        raise NotAllowed("Seule la personne qui porte le dossier peut l’effacer.")
    if locked.status in (Status.SELECTED, Status.CONFIRMED):
        raise WrongState("Ce dossier est retenu : une convention le suit. Écrivez-nous pour en parler.")
    if locked.status in OPEN and locked.status != Status.DRAFT:
        raise WrongState("Ce dossier est en cours : retirez-le d’abord, vous pourrez ensuite l’effacer.")
    journal.record(actor=actor, action="application.erased", target=locked, number=locked.number)
    if locked.submitted_at is None:
        _drop(locked)
    else:
        anonymise(application=locked)


@transaction.atomic
def anonymise(*, application: Application) -> None:
    """Forget everything personal of a dossier; its call, dates, states and marks stay for the counts.

    For the retention of the house and for `erase_dossier`; the caller answers for the right.
    """
    locked = _lock(application)
    notices.forget(locked)
    _forget_around(locked)
    with pgtrigger.ignore("incubator.Transition:immutable"):
        for log in locked.transitions.all():
            log.payload = {key: value for key, value in log.payload.items() if key in KEPT}
            log.actor = None if log.actor_id == locked.owner_id else log.actor
            log.revision = None
            log.save(update_fields=["payload", "actor", "revision"])
    locked.revisions.all().delete()
    _forget_readings(locked)
    locked.title, locked.answers, locked.touched = FORGOTTEN, {}, {}
    locked.motivation, locked.redirected_to, locked.unlocked_fields = "", "", []
    locked.owner, locked.anonymised_at = _nobody(), clock.now()
    locked.save()
    _forget_history(locked)


def export_of(application: Application) -> dict[str, Any]:
    """All that the house keeps of a dossier, as data, for whoever holds it. The caller checked that they do."""
    questions = {question.key: question.asked for question in application.form_version.form.questions}
    return {
        "numéro": application.number,
        "appel": application.call.title,
        "titre": application.title,
        "état": application.get_status_display(),
        "commencé": application.created_at,
        "déposé": application.submitted_at,
        "porté par": {
            "nom": application.owner.name,
            "adresse": application.owner.email if application.owner.has_address else "",
        },
        "réponses": [
            {"question": questions.get(key, "question retirée du formulaire"), "réponse": answer}
            for key, answer in application.answers.items()
        ],
        "dépôts": [
            {"numéro": revision.number, "le": revision.frozen_at, "réponses": revision.answers}
            for revision in application.revisions.all()
        ],
        "avec": [
            {"nom": str(row.user), "rôle": row.get_role_display()}
            for row in application.collaborators.select_related("user")
        ],
        "messages": [
            {"le": said.sent_at, "de l’équipe": said.from_team, "message": said.body}
            for said in application.messages.all()
        ],
        "histoire": [
            {"le": log.at, "état": log.get_to_status_display()}
            for log in application.transitions.all()
            if log.from_status != log.to_status
        ],
        "appels notés par l’équipe": [
            {"le": note.spoken_at, "ce qui s’est dit": note.body}
            for note in application.phone_notes.about(application.owner)
        ],
        "fichiers": [file.original_name for file in PrivateFile.objects.of(application)],
    }


def _lock(application: Application) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related("call__place", "owner")
    return rows.get(pk=application.pk)


def _drop(locked: Application) -> None:
    notices.forget(locked)
    _forget_around(locked)
    locked.transitions.all().delete()
    pk = locked.pk
    locked.delete()
    locked.pk = pk
    _forget_history(locked)


def _forget_around(locked: Application) -> None:
    for file in PrivateFile.objects.of(locked):
        vault.services.remove(file=file)
    for name in ("messages", "collaborators", "callbacks", "phone_notes"):
        getattr(locked, name).all().delete()


def _forget_readings(locked: Application) -> None:
    """Marks are kept for the counts; what the jury wrote may name somebody."""
    locked.assignments.update(draft={})
    with pgtrigger.ignore("incubator.Review:immutable", "incubator.Score:immutable"):
        Review.objects.filter(assignment__application=locked).update(comment=FORGOTTEN)
        Score.objects.filter(review__assignment__application=locked).exclude(reason="").update(
            reason=FORGOTTEN
        )


def _forget_history(locked: Application) -> None:
    history = apps.get_model("incubator", "ApplicationEvent")
    history._default_manager.filter(pgh_obj_id=locked.pk).delete()


def _nobody() -> User:
    """The account behind every forgotten dossier: nobody signs in with it."""
    nobody, _ = User.objects.get_or_create(
        email=NOBODY, defaults={"name": "Personne effacée", "is_active": False}
    )
    return nobody

"""Those around a dossier: who is invited, who reads it, what is said."""

from __future__ import annotations

from django.db import transaction

import journal
from incubator import jury_notices, notices, policies
from incubator.enums import Role
from incubator.errors import NotAllowed, Refused
from incubator.forms.pages import keepable
from incubator.models import Application, Call, Collaborator, Message, ReviewAssignment
from incubator.policies import Actor
from people.grants import granted
from people.models import User
from people.services import open_account

MAX_COMPANY = 12


@transaction.atomic
def invite(*, application: Application, actor: User, email: str, name: str, role: str) -> Collaborator:
    """Ask somebody to take part, by their address; they sign in with a code sent to it.

    For the owner only. Raises NotAllowed, Refused.
    """
    if not policies.may_invite(actor, application):
        raise NotAllowed("Seule la personne qui porte le dossier peut y inviter quelqu’un.")
    if role not in Role.values:
        raise Refused("Choisissez ce que cette personne vient faire.")
    Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if application.collaborators.count() >= MAX_COMPANY:
        raise Refused(f"Un dossier accueille {MAX_COMPANY} personnes au plus.")
    guest = open_account(email=email, name=name)
    if guest.pk == application.owner_id:
        raise Refused("Vous portez déjà ce dossier.")
    collaborator, created = Collaborator.objects.get_or_create(
        application=application, user=guest, defaults={"role": role}
    )
    if not created:
        raise Refused(f"{guest} prend déjà part à ce dossier.")
    journal.record(actor=actor, action="application.invited", target=application, user=guest.pk, role=role)
    notices.invited(collaborator)
    return collaborator


@transaction.atomic
def leave_out(*, collaborator: Collaborator, actor: User) -> None:
    """Take somebody off a dossier, at once. For the owner, or for that person. Raises NotAllowed."""
    application = collaborator.application
    if not policies.may_invite(actor, application) and collaborator.user_id != actor.pk:
        raise NotAllowed("Seule la personne qui porte le dossier peut faire cela.")
    journal.record(actor=actor, action="application.left_out", target=application, user=collaborator.user_id)
    collaborator.delete()


@transaction.atomic
def assign(*, application: Application, actor: User, reviewer: User) -> ReviewAssignment:
    """Give a dossier to read to a member of the jury, for the stage it is in.

    For officers and managers of the call. Raises NotAllowed, Refused (not of the jury, takes part in the
    dossier, no stage to read for).
    """
    if not policies.acts_as(Actor.OFFICER, actor, application):
        raise NotAllowed("Il faut instruire cet appel pour confier ses dossiers.")
    if application.stage is None:
        raise Refused("Ce dossier n’est pas encore en lecture.")
    if not granted(reviewer, "review_call", Call).filter(pk=application.call_id).exists():
        raise Refused(f"{reviewer} ne fait pas partie du jury de cet appel.")
    if policies.takes_part(reviewer, application):
        raise Refused(f"{reviewer} écrit ce dossier et ne peut pas le juger.")
    if application.assignments.filter(reviewer=reviewer, recused_at__isnull=False).exists():
        raise Refused(f"{reviewer} s’est récusé pour ce dossier.")
    assignment, created = ReviewAssignment.objects.get_or_create(
        application=application, stage=application.stage, reviewer=reviewer
    )
    if created:
        jury_notices.confided(application.stage, reviewer)
    return assignment


@transaction.atomic
def write_message(*, application: Application, actor: User, body: str) -> Message:
    """Say something about a dossier; it stays there, and the owner gets a copy of what the team says.

    For its writers and the team. Raises NotAllowed, Refused.
    """
    if not policies.may_write_to(actor, application):
        raise NotAllowed("Vous ne pouvez pas écrire à propos de ce dossier.")
    words = keepable(body).strip()
    if not words:
        raise Refused("Écrivez votre message.")
    from_team = policies.acts_as(Actor.OFFICER, actor, application)
    message = Message.objects.create(application=application, author=actor, from_team=from_team, body=words)
    if from_team:
        notices.written(message)
    return message

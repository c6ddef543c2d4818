"""The address of somebody whose dossier came on paper, given or corrected once they have one."""

from __future__ import annotations

from django.db import transaction

import clock
import journal
from incubator import audition_notices, notices, policies
from incubator.enums import Status
from incubator.errors import NotAllowed, Refused
from incubator.guards import Move
from incubator.models import Application
from incubator.transitions import TRANSITIONS
from people import services as people
from people.models import User
from reminders import services as reminders

GIVEN, CORRECTED = "application.address_given", "application.address_corrected"
TO_THE_HOLDER = (
    notices.RECEIPT,
    notices.CHANGES,
    notices.CHANGES_DUE,
    notices.DECISION,
    notices.CONFIRM,
    notices.MESSAGE,
    *audition_notices.TO_COME,
)


@transaction.atomic
def give_address(*, application: Application, actor: User, email: str) -> Application:
    """Say where to write to whoever holds a dossier that came on paper: it opens to them, and its mails leave.

    An address that has an account already gives the dossier to that account. For the team of the call, until
    the holder has signed in. Raises NotAllowed and Refused; then nothing changes.
    """
    locked = Application.objects.select_for_update(of=("self",)).select_related("call__place", "owner")
    found = locked.get(pk=application.pk)
    if not policies.may_give_address(actor, found):
        raise NotAllowed("Cette personne a son propre accès : c’est elle qui change son adresse.")
    before, corrects = found.owner, found.owner.has_address
    if before.email.lower() == email.lower():
        raise Refused("C’est déjà son adresse.")
    holder = people.give_address(user=before, email=email)
    _refuse(found, actor, holder)
    if corrects:
        reminders.cancel(subject=found, kinds=TO_THE_HOLDER, reason="adresse corrigée par l’équipe")
    _hand_over(found, before, holder)
    if holder != before:
        people.drop_unused(user=before)
    journal.record(actor=actor, action=CORRECTED if corrects else GIVEN, target=found)
    _tell_where_it_stands(found, actor)
    return found


def _refuse(application: Application, actor: User, holder: User) -> None:
    """Whoever judges a dossier does not hold it, and nobody holds two drafts of one call."""
    if not holder.is_active:
        raise Refused("Le compte de cette adresse est fermé : demandez-en une autre à la personne.")
    if holder == actor or policies.may_handle(holder, application.call):
        raise Refused("Cette adresse est celle de quelqu’un de l’équipe de l’appel.")
    if application.assignments.filter(reviewer=holder, recused_at__isnull=True).exists():
        raise Refused("Cette adresse est celle d’une personne qui lit ce dossier.")
    drafts = Application.objects.filter(call=application.call_id, owner=holder, status=Status.DRAFT)
    if application.status == Status.DRAFT and drafts.exclude(pk=application.pk).exists():
        raise Refused("Cette personne a déjà commencé un autre dossier pour cet appel.")


def _hand_over(application: Application, before: User, holder: User) -> None:
    """The dossier, and what was noted about its holder, go to the account of the address."""
    if holder == before:
        return
    application.owner = holder
    application.save(update_fields=["owner"])
    application.collaborators.filter(user=holder).delete()
    application.phone_notes.filter(spoken_with=before).update(spoken_with=holder)


def _tell_where_it_stands(application: Application, actor: User) -> None:
    """The receipt, then what was last told: they read it now as they would have then."""
    move = Move(application, actor, clock.now(), Status(application.status))
    logs = list(application.transitions.order_by("-at", "-pk"))
    arrived = next((log for log in logs if log.name in ("submit", "resubmit")), None)
    if arrived is not None:
        notices.handed_in(move, arrived)
    for log in logs:
        tell = TRANSITIONS[log.name].tell
        if log.to_status == application.status and tell is not None:
            if log != arrived:
                tell(move, log)
            break
    to_come = application.auditions.standing().filter(convoked_at__isnull=False, day__starts_at__gt=move.at)
    for audition in to_come.with_slot():
        audition_notices.convoked(audition)

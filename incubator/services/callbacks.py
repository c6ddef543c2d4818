"""« Rappelez-moi »: some things are easier to say than to write."""

from __future__ import annotations

from django.db import transaction

import clock
from incubator import policies
from incubator.errors import NotAllowed, Refused
from incubator.models import Application, CallBack
from incubator.policies import Actor
from people.models import User


@transaction.atomic
def ask_call_back(*, application: Application, actor: User, phone: str, when: str = "") -> CallBack:
    """Ask the team to call; asking again before they did corrects the number and the hours.

    For those who write the dossier. Raises NotAllowed, Refused.
    """
    Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if not policies.may_write(actor, application):
        raise NotAllowed("Vous ne pouvez pas demander cela pour ce dossier.")
    digits = sum(character.isdigit() for character in phone)
    if not 9 <= digits <= 15:
        raise Refused("Écrivez un numéro de téléphone, par exemple 06 12 34 56 78.")
    waiting, _ = CallBack.objects.update_or_create(
        application=application,
        done_at=None,
        defaults={"asked_by": actor, "phone": phone.strip()[:30], "when": when.strip()[:80]},
    )
    return waiting


@transaction.atomic
def called_back(*, callback: CallBack, actor: User) -> CallBack:
    """Say that the call was made. For the team, who find these people before the dossier is handed in too.

    Raises NotAllowed.
    """
    locked = (
        CallBack.objects.select_for_update(of=("self",)).select_related("application").get(pk=callback.pk)
    )
    if not policies.acts_as(Actor.OFFICER, actor, locked.application):
        raise NotAllowed("Il faut instruire cet appel.")
    if locked.done_at is None:
        locked.done_at, locked.done_by = clock.now(), actor
        locked.save(update_fields=["done_at", "done_by"])
    return locked

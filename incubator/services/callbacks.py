"""The telephone: « rappelez-moi », and what was said."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

import clock
from incubator import policies
from incubator.errors import NotAllowed, Refused
from incubator.forms.pages import keepable
from incubator.models import Application, CallBack, PhoneNote
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


@transaction.atomic
def note_call(
    *, application: Application, actor: User, spoken_with: User, spoken_at: datetime, body: str
) -> PhoneNote:
    """Keep what was said on the telephone with somebody of the dossier; whoever waited for a call was called.

    For the team of the call. Raises NotAllowed, Refused.
    """
    if not policies.acts_as(Actor.OFFICER, actor, application):
        raise NotAllowed("Il faut instruire cet appel pour y noter un appel.")
    words = keepable(body).strip()
    if not words:
        raise Refused("Écrivez en quelques mots ce qui s’est dit.")
    if spoken_at > clock.now():
        raise Refused("Cet appel n’a pas encore eu lieu : vérifiez le jour et l’heure.")
    if not around(application).filter(pk=spoken_with.pk).exists():
        raise Refused("Choisissez une personne du dossier.")
    waiting = CallBack.objects.waiting().filter(application=application, asked_by=spoken_with)
    waiting.update(done_at=clock.now(), done_by=actor)
    return PhoneNote.objects.create(
        application=application, spoken_with=spoken_with, spoken_at=spoken_at, body=words, written_by=actor
    )


def around(application: Application) -> QuerySet[User]:
    """Those one calls about a dossier: who holds it, who writes it."""
    part = Q(pk=application.owner_id) | Q(pk__in=application.collaborators.values("user"))
    return User.objects.filter(part).order_by("name", "pk")

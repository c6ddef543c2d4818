"""What people write to a place: sent by anyone, sorted by those who run it, taken back by whoever wrote it."""

from __future__ import annotations

from django.db import transaction

import clock
import journal
from people.models import User
from spaces import message_notices
from spaces.errors import InvalidMessage, NotAllowed
from spaces.models import Message, MessageStatus, Place
from spaces.policies import manages


@transaction.atomic
def send_message(
    *, place: Place, name: str, email: str, text: str, subject: str = "", author: User | None = None
) -> Message:
    """Keep a message and tell those who run the place, once each.

    For anyone: the page stands in the way of robots. Nothing is written to `email`, which nobody has
    proved: a form open to all must not be a way of writing to a third person. Raises InvalidMessage when
    nothing is said.
    """
    if not text.strip():
        raise InvalidMessage("Écrivez votre message : une phrase suffit.")
    message = Message.objects.create(
        place=place,
        author=author,
        name=name.strip(),
        email=email.strip(),
        subject=" ".join(subject.split()),
        text=text.strip(),
    )
    message_notices.came(message)
    return message


@transaction.atomic
def sort_message(*, message: Message, actor: User, status: str) -> Message:
    """Say what became of it: answered, set aside, or to be read again. Saying it twice changes nothing.

    For whoever runs the place. Raises NotAllowed, InvalidMessage.
    """
    locked = Message.objects.select_for_update(of=("self",)).select_related("place").get(pk=message.pk)
    if not manages(actor, locked.place):
        raise NotAllowed("Il faut gérer ce lieu.")
    if status not in MessageStatus.values:
        raise InvalidMessage("Dites si vous y avez répondu, ou si vous l’écartez.")
    if status == locked.status:
        return locked
    is_new = status == MessageStatus.NEW
    locked.status = status
    locked.handled_by, locked.handled_at = (None, None) if is_new else (actor, clock.now())
    locked.save(update_fields=["status", "handled_by", "handled_at"])
    journal.record(actor=actor, action=f"message.{status}", target=locked)
    return locked


@transaction.atomic
def take_back(*, message: Message) -> None:
    """Erase a message, its name and its address; a notice that has not left yet never will.

    For whoever holds its private address, and for the passing of time.
    """
    message_notices.taken_back(message)
    Message.objects.filter(pk=message.pk).delete()

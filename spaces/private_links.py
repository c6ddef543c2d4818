"""The address that opens one message to whoever wrote it, without an account. Opening it changes nothing."""

from __future__ import annotations

from django.core import signing
from django.core.exceptions import ValidationError
from django.urls import reverse

from spaces.models import Message

SALT = "spaces.message"


def message_path(message: Message) -> str:
    """Where whoever wrote reads it again, and may erase it."""
    return reverse("spaces:message", args=[signing.Signer(salt=SALT).sign(str(message.pk))])


def message_named_by(token: str) -> Message | None:
    """The message of an address, None when nobody of the house wrote it."""
    try:
        pk = signing.Signer(salt=SALT).unsign(token)
        return Message.objects.select_related("place").filter(pk=pk).first()
    except (signing.BadSignature, ValidationError):
        return None

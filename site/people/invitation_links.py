"""The signed address of an invitation: it names one invitation, and nobody else could have written it."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse

from people.models import Invitation

_signer = signing.Signer(salt="people.invitation")


def invitation_address(invitation: Invitation) -> str:
    """The whole address, for a mail to the person invited."""
    return settings.BASE_URL + reverse("people:invitation", args=[_signer.sign(str(invitation.pk))])


def invitation_named_by(token: str) -> Invitation | None:
    """The invitation of an address, None when nobody of the house wrote it."""
    try:
        pk = int(_signer.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return Invitation.objects.select_related("organisation", "invited_by").filter(pk=pk).first()

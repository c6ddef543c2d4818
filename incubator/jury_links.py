"""The link that a mail gives to a member of the jury: it says who, and proves nothing by itself.

Whoever opens it still receives a code at the address of that person.
"""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse

from people.models import User

SALT = "incubator.jury"
LASTS = 180 * 24 * 3600


def link_for(reader: User) -> str:
    """Where the mail leads."""
    token = signing.dumps(reader.pk, salt=SALT)
    return settings.BASE_URL + reverse("incubator:jury_door", kwargs={"token": token})


def reader_of(token: str) -> int:
    """Whose link it is. Raises BadSignature, SignatureExpired."""
    return int(signing.loads(token, salt=SALT, max_age=LASTS))

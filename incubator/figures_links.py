"""The address by which a project gives its figures without signing in. It expires; a later mail has a new one."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

import clock
from incubator.models import FollowUp

SALT = "incubator.figures"
GOOD_FOR = timedelta(days=60)


def figures_address(follow_up: FollowUp) -> str:
    """The whole address, for a mail to whoever holds the project."""
    until = int((clock.now() + GOOD_FOR).timestamp())
    token = signing.Signer(salt=SALT).sign(f"{follow_up.pk}-{until}")
    return settings.BASE_URL + reverse("incubator:figures", args=[token])


def figures_named_by(token: str) -> tuple[FollowUp | None, bool]:
    """What an address asks for, and whether it is still good. None when nobody of the house wrote it."""
    try:
        number, _, until = signing.Signer(salt=SALT).unsign(token).partition("-")
    except signing.BadSignature:
        return None, False
    rows = FollowUp.objects.select_related("project__application__call__place")
    return rows.filter(pk=number).first(), clock.now().timestamp() <= int(until)

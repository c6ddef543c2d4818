"""Addresses that open one thing to whoever holds them, without an account. Opening one changes nothing."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.urls import reverse

from incubator.models import Need

NEED_SALT = "incubator.need"


def need_address(need: Need) -> str:
    """Where whoever reported a need sees what becomes of it."""
    token = signing.Signer(salt=NEED_SALT).sign(str(need.pk))
    return settings.BASE_URL + reverse("incubator:need", args=[token])


def need_named_by(token: str) -> Need | None:
    """The need of an address, None when nobody of the house wrote it."""
    try:
        pk = signing.Signer(salt=NEED_SALT).unsign(token)
        return Need.objects.select_related("place", "idea__call", "idea__project").filter(pk=pk).first()
    except (signing.BadSignature, ValidationError):
        return None

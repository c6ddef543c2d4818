"""How often people want to be written to, and the address in each mail that lets them say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core import signing
from django.db import transaction

from reminders.models import Notice, Pace, Preference

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

_signer = signing.Signer(salt="reminders.unsubscribe")


def preference_of(notice: Notice) -> Preference:
    """The preference of whoever a notice is for, written on first need."""
    if notice.recipient_id is not None:
        return Preference.objects.get_or_create(user_id=notice.recipient_id)[0]
    return Preference.objects.get_or_create(email=notice.email)[0]


@transaction.atomic
def choose(*, user: AbstractBaseUser | AnonymousUser, pace: str) -> Preference:
    """Write how often a person wants to be written to. They choose for themselves only."""
    preference, _created = Preference.objects.update_or_create(user_id=user.pk, defaults={"pace": Pace(pace)})  # type: ignore[misc]
    return preference


def unsubscribe_token(preference: Preference) -> str:
    """What opens the one-click unsubscription: short, so that its header fits, and without the address."""
    return _signer.sign(str(preference.pk))


def preference_behind(token: str) -> Preference | None:
    """The preference that a token opens; None when its signature is broken or its owner is gone."""
    try:
        pk = int(_signer.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return Preference.objects.filter(pk=pk).first()


def unsubscribe(preference: Preference) -> None:
    """Keep to the essential from now on. Whoever holds the token may, signed in or not."""
    Preference.objects.filter(pk=preference.pk).update(pace=Pace.ESSENTIAL)

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F

import clock
from privacy.errors import UnknownPurpose
from privacy.models import Consent
from privacy.purposes import purpose_of


@transaction.atomic
def give(*, user: Any, purpose: str) -> Consent:
    """Note that a person says yes to a purpose, in the words that it has today.

    The person themselves, from a page that shows these words. Saying yes to a new version closes the older
    one; saying it again changes nothing. Raises UnknownPurpose.
    """
    asked = purpose_of(purpose)
    if asked is None:
        raise UnknownPurpose
    get_user_model()._default_manager.select_for_update(of=("self",)).get(pk=user.pk)
    standing = Consent.objects.of(user).in_force().filter(purpose=purpose).first()
    if standing is not None and standing.version == asked.version:
        return standing
    if standing is not None:
        withdraw(user=user, purpose=purpose)
    return Consent.objects.create(user_id=user.pk, purpose=purpose, version=asked.version, text=asked.text)


@transaction.atomic
def withdraw(*, user: Any, purpose: str) -> bool:
    """Take a consent back, as easily as it was given; False when there was none. The person themselves."""
    rows = Consent.objects.of(user).in_force().filter(purpose=purpose)
    return bool(rows.update(withdrawn_at=max(clock.now(), _given(rows))))


def has_consented(user: Any, purpose: str) -> bool:
    """Whether this person said yes to the purpose as it reads today."""
    asked = purpose_of(purpose)
    return (
        asked is not None
        and Consent.objects.of(user).in_force().filter(purpose=purpose, version=asked.version).exists()
    )


def who_consented(purpose: str, people: Iterable[int | None]) -> set[int]:
    """Which of these people said yes to the purpose as it reads today, in one query."""
    asked = purpose_of(purpose)
    if asked is None:
        return set()
    rows = Consent.objects.in_force().filter(purpose=purpose, version=asked.version)
    return set(rows.filter(user__in=[pk for pk in people if pk is not None]).values_list("user", flat=True))


def _given(rows: Any) -> Any:
    """A clock set back must not make a withdrawal older than what it withdraws."""
    return rows.order_by(F("given_at").desc()).values_list("given_at", flat=True).first() or clock.now()

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction

import clock
from bookings.errors import AnswerMismatch
from bookings.models import ApiAnswer
from people.models import User
from spaces.services import ledger

KEPT = timedelta(days=2)


@ledger.retry_deadlock
@transaction.atomic
def answer_once(
    *, user: User, key: str, asked: dict[str, Any], write: Callable[[], dict[str, Any]]
) -> tuple[dict[str, Any], bool]:
    """Run `write` once for a key of this person; the same request again gets the same answer and True.

    For the API. A request that comes while the first one runs waits for it. A refusal keeps nothing: the
    same key may be tried again. Raises AnswerMismatch when the key came with another request before, and
    what `write` raises.
    """
    now = clock.now()
    digest = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
    ApiAnswer.objects.filter(user=user, created_at__lt=now - KEPT).delete()
    # The unique key makes whoever comes second wait here until the first has answered or failed.
    kept, first = ApiAnswer.objects.get_or_create(user=user, key=key, defaults={"digest": digest})
    if not first:
        if kept.digest != digest:
            raise AnswerMismatch(
                "Cette clé a déjà servi à une autre demande : prenez-en une nouvelle pour celle-ci."
            )
        return kept.answer, True
    kept.answer = write()
    kept.save(update_fields=["answer"])
    return kept.answer, False

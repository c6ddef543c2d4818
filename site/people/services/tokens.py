from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Case, F, Q, When

import clock
import journal
from people.models import ApiToken, User

# So that a key left in a file or a mail is recognised for what it is.
PREFIX = "tierslieu_"
LONGEST = timedelta(days=366)


@transaction.atomic
def issue_token(
    *, user: User, name: str, scopes: Sequence[str], expires_at: datetime
) -> tuple[ApiToken, str]:
    """Make a key for a person: the row, and the secret that is shown this once.

    The person themselves, or the command line. Raises ValidationError without a name, for an unknown
    scope or none, and for an expiry in the past or more than a year away.
    """
    now = clock.now()
    wanted = [scope for scope in ApiToken.Scope.values if scope in scopes]
    if not name.strip():
        raise ValidationError("Dites à quoi sert ce jeton : vous saurez lequel révoquer.")
    if not wanted or set(scopes) - set(wanted):
        raise ValidationError("Choisissez au moins une chose que ce jeton permet, parmi celles de la liste.")
    if not now < expires_at <= now + LONGEST:
        raise ValidationError("Un jeton expire dans l’année : choisissez une date à venir, à un an au plus.")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user, name=name.strip(), digest=_digest(secret), scopes=wanted, expires_at=expires_at
    )
    journal.record(actor=user, action="token.issued", target=token, scopes=wanted)
    return token, secret


@transaction.atomic
def revoke_token(*, token: ApiToken, actor: User) -> ApiToken:
    """Close a key for good, at once; doing it again changes nothing. Its owner only, else PermissionDenied."""
    if token.user_id != actor.pk:
        raise PermissionDenied
    closed = ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=clock.now())
    if closed:
        journal.record(actor=actor, action="token.revoked", target=token)
    token.refresh_from_db()
    return token


def recognise(secret: str) -> ApiToken | None:
    """The live key of a secret, with its person; None for anything else."""
    token: ApiToken | None = ApiToken.objects.live(clock.now()).digested(_digest(secret)).first()
    return token


def count_call(*, token: ApiToken, writes: bool, limit: int) -> bool:
    """Note one call of this minute; False, and nothing noted, once the key has called `limit` times.

    One statement on the key's own row: exact whoever calls at once, with or without Redis.
    """
    now = clock.now()
    minute = now.replace(second=0, microsecond=0)
    counted, other = ("writes", "reads") if writes else ("reads", "writes")
    same = Q(counted_from=minute)
    noted = ApiToken.objects.filter(pk=token.pk).filter(~same | Q(**{f"{counted}__lt": limit}))
    return bool(
        noted.update(
            last_used_at=now,
            counted_from=minute,
            **{
                counted: Case(When(same, then=F(counted) + 1), default=1),
                other: Case(When(same, then=F(other)), default=0),
            },
        )
    )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()

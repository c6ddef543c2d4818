from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import DO_NOTHING, ManyToOneRel

import journal
from people.models import NOWHERE, User

# Its addresses, and the letters written to it, which stay without a reader.
GOES_WITH_AN_ACCOUNT = ("account.EmailAddress", "reminders.Notice")


@transaction.atomic
def open_account(
    *, email: str, name: str, password: str | None = None, is_superuser: bool = False, phone: str = ""
) -> User:
    """Open an account whose address is already known to be the person's own.

    For invitations, the demo and the command line: the caller answers for the address. Without a
    password the person signs in by code. Opening it again returns the account untouched.
    """
    existing = User.objects.filter(email__iexact=email).first()
    if existing is not None:
        return existing
    user = User.objects.create_user(
        email, password, name=name, phone=phone, is_superuser=is_superuser, is_staff=is_superuser
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def open_account_without_address(*, name: str, phone: str = "") -> User:
    """Write down somebody who has no e-mail, so that what is theirs carries their name. Nobody signs in with it.

    For those who enter what came on paper: the caller answers for the right.
    """
    return User.objects.create_user(
        f"sans-adresse-{uuid4().hex[:16]}@{NOWHERE}", name=name, phone=phone, is_active=False
    )


@transaction.atomic
def give_address(*, user: User, email: str) -> User:
    """Make an account of somebody written down without an e-mail; they then sign in by code.

    Where the address already has an account, that account comes back as it is, and nothing is written. For those
    who entered what came on paper: the caller answers for the right and for the address.
    """
    existing = User.objects.filter(email__iexact=email).first()
    if existing is not None:
        return existing
    if user.has_address:
        return open_account(email=email, name=user.name, phone=user.phone)
    user.email, user.is_active = User.objects.normalize_email(email), True
    user.save(update_fields=["email", "is_active"])
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@transaction.atomic
def drop_unused(*, user: User) -> bool:
    """Delete an account that nobody ever opened and that nothing needs any more; say whether it went.

    For those who just gave to somebody else what it was opened for: the caller answers for the right.
    """
    if user.last_login is not None or user.is_superuser or any(_is_held_by(user)):
        return False
    user.delete()
    return True


def _is_held_by(user: User) -> Iterator[bool]:
    """Whether each table has a row about this person, but for what goes with an account and what history tells."""
    for relation in User._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ManyToOneRel) or relation.on_delete is DO_NOTHING:
            continue
        model = relation.related_model
        if model._meta.label not in GOES_WITH_AN_ACCOUNT:
            yield model._base_manager.filter(**{relation.field.name: user}).exists()


@transaction.atomic
def reset_mfa(*, user: User) -> int:
    """Forget the second factors of somebody who lost them, and close their sessions; say how many went.

    For whoever runs the machine, by `manage.py reset_mfa`, once they are sure who asks.
    """
    removed, _ = Authenticator.objects.filter(user=user).delete()
    sign_out_everywhere(user=user)
    journal.record(actor=None, action="mfa.reset", target=user, removed=removed)
    return removed


def sign_out_everywhere(*, user: User) -> None:
    """Close every session of a person, this one included. For the person and for the command line."""
    for session in UserSession.objects.filter(user=user):
        session.end()

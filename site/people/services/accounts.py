from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import transaction

from people.models import User


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

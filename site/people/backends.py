"""What a grant on a place, a space or a call opens besides the object itself."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser

from people.grants import opens_back_office, opens_register
from people.models import User
from people.querysets import KEEP

IMPLIED = {"wagtailadmin.access_admin": opens_back_office, KEEP: opens_register}


class GrantBackend(ModelBackend):
    """Whoever holds a grant that needs it may enter the back office, and nothing more.

    Global permissions stay those of the user's groups; passwords are left to allauth.
    """

    def authenticate(self, *args: Any, **kwargs: Any) -> None:
        """Never: this backend answers questions about people already known."""

    def has_perm(self, user_obj: User | AnonymousUser, perm: str, obj: Any = None) -> bool:
        """Global permissions, plus those that a grant implies: the back office, the register of people."""
        if user_obj.is_anonymous or not user_obj.is_active:
            return False
        if perm in IMPLIED and IMPLIED[perm](user_obj):
            return True
        return super().has_perm(user_obj, perm, obj)

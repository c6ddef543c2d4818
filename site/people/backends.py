"""What a grant on a place, a space or a call opens besides the object itself."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser

from people.grants import opens_back_office
from people.models import User


class GrantBackend(ModelBackend):
    """Whoever holds a grant that needs it may enter the back office, and nothing more.

    Global permissions stay those of the user's groups; passwords are left to allauth.
    """

    def authenticate(self, *args: Any, **kwargs: Any) -> None:
        """Never: this backend answers questions about people already known."""

    def has_perm(self, user_obj: User | AnonymousUser, perm: str, obj: Any = None) -> bool:
        """Global permissions, plus `wagtailadmin.access_admin` for those whom a grant lets in."""
        if user_obj.is_anonymous or not user_obj.is_active:
            return False
        if perm == "wagtailadmin.access_admin" and opens_back_office(user_obj):
            return True
        return super().has_perm(user_obj, perm, obj)

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext_lazy as _

import clock
from people.querysets import MembershipQuerySet, UserQuerySet

# The domain of addresses that lead nowhere, by the rules of the network (RFC 2606).
NOWHERE = "personne.invalid"


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    """People by their e-mail, whatever its case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a person who signs in with `email`; without a password they sign in by code."""
        if not email:
            raise ValueError("An account needs an e-mail.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create an administrator."""
        return self.create_user(email, password, is_superuser=True, is_staff=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        """Find a person by e-mail, ignoring case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. They sign in with their e-mail."""

    email = models.EmailField(_("adresse électronique"), max_length=254)
    name = models.CharField(_("prénom et nom"), max_length=150, blank=True)
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    is_active = models.BooleanField(_("compte actif"), default=True)
    is_staff = models.BooleanField(_("équipe technique"), default=False)
    date_joined = models.DateTimeField(_("arrivée"), default=clock.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("personne")
        verbose_name_plural = _("personnes")
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="people_user_email_unique",
                violation_error_message=_("Un compte existe déjà avec cette adresse."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def has_address(self) -> bool:
        """Whether anything can be written to this person by e-mail."""
        return not self.email.endswith(f"@{NOWHERE}")

    def get_full_name(self) -> str:
        """The name as other people read it."""
        return str(self)

    def today(self) -> date:
        """The date on which this person's memberships are judged: that of the project's zone."""
        return clock.today(get_default_timezone())

    def active_memberships(self) -> MembershipQuerySet:
        """Memberships in force today, with their organisations."""
        return self.memberships.on(self.today()).select_related("organisation")

    def get_short_name(self) -> str:
        """The first name, or what stands before the @."""
        return self.name.split(" ")[0] if self.name else self.email.split("@")[0]

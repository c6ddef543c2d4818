"""How allauth speaks for this house."""

import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.contrib.sites.shortcuts import get_current_site
from django.forms import BaseForm
from django.http import HttpRequest

from people.account_mails import dress
from people.models import User
from people.throttle import here

logger = logging.getLogger(__name__)

# A mail server that hangs must not hold the page: past this, the mail goes on leaving by itself.
WAIT_SECONDS = 1.0
NOT_SENT = (
    "Notre serveur de courriel ne répond pas : le message n’est pas parti. Réessayez dans quelques minutes."
)
WAYS = {
    "reauthenticate": "Donner mon mot de passe",
    "mfa_reauthenticate": "Donner un code",
    "mfa_reauthenticate:webauthn": "Utiliser une clé",
}
SAID = {
    "cannot_remove_primary_email": "L’adresse principale ne se retire pas : choisissez-en une autre d’abord.",
    "duplicate_email": "Cette adresse est déjà l’une des vôtres.",
    "email_password_mismatch": "L’adresse ou le mot de passe n’est pas le bon.",
    "email_taken": "Cette adresse est déjà celle d’un compte.",
    "max_email_addresses": "Un compte a %d adresses au plus.",
    "unknown_email": "Cette adresse n’est celle d’aucun compte.",
    "unverified_primary_email": "Vérifiez d’abord votre adresse principale.",
}
_senders = ThreadPoolExecutor(max_workers=4, thread_name_prefix="account-mail")


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are known by their e-mail; whoever enters the back office lands there."""

    error_messages = DefaultAccountAdapter.error_messages | SAID

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The back office for those who run the house, their own space for everyone else."""
        user = request.user
        if isinstance(user, User) and user.has_perm("wagtailadmin.access_admin"):
            return "/gestion/"
        return str(super().get_login_redirect_url(request))

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        """Keep the name that the sign-up form asked for."""
        user.name = form.cleaned_data.get("name", "")
        saved: User = super().save_user(request, user, form, commit=commit)
        return saved

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count wrong passwords per account and address: nobody shuts a victim out from elsewhere."""
        return here(request, super()._get_login_attempts_cache_key(request, **credentials))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to prove once more who one is, in our own words."""
        found = super().get_reauthentication_methods(user)
        return [way | {"description": WAYS.get(way["id"], way["description"])} for way in found]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send now, for a code is worth minutes; say so when it cannot leave, and never hold the page."""
        about = {"request": self.request, "email": email, "current_site": get_current_site(self.request)}
        message = dress(self.render_mail(template_prefix, email, about | context), context.get("code", ""))
        try:
            _senders.submit(message.send).result(timeout=WAIT_SECONDS)
        except TimeoutError:
            logger.warning("a mail about an account is slow to leave")
        except Exception:
            logger.exception("a mail about an account did not leave")
            messages.error(self.request, NOT_SENT)

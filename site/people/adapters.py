"""How allauth speaks for this house."""

from allauth.account.adapter import DefaultAccountAdapter
from django.forms import BaseForm
from django.http import HttpRequest

from people.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are known by their e-mail; whoever enters the back office lands there."""

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

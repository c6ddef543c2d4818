"""The account page of the administration: preferences only. Who one is and how one signs in is allauth's."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import AccountView, BaseSettingsPanel, NameEmailSettingsPanel

from people.access import STAFF, requires


class NothingToFill(forms.Form):
    """A panel of words only."""

    def __init__(self, *args: Any, instance: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def save(self) -> None:
        """Nothing to keep."""


class WhoYouAre(BaseSettingsPanel):
    """Says where the rest is changed."""

    name = "who"
    title = "Nom, adresse et connexion"
    order = 100
    form_class = NothingToFill

    def render(self) -> str:
        """A link to the account's own pages."""
        return format_html(
            '<p>Ils se changent dans <a href="{}">votre compte</a>, comme pour tout le monde.</p>',
            reverse("account_email"),
        )


class PreferencesView(AccountView):
    """Wagtail's page without the name and the e-mail, which our accounts keep otherwise."""

    def get_panels(self) -> list[BaseSettingsPanel]:
        """Put our words in place of Wagtail's form for the name."""
        panels = [panel for panel in super().get_panels() if not isinstance(panel, NameEmailSettingsPanel)]
        profile = panels[0].profile if panels else None
        return [WhoYouAre(self.request, self.request.user, profile), *panels]


preferences = requires(STAFF)(require_admin_access(PreferencesView.as_view()))

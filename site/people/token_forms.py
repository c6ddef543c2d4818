from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

import clock
from people.models import ApiToken


class TokenForm(forms.Form):
    """What a new key is for, what it allows, and for how long."""

    name = forms.CharField(
        label=_("À quoi servira-t-il ?"),
        max_length=80,
        help_text=_("Par exemple « Agenda du site de l’association »."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("Ce qu’il permet"),
        choices=ApiToken.Scope.choices,
        initial=[ApiToken.Scope.SPACES_READ],
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedChoiceField(
        label=_("Pour combien de temps ?"),
        choices=[(30, _("Un mois")), (90, _("Trois mois")), (365, _("Un an"))],
        coerce=int,
        initial=90,
        widget=forms.RadioSelect,
    )

    def facts(self) -> dict[str, Any]:
        """What `issue_token` takes besides the person."""
        return {
            "name": self.cleaned_data["name"],
            "scopes": self.cleaned_data["scopes"],
            "expires_at": clock.now() + timedelta(days=self.cleaned_data["days"]),
        }

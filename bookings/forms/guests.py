from __future__ import annotations

import re

from django import forms
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

BETWEEN = re.compile(r"[\s,;]+")
LONGEST = 254


class GuestsForm(forms.Form):
    """Addresses as people paste them: one per line, or between commas."""

    addresses = forms.CharField(
        label=_("Adresses électroniques"),
        max_length=20_000,
        help_text=_("Une par ligne, ou séparées par des virgules."),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_addresses(self) -> list[str]:
        """The addresses, each said wrong by name."""
        found = [part.strip("<>") for part in BETWEEN.split(self.cleaned_data["addresses"]) if part]
        valid = EmailValidator()
        wrong = []
        for address in found:
            try:
                valid(address)
            except forms.ValidationError:
                wrong.append(address)
            else:
                if len(address) > LONGEST:
                    wrong.append(address)
        if wrong:
            shown = ", ".join(f"« {address[:60]} »" for address in wrong[:5])
            raise forms.ValidationError(_("Ceci n’est pas une adresse : %(shown)s."), params={"shown": shown})
        return found

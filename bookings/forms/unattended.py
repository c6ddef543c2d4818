"""Forms that anybody may send, without an account: what keeps machines away without asking anyone else."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class UnattendedForm(forms.Form):
    """A field that people do not see, and that machines fill."""

    website = forms.CharField(
        label=_("Ne remplissez pas cette case"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    @property
    def is_from_a_machine(self) -> bool:
        """Whether the field that nobody sees was filled."""
        return bool(self.data.get(self.add_prefix("website"), "").strip())

    def visible_ones(self) -> list[Any]:
        """The fields that people see, in their order."""
        return [self[name] for name in self.fields if name != "website"]

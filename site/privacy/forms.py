from __future__ import annotations

from typing import Any

from django import forms


class EraseForm(forms.Form):
    """The address of the account, typed again: nobody is erased by a slip of the finger."""

    address = forms.CharField(
        label="Pour confirmer, écrivez votre adresse électronique",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, person: Any, label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address"].label = label or self.fields["address"].label
        self.person = person

    def clean_address(self) -> str:
        """The address of the account, whatever its case."""
        address: str = self.cleaned_data["address"].strip()
        if address.lower() != self.person.email.lower():
            raise forms.ValidationError(f"Ce n’est pas l’adresse de ce compte : {self.person.email}.")
        return address

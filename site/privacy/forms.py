from __future__ import annotations

from typing import Any

from django import forms


class EraseForm(forms.Form):
    """One's own address, typed again: nobody is erased by a slip of the finger."""

    address = forms.CharField(
        label="Pour confirmer, écrivez votre adresse électronique",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_address(self) -> str:
        """The address of the account, whatever its case."""
        address: str = self.cleaned_data["address"].strip()
        if address.lower() != self.person.email.lower():
            raise forms.ValidationError(f"Ce n’est pas l’adresse de ce compte : {self.person.email}.")
        return address

"""What a form offers, once it knows whom it asks."""

from __future__ import annotations

from typing import Any

from django import forms


def set_choices(field: Any, choices: Any) -> None:
    """Offer these choices, a list of pairs or a queryset, in a field made for them."""
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = choices
    else:
        field.choices = choices

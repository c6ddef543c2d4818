"""SIREN and SIRET: how people write them, how we keep them, and whether they can exist."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import ValidationError as NotANumber
from stdnum.fr import siren, siret


def compact(text: str) -> str:
    """The digits alone: people write spaces, no-break spaces, dots and dashes between them."""
    return "".join(letter for letter in text if not letter.isspace() and letter not in ".-_")


def check_siren(number: str) -> None:
    """Raise ValidationError unless nine digits whose key is right."""
    try:
        siren.validate(number)
    except NotANumber:
        raise ValidationError(
            _("Ce n’est pas un SIREN : il a neuf chiffres. Vérifiez-le sur votre avis de situation INSEE.")
        ) from None


def check_siret(number: str) -> None:
    """Raise ValidationError unless fourteen digits whose key is right."""
    try:
        siret.validate(number)
    except NotANumber:
        raise ValidationError(
            _(
                "Ce n’est pas un SIRET : il a quatorze chiffres. Vérifiez-le sur votre avis de situation "
                "INSEE, ou laissez le champ vide."
            )
        ) from None


class DigitsFormField(forms.CharField):
    """A number as people write it, kept as digits."""

    def to_python(self, value: Any) -> Any:
        """Without what separates the digits, before anything is checked."""
        return super().to_python(compact(value) if isinstance(value, str) else value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No `maxlength`: a browser would cut « 552 100 554 » at its ninth sign, and say nothing."""
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs | {"inputmode": "numeric", "autocomplete": "off"}


class DigitsField(models.CharField):
    """A number of which only the digits are kept, however they were typed."""

    def formfield(self, **kwargs: Any) -> Any:
        """Accept separators in the form."""
        return super().formfield(**{"form_class": DigitsFormField, **kwargs})

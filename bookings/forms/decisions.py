from django import forms
from django.utils.translation import gettext_lazy as _


class RefusalForm(forms.Form):
    """Why a request is refused."""

    reason = forms.CharField(
        label=_("Pourquoi ?"), max_length=300, help_text=_("La personne lira cette phrase.")
    )


class CancelForm(forms.Form):
    """Why a booking is cancelled, if one wishes to say."""

    reason = forms.CharField(label=_("Une raison ?"), max_length=300, required=False)

from __future__ import annotations

from django import forms

from bookings.enums import ProofKind

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ProofForm(forms.Form):
    """A paper that came."""

    kind = forms.ChoiceField(label="Pièce", choices=ProofKind.choices)
    received_on = forms.DateField(label="Reçue le", widget=DAY)
    for_organisation = forms.BooleanField(
        label="Elle vaut pour toutes les réservations de la structure", required=False
    )
    valid_until = forms.DateField(label="Valable jusqu’au", widget=DAY, required=False)


class AsideForm(forms.Form):
    """Why a booking is confirmed without its papers."""

    aside = forms.CharField(
        label="Confirmer sans attendre, et dire pourquoi",
        max_length=200,
        help_text="La raison est gardée avec votre nom.",
    )

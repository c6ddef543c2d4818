from __future__ import annotations

from typing import Any

from django import forms

from backoffice.choices import set_choices
from people.models import Organisation, User
from spaces.models import Place


class PlaceForm(forms.Form):
    """Which of the places one manages."""

    lieu = forms.ModelChoiceField(Place.objects.none(), label="Lieu", to_field_name="slug", empty_label=None)

    def __init__(self, *args: Any, asker: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self.fields["lieu"], Place.objects.managed_by(asker))


class YearForm(PlaceForm):
    """Which year of it, and whose bookings to open."""

    annee = forms.IntegerField(label="Année", min_value=1990, max_value=2100)
    structure = forms.ModelChoiceField(Organisation.objects.all(), required=False, widget=forms.HiddenInput)

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from backoffice.choices import set_choices
from bookings.forms.days import day_field
from bookings.occupancy import check_period
from bookings.periods import a_year_before
from bookings.scopes import UnknownScope, scope_of
from people.models import User
from spaces.errors import InvalidPeriod
from spaces.models import Place

DAY = {"type": "date"}
AXES = [
    ("floor", "Niveau"),
    ("kind", "Type d’espace"),
    ("space", "Espace"),
    ("building", "Bâtiment"),
    ("organisation", "Structure"),
]
THAN = [("before", "la période d’avant"), ("year", "un an plus tôt"), ("since", "depuis une date…")]


class OccupancyForm(forms.Form):
    """Which place, from when to when (both days included), and by what."""

    lieu = forms.ModelChoiceField(Place.objects.none(), label="Lieu", to_field_name="slug", empty_label=None)
    du = day_field("Du")
    au = day_field("Au (compris)")
    par = forms.ChoiceField(label="Par", choices=AXES)
    face = forms.ChoiceField(label="Comparer avec", choices=THAN, required=False)
    depuis = day_field("Depuis le", required=False)
    dans = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, asker: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self.fields["lieu"], Place.objects.managed_by(asker))

    @property
    def period(self) -> tuple[date, date]:
        """The first day, and the day after the last."""
        return self.cleaned_data["du"], self.cleaned_data["au"] + timedelta(days=1)

    @property
    def than(self) -> date | None:
        """The first day of the period to compare with; None for the one just before."""
        if self.cleaned_data["face"] == "year":
            return a_year_before(self.cleaned_data["du"])
        return self.cleaned_data["depuis"] if self.cleaned_data["face"] == "since" else None

    def clean(self) -> dict[str, Any]:
        """Refuse a period that no page can show."""
        cleaned = super().clean() or {}
        if "du" in cleaned and "au" in cleaned:
            try:
                check_period(*self.period)
            except InvalidPeriod as refusal:
                raise ValidationError(refusal.message) from None
        if cleaned.get("face") == "since" and not cleaned.get("depuis") and "depuis" not in self.errors:
            self.add_error("depuis", "Donnez le premier jour de la période à comparer.")
        if "lieu" in cleaned:
            try:
                cleaned["dans"] = scope_of(cleaned["lieu"], cleaned.get("dans", ""))
            except UnknownScope as refusal:
                raise ValidationError(refusal.message) from None
        return cleaned
